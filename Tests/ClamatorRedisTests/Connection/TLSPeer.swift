import Foundation
import TestSupport

/// `openssl s_server`: what is written to it goes encrypted to the client, and lines that are one of its commands do
/// what they say (`K` renews keys, `r` asks for a renegotiation). Used by one task at a time.
final class TLSPeer: @unchecked Sendable {
    private(set) var port = 0
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let text = Locked("")

    /// Starts it.
    ///
    /// - Parameters:
    ///   - certificates: What it shows is the one for `localhost`.
    ///   - options: Options of `openssl s_server`.
    /// - Throws: What the system says where it cannot be started.
    init(_ certificates: Certificates, _ options: String...) async throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificates["server"]]
            + ["-key", certificates.key("server")] + options
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        await wait(for: "ACCEPT 127.0.0.1:")
        await wait(for: "\n", keepsText: true)
        port = Int(text.value.prefix(while: \.isNumber)) ?? 0
    }

    deinit { end() }

    // SIGTERM is blocked in it, as it is in the thread that starts it.
    private func end() { kill(process.processIdentifier, SIGKILL) }

    func send(_ text: String) { input.fileHandleForWriting.write(Data(text.utf8)) }

    /// Waits until it has shown a text, which is what the client sent among others; until it is ended, which it is
    /// when the waiting task is cancelled, as at a test's time limit.
    func wait(for wanted: String, keepsText: Bool = false) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // On a thread of its own: the client that it waits for may need all that tasks have.
                Thread.detachNewThread {
                    self.read(until: wanted, keepsText)
                    continuation.resume()
                }
            }
        } onCancel: {
            end()
        }
    }

    private func read(until wanted: String, _ keepsText: Bool) {
        while !text.value.contains(wanted) {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { return }
            text.update { $0 += String(decoding: data, as: UTF8.self) }
        }
        if keepsText { return }
        text.update { $0 = String($0[($0.range(of: wanted)?.upperBound ?? $0.startIndex)...]) }
    }
}
