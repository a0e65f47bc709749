private import Synchronization

/// Carries a client's calls within the process: what answers at once is answered before `send` returns.
public final class MemoryClientTransport: ClientTransport {
    private let bus: MemoryBus
    /// The same bus, which `bus` keeps, for the look-up in every call.
    private let calledBus: UnretainedReference<MemoryBus>
    private let isStarted = Atomic(false)
    private let state = Mutex(State())

    private struct State {
        var phase = Phase.idle
        var pending: [ObjectIdentifier: PendingReply] = [:]
    }

    /// Makes a transport on a bus.
    public init(bus: MemoryBus) {
        self.bus = bus
        calledBus = UnretainedReference(bus)
    }

    /// Begins to carry.
    ///
    /// - Throws: `ClamatorTransportError` after `stop`.
    public func start() throws(ClamatorTransportError) {
        let isStopped = state.withLock { state in
            if state.phase == .idle { state.phase = .started }
            return state.phase == .stopped
        }
        if isStopped { throw .hasBeenStopped }
        isStarted.store(true, ordering: .releasing)
    }

    /// Ends: calls that wait fail with "transport stopped".
    public func stop() {
        isStarted.store(false, ordering: .releasing)
        let pending = state.withLock { state in
            state.phase = .stopped
            defer { state.pending = [:] }
            return state.pending.values
        }
        for pending in pending { pending.complete(.failure(.stopped)) }
    }

    /// Sends a request to the service's dispatcher.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - timeout: How long to wait, where the handler waits.
    ///   - context: The caller's context.
    /// - Returns: The reply, unless the handler waits; −32601 where the bus has no such service.
    public func send(_ request: Request, timeout: Duration, in context: inout CallContext) -> SendResult {
        context.trace.stage = .service
        guard isStarted.load(ordering: .acquiring) else { return .failed(notStarted()) }
        do {
            switch try calledBus.with({ try $0.dispatchIfServed(request, in: &context) }) {
            case .replied(let reply): return .replied(reply)
            case nil: return .replied(.error(.methodNotFound))
            case .nothing: return .failed(Self.noReply)
            case .silence: return .pending(keep(PendingReply(), timeout))
            case .waiting(let answer): return pursue(answer, timeout, of: request, context.backlog)
            }
        } catch {
            return .failed(ClamatorTransportError("dispatcher threw", reason: .noReply, cause: error))
        }
    }

    /// Has a handler run that may wait. Where it does not, that costs no time-out.
    @inline(never)
    private func pursue(
        _ answer: @escaping @Sendable () async throws -> Reply?, _ timeout: Duration, of request: Request,
        _ backlog: (any Backlog)?
    ) -> SendResult {
        switch HandlerTasks.shared.run(answer) {
        case .ended(let end):
            switch Self.reply(from: end) {
            case .success(let reply): return .replied(reply)
            case .failure(let failure): return .failed(failure)
            }
        case .goesOn(let task):
            let pending = PendingReply()
            let bytes = backlog == nil ? 0 : request.byteCount
            backlog?.begin(bytes: bytes)
            task.whenOver { end in
                pending.complete(Self.reply(from: end))
                backlog?.end(bytes: bytes)
            }
            return .pending(keep(pending, timeout))
        }
    }

    private static func reply(from end: HandlerTask.End) -> PendingReply.End {
        switch end {
        case .success(let reply?): .success(reply)
        case .success(nil): .failure(noReply)
        case .failure(let error):
            .failure(ClamatorTransportError("dispatcher threw", reason: .noReply, cause: error))
        }
    }

    private static let noReply = ClamatorTransportError("dispatcher returned None for a request", reason: .noReply)

    /// Keeps a wait until it is over, which is at the latest when its time is, or the transport stops.
    private func keep(_ pending: PendingReply, _ timeout: Duration) -> PendingReply {
        let isStopped = state.withLock { state in
            state.pending[ObjectIdentifier(pending)] = pending
            return state.phase == .stopped
        }
        pending.cleanUp { [self] in forget($0) }
        // Stopped since the look at the phase: nothing else would end this wait before its time.
        if isStopped { pending.complete(.failure(.stopped)) }
        Deadlines.shared.arm(pending, after: timeout)
        return pending
    }

    private func forget(_ pending: PendingReply) {
        state.withLock { _ = $0.pending.removeValue(forKey: ObjectIdentifier(pending)) }
    }

    /// Hands a notification to the service's dispatcher; where there is no such service it is dropped.
    ///
    /// - Parameters:
    ///   - request: A request without an id.
    ///   - context: The caller's context.
    /// - Throws: `ClamatorTransportError` where the transport is not started.
    public func notify(_ request: Request, in context: inout CallContext) throws(ClamatorTransportError) {
        context.trace.stage = .service
        guard isStarted.load(ordering: .acquiring) else { throw notStarted() }
        // What a dispatcher makes of a notification, its sender does not learn.
        guard case .waiting(let answer)? = try? calledBus.with({ try $0.dispatchIfServed(request, in: &context) }),
            case .goesOn(let task) = HandlerTasks.shared.run(answer)
        else { return }
        let backlog = context.backlog
        let bytes = backlog == nil ? 0 : request.byteCount
        backlog?.begin(bytes: bytes)
        task.whenOver { _ in backlog?.end(bytes: bytes) }
    }

    private func notStarted() -> ClamatorTransportError {
        .notStarted("\(state.withLock { $0.phase })")
    }
}
