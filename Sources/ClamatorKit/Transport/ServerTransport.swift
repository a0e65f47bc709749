/// Carries the calls that come to one server to the dispatchers of its services, and their replies back.
///
/// # Life cycle
///
/// A transport belongs to one server. It begins idle: services are registered, then `start` makes it started,
/// `beginStopping` and `stop` make it stopped, for good. The server sees to this:
///
/// - `register` is called for each service, and then `start`. Where one of them fails, all are called again by the next
///   attempt, and `stop` may never come; so what fails leaves nothing behind: no service announced, no connection, no
///   thread, no task. The transport is idle then.
/// - `beginStopping` and then `stop` are called at most once, and only when `start` has returned or still runs.
/// - A `stop` that comes while `start` runs has the last word: `start` then throws, and leaves nothing behind either.
///
/// # Cancellation
///
/// `register` and `start` may throw early where their task is cancelled. `beginStopping` and `stop` run in a task of
/// their own, which nothing cancels. A handler is never cancelled by the transport, whatever its caller does.
///
/// # Threads
///
/// All methods may be called from any thread, one at a time, except for a stop during a start. The transport may call
/// dispatchers from any thread; `Dispatcher.dispatch` does not block, and what it leaves to be awaited is awaited in a
/// task of the transport's.
public protocol ServerTransport: AnyObject, Sendable {
    /// Announces a service of this server, which is served from `start` on or from now on.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - dispatcher: Takes its requests.
    /// - Throws: `LifeCycleError` where another server has announced the service already, and the transport can tell.
    func register(_ service: String, dispatcher: any Dispatcher) async throws

    /// Begins to carry.
    ///
    /// - Throws: `ClamatorTransportError` where the other side cannot be reached, or the transport was stopped
    ///   meanwhile.
    func start() async throws

    /// Takes no further calls, where the transport can leave them to other servers; those it has taken go on. The
    /// server waits for its handlers after that, and then calls `stop`.
    func beginStopping() async

    /// Ends: the services announced here are gone. Replies that are there may still be written, within a time that the
    /// transport limits; those that come later are dropped.
    func stop() async
}

extension ServerTransport {
    /// Nothing: calls are served until the end.
    public func beginStopping() async {}
}
