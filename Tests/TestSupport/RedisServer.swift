public import Foundation

/// A Redis of a test's own, on a socket in a temporary folder; it ends with the value that holds it.
public final class RedisServer: Sendable {
    private let folder: TemporaryFolder
    private let settings: [String]
    private let process: Locked<Process?>

    /// The program: `$REDIS_SERVER`, else what is on the PATH. Other versions, and Valkey, are tested by it.
    private static let program = ProcessInfo.processInfo.environment["REDIS_SERVER"] ?? "redis-server"

    /// Starts it.
    ///
    /// - Parameter settings: Options of `redis-server` besides.
    /// - Throws: `StartFailure` if there is none.
    public convenience init(_ settings: String...) throws { try self.init(settings) }

    /// Starts it.
    ///
    /// - Parameter settings: Options of `redis-server` besides, put together.
    /// - Throws: `StartFailure` if there is none.
    public init(_ settings: [String]) throws {
        folder = try TemporaryFolder()
        self.settings = settings
        process = Locked(nil)
        try start()
    }

    deinit { stop() }

    /// A port of this machine on which nothing listens.
    ///
    /// - Returns: The port.
    public static func freePort() -> Int {
        let descriptor = Foundation.socket(AF_INET, streamSocket, 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        var count = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = unsafe bind(descriptor, address, count)
                unsafe getsockname(descriptor, address, &count)
            }
        }
        return Int(in_port_t(bigEndian: address.sin_port))
    }

    #if canImport(Glibc)
        private static let streamSocket = Int32(SOCK_STREAM.rawValue)
    #else
        private static let streamSocket = SOCK_STREAM
    #endif

    /// Whether the program speaks TLS; some are built without.
    public static let speaksTLS = {
        guard let certificates = try? Certificates() else { return false }
        return (try? RedisServer(certificates.options(port: freePort()))) != nil
    }()

    private var socket: String { folder.path + "/redis.sock" }

    /// Where clients find it.
    public var url: String { "unix://\(socket)" }

    /// Starts it, again where it was stopped, with what it had on disk.
    ///
    /// - Throws: `StartFailure` where it does not come up.
    public func start() throws {
        let server = Process()
        server.executableURL = URL(filePath: "/usr/bin/env")
        server.arguments =
            [Self.program, "--port", "0", "--unixsocket", socket, "--dir", folder.path, "--save", ""] + settings
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        try server.run()
        process.value = server
        for _ in 0..<500 {
            // One that asks for a password is there as well.
            if let answer = try? command("PING"), answer == "PONG" || answer.hasPrefix("NOAUTH") { return }
            guard server.isRunning else { break }
            usleep(10_000)
        }
        throw StartFailure()
    }

    /// Kills it at once, as a loss of power would.
    public func stop() {
        guard let server = process.value else { return }
        process.value = nil
        kill(server.processIdentifier, SIGKILL)
        server.waitUntilExit()
        unsafe unlink(socket)
    }

    /// Makes it hang, until it is resumed or stopped.
    public func hang() { if let server = process.value { kill(server.processIdentifier, SIGSTOP) } }

    /// Connects, to one that hangs, until the system takes no more connections for it.
    ///
    /// - Returns: The connections, which end with it.
    /// - Throws: What the system says where it takes no sockets.
    public func fillQueue() throws -> [FileHandle] {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(socket.utf8)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
        var connections: [FileHandle] = []
        while true {
            let descriptor = Foundation.socket(AF_UNIX, Self.streamSocket, 0)
            guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
            connections.append(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            let isTaken = unsafe withUnsafePointer(to: &address) { address in
                unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            if isTaken != 0 { return connections }
        }
    }

    /// Lets it go on after it was made to hang.
    public func resume() { if let server = process.value { kill(server.processIdentifier, SIGCONT) } }

    /// Runs a command with `redis-cli`.
    ///
    /// - Parameter words: The command and its arguments.
    /// - Returns: What it printed.
    /// - Throws: What the system says where there is no `redis-cli`.
    @discardableResult
    public func command(_ words: String...) throws -> String { try command(words) }

    /// Runs a command that was put together with `redis-cli`.
    ///
    /// - Parameter words: The command and its arguments.
    /// - Returns: What it printed.
    /// - Throws: What the system says where there is no `redis-cli`.
    @discardableResult
    public func command(_ words: [String]) throws -> String {
        let client = Process()
        let output = Pipe()
        client.executableURL = URL(filePath: "/usr/bin/env")
        client.arguments = ["redis-cli", "-s", socket] + words
        client.standardOutput = output
        client.standardError = FileHandle.nullDevice
        try client.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        client.waitUntilExit()
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// `redis-server` did not come up; `Scripts/install-dependencies test` installs it.
    public struct StartFailure: Error, CustomStringConvertible {
        /// What to do about it.
        public let description = "redis-server does not start; Scripts/install-dependencies test installs it"
    }
}
