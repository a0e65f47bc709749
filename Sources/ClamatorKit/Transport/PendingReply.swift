private import Synchronization

/// A reply that is not there yet. It comes to one end, and the first to come counts: the reply, the time-out, the
/// transport's stop, or the cancellation of the task that waits for it.
public final class PendingReply: Sendable {
    /// How the wait ended.
    public typealias End = Result<Reply, ClamatorTransportError>

    /// What is run when the wait is over.
    public typealias CleanUp = @Sendable (PendingReply) -> Void

    private struct State {
        var end: End?
        var received: JSON?
        var waiter: (@Sendable (End) -> Void)?
        var cleanUp: CleanUp?
        /// Tells what kept the reply away, for a time-out.
        var obstacle: (@Sendable () -> (any Error)?)?
    }

    private let state = Mutex(State())

    /// Makes a wait, which lasts until something ends it.
    ///
    /// - Parameter cleanUp: Run once, when the wait is over, by the thread that brings the end, so it must not block.
    public init(cleanUp: CleanUp? = nil) {
        state.withLock { $0.cleanUp = cleanUp }
    }

    /// Whether the end has come.
    public var isOver: Bool { end != nil }

    /// Ends the wait, unless it is over. From any thread.
    ///
    /// - Parameter end: The reply, or why there is none.
    public func complete(_ end: End) { complete(end, received: nil) }

    /// Ends the wait, unless it is over, by a message that came.
    func complete(_ end: End, received: JSON?) {
        // The state as it was: functions by themselves would be wrapped on their way out of the lock.
        let before = state.withLock { state -> State? in
            guard state.end == nil else { return nil }
            defer { state = State(end: end, received: received) }
            return state
        }
        before?.cleanUp?(self)
        before?.waiter?(end)
    }

    /// How the wait ended; nil as long as it lasts.
    package var end: End? { state.withLock { $0.end } }

    /// The message that ended the wait, as another process sent it; nil where none did.
    var received: JSON? { state.withLock { $0.received } }

    /// Has something run when the wait is over; now, where it is. One may ask for that, and only if nothing was given
    /// when the wait was made.
    ///
    /// - Parameter cleanUp: As for `init(cleanUp:)`.
    func cleanUp(by cleanUp: @escaping CleanUp) {
        let isOver = state.withLock { state in
            if state.end == nil { state.cleanUp = cleanUp }
            return state.end != nil
        }
        if isOver { cleanUp(self) }
    }

    /// Ends the wait with "call timeout" once the time has passed, unless it is over by then.
    ///
    /// - Parameter timeout: The time.
    public func complete(after timeout: Duration) { Deadlines.shared.arm(self, after: timeout) }

    /// Has a time-out tell what kept the reply away.
    ///
    /// - Parameter obstacle: Gives what is known of that; asked when the time is over.
    package func explainTimeout(by obstacle: @escaping @Sendable () -> (any Error)?) {
        state.withLock { state in if state.end == nil { state.obstacle = obstacle } }
    }

    /// Ends the wait with "call timeout".
    func expire() {
        let obstacle = state.withLock { $0.obstacle }
        complete(.failure(ClamatorTransportError.timeout(because: obstacle?())))
    }

    /// Runs a body with the end once it comes; now, where it has come. For code that cannot wait; no other code may
    /// wait then.
    ///
    /// - Parameter body: Run by the thread that brings the end, so it must not block.
    package func whenOver(_ body: @escaping @Sendable (End) -> Void) {
        let end = state.withLock { state -> End? in
            precondition(state.waiter == nil, "two wait for one reply")
            if state.end == nil { state.waiter = body }
            return state.end
        }
        if let end { body(end) }
    }

    /// Waits for the end. One task at most may wait; its cancellation ends the wait with "call cancelled".
    ///
    /// - Returns: The reply.
    /// - Throws: `ClamatorTransportError` where the wait ended without one.
    package func reply() async throws(ClamatorTransportError) -> Reply {
        if let end { return try end.get() }
        let end = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in whenOver { continuation.resume(returning: $0) } }
        } onCancel: {
            complete(.failure(.cancelled))
        }
        return try end.get()
    }
}
