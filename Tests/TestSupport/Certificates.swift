private import Foundation

/// Certificates of a test's own, in PEM files, made by `openssl`: an authority, what it has signed, and another
/// authority.
public final class Certificates: Sendable {
    private let folder: TemporaryFolder

    /// The texts of the files by name: `openssl` is started some twenty times for them, once in a process.
    private static let made = Result { try Certificates(made: ()).texts() }

    /// Puts them into a folder of its own, where a test may put others in their place.
    ///
    /// - Throws: `Failure` where `openssl` is missing or refuses.
    public init() throws { folder = try TemporaryFolder(Self.made.get()) }

    private init(made: Void) throws {
        folder = try TemporaryFolder()
        for authority in ["ca", "other-ca"] {
            try makeKey(authority)
            try run(
                "req", "-x509", "-new", "-key", key(authority), "-subj", "/CN=\(authority)", "-days", "2",
                "-out", self[authority])
        }
        try sign("server", for: "DNS:localhost,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1")
        try sign("elsewhere", for: "DNS:redis.example.org,IP:192.0.2.1")
        try sign("expired", for: "DNS:localhost", days: -1)
        try sign("client", for: "DNS:client.example.org")
        try sign("stranger", for: "DNS:client.example.org", by: "other-ca")
        try run("pkey", "-in", key("client"), "-aes256", "-passout", "pass:secret", "-out", folder.path + "/locked.key")
        try folder.write("no certificate\n", to: "text.pem")
    }

    private func texts() throws -> [String: String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try Dictionary(
            uniqueKeysWithValues: names.map {
                ($0, try String(contentsOfFile: "\(folder.path)/\($0)", encoding: .utf8))
            })
    }

    /// The file of a certificate.
    ///
    /// - Parameter name: Its name.
    public subscript(name: String) -> String { "\(folder.path)/\(name).pem" }

    /// The file of a certificate's key.
    ///
    /// - Parameter name: The certificate's name.
    /// - Returns: The file.
    public func key(_ name: String) -> String { "\(folder.path)/\(name).key" }

    /// Puts another certificate with its key under a name.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - other: What is put there.
    /// - Throws: What the file system throws.
    public func replace(_ name: String, by other: String) throws {
        for ending in ["pem", "key"] {
            let text = try String(contentsOfFile: "\(folder.path)/\(other).\(ending)", encoding: .utf8)
            try folder.write(text, to: "\(name).\(ending)")
        }
    }

    /// Options of `redis-server` by which it speaks TLS.
    ///
    /// - Parameters:
    ///   - port: Where.
    ///   - name: The certificate that it shows.
    ///   - asksClients: Whether it wants a certificate of the client.
    /// - Returns: The options.
    public func options(port: Int, showing name: String = "server", asksClients: Bool = false) -> [String] {
        [
            "--tls-port", "\(port)", "--tls-cert-file", self[name], "--tls-key-file", key(name),
            "--tls-ca-cert-file", self["ca"], "--tls-auth-clients", asksClients ? "yes" : "no",
        ]
    }

    private func makeKey(_ name: String) throws {
        try run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-out", key(name))
    }

    /// Makes a certificate, in place of one of that name.
    ///
    /// - Parameters:
    ///   - name: What it is called here.
    ///   - names: What it is for, as `subjectAltName` has it.
    ///   - authority: Who signs it: `ca` or `other-ca`.
    ///   - days: How long it is valid.
    /// - Throws: `Failure` where `openssl` refuses.
    public func sign(_ name: String, for names: String, by authority: String = "ca", days: Int = 2) throws {
        try makeKey(name)
        let request = "\(folder.path)/\(name).csr"
        try run(
            "req", "-new", "-key", key(name), "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(names)",
            "-out", request)
        try run(
            "x509", "-req", "-in", request, "-CA", self[authority], "-CAkey", key(authority), "-CAcreateserial",
            "-days", "\(days)", "-copy_extensions", "copy", "-out", self[name])
    }

    private func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw Failure(command: arguments.joined(separator: " ")) }
    }

    /// A command of `openssl` failed; `Scripts/install-dependencies test` installs it.
    public struct Failure: Error {
        let command: String
    }
}
