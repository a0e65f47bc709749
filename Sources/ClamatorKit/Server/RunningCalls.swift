private import Synchronization

/// Counts the handlers of a server that wait, so that its stop can wait for them.
final class RunningCalls: Sendable {
    private let count = Atomic(0)
    /// Whether a stop waits, or has waited.
    private let isAwaited = Atomic(false)
    private let waiter = Mutex<CheckedContinuation<Void, Never>?>(nil)

    func begin() { count.add(1, ordering: .relaxed) }

    func end() {
        // In one order with the two steps of `wait`: either this sees that a stop waits, or that sees this end.
        let left = count.subtract(1, ordering: .sequentiallyConsistent).newValue
        if left == 0, isAwaited.load(ordering: .sequentiallyConsistent) { resume() }
    }

    /// Waits until none is left, or until the time is over, whether its task is cancelled or not. One at a time may
    /// wait.
    func wait(atMost grace: Duration) async {
        var timer: Task<Void, Never>?
        await withCheckedContinuation { continuation in
            waiter.withLock { $0 = continuation }
            isAwaited.store(true, ordering: .sequentiallyConsistent)
            if count.load(ordering: .sequentiallyConsistent) == 0 { return resume() }
            timer = Task.detached { [self] in
                do { try await Task.sleep(for: min(grace, Deadlines.longest)) } catch { return }
                resume()
            }
        }
        timer?.cancel()
    }

    private func resume() { waiter.withLock { $0.take() }?.resume() }
}
