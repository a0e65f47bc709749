internal import ClamatorKit
private import Synchronization

/// The calls of one client that wait for their replies, by id.
final class CallTable: Sendable {
    private struct Call {
        let pending: PendingReply
        let method: Contract.Method?
    }

    private struct State {
        var calls: [RpcId: Call] = [:]
        /// How many calls ended without their reply, which may come yet.
        var abandoned = 0
        var isStopped = false
    }

    private let state = Mutex(State())

    /// Notes a call; its end is that it is answered, or `PendingReply`'s own.
    ///
    /// - Returns: What to wait for; nil where another call with this id waits.
    func begin(_ id: RpcId, method: Contract.Method?) -> PendingReply? {
        let pending = PendingReply { [weak self] in self?.forget(id, $0) }
        let (isNew, isStopped) = state.withLock { state in
            guard state.calls[id] == nil else { return (false, false) }
            state.calls[id] = Call(pending: pending, method: method)
            return (true, state.isStopped)
        }
        if isStopped { pending.complete(.failure(.stopped)) }
        return isNew ? pending : nil
    }

    /// A call that came to an end other than its reply.
    private func forget(_ id: RpcId, _ pending: PendingReply) {
        state.withLock { state in
            guard let call = state.calls[id], call.pending === pending else { return }
            state.calls[id] = nil
            state.abandoned += 1
        }
    }

    /// Gives a call its end. An id that no call waits for is dropped.
    func answer(_ id: RpcId, _ end: (Contract.Method?) -> PendingReply.End) {
        guard let call = state.withLock({ $0.calls.removeValue(forKey: id) }) else { return }
        call.pending.complete(end(call.method))
    }

    /// Fails all calls that wait, and those that come.
    ///
    /// - Returns: Whether some reply may come yet.
    func stop() -> Bool {
        let (calls, hasUnanswered) = state.withLock { state in
            state.isStopped = true
            return (Array(state.calls.values), !state.calls.isEmpty || state.abandoned > 0)
        }
        for call in calls { call.pending.complete(.failure(.stopped)) }
        return hasUnanswered
    }
}
