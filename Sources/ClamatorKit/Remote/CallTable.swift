private import Synchronization

/// The calls of one client that wait for their replies from another process, by id.
package final class CallTable: Sendable {
    private struct Call {
        let pending: PendingReply
        let method: Contract.Method?
        /// Which of all calls it is.
        let number: Int
    }

    private struct State {
        var calls: [RpcId: Call] = [:]
        /// How many calls there were.
        var count = 0
        /// How many calls ended without their reply, which may come yet.
        var abandoned = 0
        /// What fails the calls that come, after the end.
        var failure: ClamatorTransportError?
    }

    private let state = Mutex(State())

    /// Makes an empty table.
    package init() {}

    /// Whether some call waits.
    package var hasCalls: Bool { state.withLock { !$0.calls.isEmpty } }

    /// Notes a call; its end is that it is answered, or `PendingReply`'s own.
    ///
    /// - Parameters:
    ///   - id: The call's id.
    ///   - method: What its result is checked by.
    ///   - cleanUp: Run where the call comes to an end other than its reply.
    ///   - whenOver: Run at the call's end, whatever that is.
    /// - Returns: What to wait for; nil where another call with this id waits.
    package func begin(
        _ id: RpcId, method: Contract.Method?, cleanUp: @escaping @Sendable () -> Void = {},
        whenOver: @escaping @Sendable (PendingReply) -> Void = { _ in }
    ) -> PendingReply? {
        let pending = PendingReply { [weak self] pending in
            if self?.forget(id, pending) == true { cleanUp() }
            whenOver(pending)
        }
        let (isNew, failure) = state.withLock { state in
            guard state.calls[id] == nil else { return (false, state.failure) }
            state.calls[id] = Call(pending: pending, method: method, number: state.count)
            state.count += 1
            return (true, state.failure)
        }
        if let failure { pending.complete(.failure(failure)) }
        return isNew ? pending : nil
    }

    /// A call that came to an end other than its reply.
    ///
    /// - Returns: Whether it did.
    private func forget(_ id: RpcId, _ pending: PendingReply) -> Bool {
        state.withLock { state in
            guard let call = state.calls[id], call.pending === pending else { return false }
            state.calls[id] = nil
            state.abandoned += 1
            return true
        }
    }

    /// Gives a call its reply, checked by its method. An id that no call waits for is dropped.
    ///
    /// - Parameters:
    ///   - id: The call's id.
    ///   - reply: The reply.
    ///   - message: The message that it stood in.
    ///   - checks: What it is checked by.
    /// - Returns: Whether a call waited for it.
    @discardableResult
    package func answer(_ id: RpcId, _ reply: Reply, in message: JSON, checkedBy checks: ContractChecks) -> Bool {
        end(id, received: message) { method in .success(method.map { checks.checked(reply, by: $0) } ?? reply) }
    }

    /// Fails a call whose reply is none. An id that no call waits for is dropped.
    ///
    /// - Returns: Whether a call waited for it.
    package func fail(_ id: RpcId, _ failure: ClamatorTransportError, received message: JSON) -> Bool {
        end(id, received: message) { _ in .failure(failure) }
    }

    private func end(_ id: RpcId, received message: JSON, _ end: (Contract.Method?) -> PendingReply.End) -> Bool {
        guard let call = state.withLock({ $0.calls.removeValue(forKey: id) }) else { return false }
        call.pending.complete(end(call.method), received: message)
        return true
    }

    /// Gives the call that waits longest its end.
    package func endOldest(_ end: PendingReply.End) {
        let call = state.withLock { state in
            state.calls.min { $0.value.number < $1.value.number }.flatMap { state.calls.removeValue(forKey: $0.key) }
        }
        call?.pending.complete(end)
    }

    /// Fails all calls that wait, and those that come. The first failure counts.
    ///
    /// - Returns: Whether some reply may come yet.
    @discardableResult
    package func stop(_ failure: ClamatorTransportError = .stopped) -> Bool {
        let (calls, hasUnanswered) = state.withLock { state in
            if state.failure == nil { state.failure = failure }
            return (Array(state.calls.values), !state.calls.isEmpty || state.abandoned > 0)
        }
        for call in calls { call.pending.complete(.failure(failure)) }
        return hasUnanswered
    }
}
