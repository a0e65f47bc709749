/// Carries the calls of one client to the servers of services, and their replies back.
///
/// # Life cycle
///
/// A transport belongs to one client. It begins idle, `start` makes it started, and `stop` makes it stopped, for good.
/// The client sees to this:
///
/// - `start` is called once, and again only after it has failed. Two starts never run at a time.
/// - `stop` is called at most once, and only when `start` has returned or still runs. After a start that failed it may
///   never come, so a start that fails leaves nothing behind: no connection, no thread, no task. The transport is idle
///   then, and may be started again.
/// - A `stop` that comes while `start` runs has the last word: `start` then throws, and leaves nothing behind either.
///
/// `send` and `notify` may come at any time, before the start and after the end too; they fail then.
///
/// # Cancellation
///
/// `start` may throw early where its task is cancelled. `stop` runs in a task of its own, which nothing cancels. `send`
/// and `notify` know of no task; who waits for a `PendingReply` ends the wait where its task is cancelled, and what the
/// transport keeps of the call goes with the wait (`PendingReply`'s clean-up).
///
/// # Threads
///
/// All methods may be called from any thread and any task, `send` and `notify` from many at a time. These two must not
/// block on input or output: what cannot be written at once is written later. The transport completes a `PendingReply`
/// from whichever thread has its end; what waits for it must not block that thread.
public protocol ClientTransport: AnyObject, Sendable {
    /// Begins to carry: connects, where there is something to connect to.
    ///
    /// - Throws: `ClamatorTransportError` where the other side cannot be reached, or the transport was stopped
    ///   meanwhile.
    func start() async throws

    /// Ends: calls that wait fail with "transport stopped". What was sent before may still be written, within a time
    /// that the transport limits.
    func stop() async

    /// Sends a request that has an id.
    ///
    /// - Parameters:
    ///   - request: The request. A transport that keeps it beyond the return holds a reference to it.
    ///   - timeout: How long to wait for the reply.
    ///   - context: The caller's context, for the time of the call alone.
    /// - Returns: What is known now: the reply, a failure, or a reply to await.
    func send(_ request: Request, timeout: Duration, in context: inout CallContext) -> SendResult

    /// Sends a notification.
    ///
    /// - Parameters:
    ///   - request: A request without an id.
    ///   - context: The caller's context, for the time of the call alone.
    /// - Throws: `ClamatorTransportError` where it could not be sent. That no server has the service is no error.
    func notify(_ request: Request, in context: inout CallContext) throws(ClamatorTransportError)
}
