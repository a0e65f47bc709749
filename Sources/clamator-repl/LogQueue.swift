internal import ClamatorSystem

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// Lines for stderr that a thread of its own writes, so that what logs never waits for what reads stderr: a task that
/// did would hold up one of the few threads on which all calls go on.
final class LogQueue: Sendable {
    static let standardError = LogQueue()

    private struct State {
        var lines: [String] = []
        var byteCount = 0
        var isWriting = false
        /// How many lines were dropped since the last one was written.
        var dropped = 0
        var hasThread = false
    }

    /// How much may wait to be written; more is dropped, and counted.
    private static let mostBytes = 1 << 20

    private let monitor = Monitor(State())

    /// Whether anything was ever logged.
    var isUsed: Bool { monitor.withLock { $0.hasThread } }

    /// Writes a line soon.
    func print(_ line: String) {
        let mustStart = monitor.change { state in
            if state.byteCount > Self.mostBytes {
                state.dropped += 1
            } else {
                state.lines.append(line)
                state.byteCount += line.utf8.count
            }
            defer { state.hasThread = true }
            return !state.hasThread
        }
        guard mustStart else { return }
        do throws(Thread.StartFailure) {
            _ = try Thread { [self] in
                // Where stderr has no reader any more, what it would have shown is lost, and no more than that.
                SystemCalls.block(SIGPIPE)
                while true { writeNext() }
            }
        } catch {
            // Late is better than never.
            let lines = monitor.change { state in
                defer { (state.lines, state.byteCount, state.hasThread) = ([], 0, false) }
                return state.lines
            }
            for line in lines { StandardStream.error.write(line: line) }
        }
    }

    private func writeNext() {
        let text = monitor.wait { state -> String? in
            guard !state.lines.isEmpty || state.dropped > 0 else { return nil }
            var lines = state.lines
            if state.dropped > 0 { lines.append("(\(state.dropped) lines were dropped, since stderr was not read)") }
            (state.lines, state.byteCount, state.dropped, state.isWriting) = ([], 0, 0, true)
            return lines.joined(separator: "\n")
        }
        StandardStream.error.write(line: text)
        monitor.change { $0.isWriting = false }
    }

    /// Whether lines wait to be written.
    private var isBusy: Bool { monitor.withLock { !$0.lines.isEmpty || $0.isWriting || $0.dropped > 0 } }

    /// Waits until all lines are written, and for half a second at most.
    func drain() {
        for _ in 0..<250 where isBusy { usleep(2000) }
    }
}
