/// Carries requests to the dispatchers of services, and replies back.
///
/// One transport object serves one server or one client. It begins idle; `start` and `stop` are each called at most
/// once by the core that owns it.
public protocol Transport: AnyObject, Sendable {
    /// Announces a service of this side. Called before `start`.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - dispatcher: Takes its requests.
    /// - Throws: `LifeCycleError` where another server has announced the service already.
    func register(_ service: String, dispatcher: any Dispatcher) async throws

    /// Begins to carry.
    ///
    /// - Throws: `ClamatorTransportError` where the other side cannot be reached.
    func start() async throws

    /// Takes no further calls, where the transport can leave them to other servers; those it has taken go on. Called
    /// before the server waits for its handlers.
    func beginStopping() async

    /// Ends: calls that wait fail with "transport stopped", and the services announced here are gone.
    func stop() async

    /// Sends a request that has an id.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - timeout: How long to wait for the reply.
    ///   - workspace: The caller's memory.
    /// - Returns: What is known now: the reply, a failure, or a reply to await.
    func send(_ request: Request, timeout: Duration, in workspace: inout Workspace) -> Sent

    /// Sends a notification.
    ///
    /// - Parameters:
    ///   - request: A request without an id.
    ///   - workspace: The caller's memory.
    /// - Throws: Where it could not be sent. A service that nobody announced is no error.
    func notify(_ request: Request, in workspace: inout Workspace) throws(ClamatorTransportError)
}

extension Transport {
    /// Nothing: calls are served until the end.
    public func beginStopping() async {}
}

/// What came of sending a request.
public enum Sent: Sendable {
    /// The reply is there.
    case replied(Reply)
    /// There is no reply and there will be none.
    indirect case failed(ClamatorTransportError)
    /// The reply, or a failure, will come.
    case pending(PendingReply)

    /// Waits for the reply, if it is not there yet. One task at a time may wait for it.
    ///
    /// - Returns: The reply.
    /// - Throws: `ClamatorTransportError` for a time-out and everything else that is no reply.
    public func reply() async throws(ClamatorTransportError) -> Reply {
        switch self {
        case .replied(let reply): return reply
        case .failed(let error): throw error
        case .pending(let pending): return try await pending.reply()
        }
    }
}
