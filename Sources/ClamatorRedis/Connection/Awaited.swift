private import Synchronization

/// A value that one task waits for. The first to come counts.
final class Awaited<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiter: CheckedContinuation<Value, Never>?
    }

    private let state = Mutex(State())

    /// Whether the value is there.
    var isOver: Bool { state.withLock { $0.value != nil } }

    /// Gives the value, unless there is one.
    func end(_ value: Value) {
        let waiter = state.withLock { state -> CheckedContinuation<Value, Never>? in
            guard state.value == nil else { return nil }
            state.value = value
            return state.waiter.take()
        }
        waiter?.resume(returning: value)
    }

    /// Begins something that gives the value, and waits for it; where the task is cancelled, `cancelled` is the value.
    func wait(cancelled: Value, after begin: () -> Void) async -> Value {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let value = state.withLock { state in
                    if state.value == nil { state.waiter = continuation }
                    return state.value
                }
                if let value { return continuation.resume(returning: value) }
                begin()
            }
        } onCancel: {
            end(cancelled)
        }
    }
}

/// Runs a body, whose task is cancelled where it takes longer than so long.
///
/// - Returns: What the body returned; nil where it took too long.
@discardableResult
func within<Value: Sendable>(_ limit: Duration, _ body: @escaping @Sendable () async -> Value) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { await body() }
        group.addTask {
            try? await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        return await group.next().flatMap { $0 }
    }
}
