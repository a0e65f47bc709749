internal import ClamatorKit
private import Synchronization

/// Holds a batch back while too much that it began goes on: handlers that wait for notifications, or on after the
/// time-outs of their calls, and notifications that Redis has not taken yet. Each keeps its request in memory.
final class BatchBacklog: Backlog {
    private struct State {
        var count = 0
        var bytes = 0
        /// Whether no thread is to wait any more.
        var isOpen = false
        /// How many notifications are on their way, and what became of those that were not taken.
        var sending = 0
        var unsent = UnsentNotifications()
    }

    /// How much may go on besides the calls in flight: some thousand take a few megabytes, and let some thousand
    /// notifications wait at a time.
    private static let mostCount = 4096
    private static let mostBytes = 16 << 20

    private let mostCount: Int
    private let monitor = Monitor(State())
    /// Whether there is too much, for a look without a lock.
    private let isFull = Atomic(false)

    /// Makes a backlog for so many calls in flight.
    init(calls: Int) { mostCount = calls + Self.mostCount }

    func begin(bytes: Int) {
        monitor.withLock { state in
            state.count += 1
            state.bytes += bytes
            note(state)
        }
    }

    func end(bytes: Int) {
        monitor.change { state in
            state.count -= 1
            state.bytes -= bytes
            note(state)
        }
    }

    func beginSending(bytes: Int) {
        monitor.withLock { $0.sending += 1 }
        begin(bytes: bytes)
    }

    func endSending(bytes: Int, failure: ClamatorTransportError?) {
        monitor.withLock { state in
            state.sending -= 1
            if let failure { state.unsent.count(failure) }
        }
        end(bytes: bytes)
    }

    /// A notification was not sent that is not followed here: it was refused at once, or is waited for elsewhere.
    func countRefused(_ failure: ClamatorTransportError) { monitor.withLock { $0.unsent.count(failure) } }

    /// Waits until no notification is on its way; not any more where the task is cancelled.
    ///
    /// - Returns: Those that were not taken.
    func unsentInTheEnd() async -> UnsentNotifications {
        while monitor.withLock({ $0.sending }) > 0 {
            do { try await Task.sleep(for: .milliseconds(5)) } catch { break }
        }
        return monitor.withLock { state in
            var unsent = state.unsent
            if state.sending > 0 { unsent.count("the batch ended before Redis took them", state.sending) }
            return unsent
        }
    }

    /// Lets all threads pass, now and later.
    func open() {
        monitor.change { state in
            state.isOpen = true
            note(state)
        }
    }

    /// Waits while there is too much.
    @inline(__always)
    func waitForRoom() {
        if isFull.load(ordering: .relaxed) { wait() }
    }

    @inline(never)
    private func wait() {
        monitor.wait { hasRoom($0) ? () : nil }
    }

    private func note(_ state: State) { isFull.store(!hasRoom(state), ordering: .relaxed) }

    private func hasRoom(_ state: State) -> Bool {
        state.isOpen || (state.count < mostCount && state.bytes < Self.mostBytes)
    }
}
