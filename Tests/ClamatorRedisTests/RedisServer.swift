import ClamatorKit
import Foundation
import TestSupport

/// A Redis of a test's own, on a socket in a temporary folder; it ends with the value that holds it.
final class RedisServer: Sendable {
    private let folder: TemporaryFolder
    private let settings: [String]
    private let process: Locked<Process?>

    /// Starts it, with options of `redis-server` besides.
    init(_ settings: String...) throws {
        folder = try TemporaryFolder()
        self.settings = settings
        process = Locked(nil)
        try start()
    }

    deinit { stop() }

    private var socket: String { folder.path + "/redis.sock" }

    /// Where clients find it.
    var url: String { "unix://\(socket)" }

    /// Starts it, again where it was stopped, with what it had on disk.
    func start() throws {
        let server = Process()
        server.executableURL = URL(filePath: "/usr/bin/env")
        server.arguments =
            ["redis-server", "--port", "0", "--unixsocket", socket, "--dir", folder.path, "--save", ""] + settings
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
    func stop() {
        guard let server = process.value else { return }
        process.value = nil
        kill(server.processIdentifier, SIGKILL)
        server.waitUntilExit()
        unlink(socket)
    }

    /// Runs a command with `redis-cli`.
    ///
    /// - Returns: What it printed.
    @discardableResult
    func command(_ words: String...) throws -> String { try command(words) }

    @discardableResult
    func command(_ words: [String]) throws -> String {
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
    struct StartFailure: Error, CustomStringConvertible {
        let description = "redis-server does not start; Scripts/install-dependencies test installs it"
    }
}

/// A value behind a lock.
final class Locked<Value>: @unchecked Sendable {
    // Every access holds the lock.
    private let lock = NSLock()
    private var held: Value

    init(_ value: Value) { held = value }

    var value: Value {
        get { lock.withLock { held } }
        set { lock.withLock { held = newValue } }
    }

    func update<Result>(_ body: (inout Value) -> Result) -> Result { lock.withLock { body(&held) } }
}
