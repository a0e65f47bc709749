private import Synchronization

/// A client that calls services over some transport.
public final class RpcClientCore: RpcClient {
    private let transport: any ClientTransport
    private let state = Mutex(State())
    private let names = MethodNames()
    /// How long a call waits for its reply, unless it says otherwise.
    public let defaultTimeout: Duration

    private struct State {
        var phase = Phase.idle
        /// The stop, once it has begun.
        var stopping: Task<Void, Never>?
    }

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - transport: A transport of its own, idle.
    ///   - defaultTimeout: How long a call waits for its reply, unless it says otherwise.
    public init(transport: any ClientTransport, defaultTimeout: Duration = .milliseconds(30_000)) {
        self.transport = transport
        self.defaultTimeout = defaultTimeout
    }

    /// Begins. A second time has no effect.
    ///
    /// - Throws: `LifeCycleError` where the client has been stopped; what the transport throws where it cannot start.
    public func start() async throws {
        guard try state.withLock({ try $0.phase.beginStarting("client") }) else { return }
        do {
            try await transport.start()
        } catch {
            state.withLock { $0.phase.failStarting() }
            throw error
        }
    }

    /// Ends: calls that wait fail with "transport stopped". That goes on where the task is cancelled. A second time
    /// only waits for the first.
    public func stop() async {
        let stopping = state.withLock { state in
            // A task of its own, so that cancelling the caller does not cut the drain short.
            if state.phase == .started { state.stopping = Task { [transport] in await transport.stop() } }
            state.phase = .stopped
            return state.stopping
        }
        await stopping?.value
    }

    /// Calls a method and waits for its result.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - method: The method's name.
    ///   - params: The params.
    ///   - timeout: How long to wait; nil for the client's default. After it the handler goes on, and its result is
    ///     dropped.
    /// - Returns: The result.
    /// - Throws: `RpcError` for a reply with an error; `ClamatorTransportError` where no reply came, "call timeout"
    ///   among them; `CancellationError` where the task was cancelled; `ClamatorProtocolError` where what came is no
    ///   reply; `InvalidRequest` for an ill-formed name, before anything is sent.
    public func call(
        _ service: String, _ method: String, _ params: JSON = [:], timeout: Duration? = nil
    ) async throws -> JSON {
        var context = CallContext()
        context.timeout = timeout ?? defaultTimeout
        let request = Request(try names.name(service, method), params: params, id: context.freshId())
        let failure: any Error
        do throws(ClamatorTransportError) {
            switch try await send(request, timeout: timeout, in: &context).reply() {
            case .result(let result): return result
            case .error(let error): failure = error
            }
        } catch {
            // What came back, but is no reply, is no failure of the transport.
            if error.reason == .cancelled { throw CancellationError() }
            failure = error.cause as? ClamatorProtocolError ?? error
        }
        throw failure
    }

    /// Sends a notification, and waits until it is on its way: over Redis, until that has taken it, for as long as a
    /// call may take. Whether a server takes it is not known.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - method: The method's name.
    ///   - params: The params.
    /// - Throws: `ClamatorTransportError` where it could not be sent; `CancellationError` where the task was cancelled;
    ///   `InvalidRequest` for an ill-formed name.
    public func notify(_ service: String, _ method: String, _ params: JSON = [:]) async throws {
        var context = CallContext()
        let request = Request(try names.name(service, method), params: params, id: nil)
        do throws(ClamatorTransportError) {
            try await deliver(request, in: &context)
        } catch {
            if error.reason == .cancelled { throw CancellationError() }
            throw error
        }
    }

    /// Sends a request; the reply may be there at once.
    package func send(_ request: Request, timeout: Duration? = nil, in context: inout CallContext) -> SendResult {
        transport.send(request, timeout: timeout ?? defaultTimeout, in: &context)
    }

    /// Sends a notification, and waits until it is on its way; no longer than so long, or as a call may take.
    package func deliver(
        _ request: Request, timeout: Duration? = nil, in context: inout CallContext
    ) async throws(ClamatorTransportError) {
        let delivery = NotificationDelivery()
        context.backlog = delivery
        if let timeout { context.timeout = timeout }
        defer { context.backlog = nil }
        try transport.notify(request, in: &context)
        try await delivery.end()
    }

    /// Sends a notification.
    package func notify(_ request: Request, in context: inout CallContext) throws(ClamatorTransportError) {
        try transport.notify(request, in: &context)
    }

    /// A client that calls as this one does, but has the requests of one service answered here. This one must not be
    /// started.
    package func answering(_ service: String, by dispatcher: any Dispatcher) -> RpcClientCore {
        let transport = LocalServiceTransport(service, dispatcher, besides: transport)
        return RpcClientCore(transport: transport, defaultTimeout: defaultTimeout)
    }
}
