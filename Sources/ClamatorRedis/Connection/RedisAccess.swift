package import ClamatorKit

/// How a Redis is entered, besides what its URL says: files for TLS, and where the password is.
///
/// Files are read whenever a connection is made, so that a certificate that is renewed is used from the next one on;
/// the password once.
public struct RedisAccess: Sendable, Equatable {
    /// A PEM file of the certificate authorities that are trusted; nil for the system's.
    public var caFile: String?
    /// A PEM file of this client's certificate, with the chain behind it, for a server that asks for one.
    public var certificateFile: String?
    /// A PEM file of the certificate's key, without a pass phrase.
    public var keyFile: String?
    /// Whether the server's certificate must be valid, by a trusted authority, and for the host of the URL. Without
    /// that any program between the two can read and change everything.
    public var verifiesServer = true
    /// A file, or a FIFO, whose first line is the password. It counts before `$REDIS_PASSWORD`; a URL may not have one
    /// besides.
    public var passwordFile: String?
    /// What was read from it.
    private var readPasswordText: String?

    /// Trusts the system's authorities, shows no certificate, and takes the password from the URL or `$REDIS_PASSWORD`.
    public init() {}

    /// The option that asks for TLS; nil if none does.
    var optionOfTLS: String? {
        if caFile != nil { return "--tls-ca" }
        if certificateFile != nil { return "--tls-cert" }
        if keyFile != nil { return "--tls-key" }
        return verifiesServer ? nil : "--tls-insecure"
    }

    /// Reads each file once, so that one that is missing is reported before anything is reached.
    ///
    /// - Throws: `ClamatorTransportError` where one cannot be read, with the `FileError` as its cause, or where what is
    ///   asked for makes no sense.
    func checkTLS() throws(ClamatorTransportError) {
        if !verifiesServer, caFile != nil {
            throw ClamatorTransportError(
                "--tls-ca and --tls-insecure exclude each other: one names who is trusted, the other trusts anyone",
                reason: .misuse)
        }
        if (certificateFile == nil) != (keyFile == nil) {
            throw ClamatorTransportError(
                "--tls-cert and --tls-key go together: a certificate and its key", reason: .misuse)
        }
        for file in [caFile, certificateFile, keyFile] {
            guard let file else { continue }
            _ = try Self.reading("for TLS") { () throws(FileError) in try Files.read(file, atMost: Self.longestFile) }
        }
    }

    /// The password that the URL does not have; nil for no password.
    ///
    /// - Throws: `ClamatorTransportError` where the file cannot be read, or holds no password.
    func password() throws(ClamatorTransportError) -> String? {
        if let password = readPasswordText { return password }
        guard let passwordFile else { return Environment.value(of: "REDIS_PASSWORD") }
        return try Self.password(in: passwordFile)
    }

    /// Reads the file of the password now, and no more later: a FIFO, which is waited for here, gives it only once.
    ///
    /// - Throws: `ClamatorTransportError` where the file cannot be read, or holds no password.
    package mutating func readPassword() throws(ClamatorTransportError) {
        guard let passwordFile else { return }
        readPasswordText = try Self.password(in: passwordFile)
    }

    private static func password(in path: String) throws(ClamatorTransportError) -> String {
        try reading("of the password") { () throws(FileError) in
            let line = try Files.readFirstLine(path, atMost: longestFile)
            guard let text = String(validating: line, as: UTF8.self) else {
                throw FileError(path: path, reason: "a password is UTF-8")
            }
            let password = text.utf8.last == UInt8(ascii: "\r") ? String(text.unicodeScalars.dropLast()) : text
            if password.isEmpty { throw FileError(path: path, reason: "its first line is the password, and is empty") }
            return password
        }
    }

    /// What a file may hold, in bytes.
    private static let longestFile = 1 << 20

    private static func reading<Content>(
        _ purpose: String, _ read: () throws(FileError) -> Content
    ) throws(ClamatorTransportError) -> Content {
        do throws(FileError) { return try read() } catch {
            throw ClamatorTransportError("cannot read the file \(purpose)", reason: .misuse, cause: error)
        }
    }
}
