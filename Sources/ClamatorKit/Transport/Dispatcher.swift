/// What a request comes to where it is handled: what a handler answers, and what its dispatcher makes of that.
public enum DispatchResult: Sendable {
    /// It is answered.
    case replied(Reply)
    /// It is done with, and nothing is to be answered: a notification, or a notification's method called with an id.
    case nothing
    /// The reply will come. Nil is as `nothing`.
    case waiting(@Sendable () async throws -> Reply?)
    /// It will never be answered; a caller who waits times out.
    case silence
}

/// Takes the requests for one service from a transport.
///
/// Look-up and checks are synchronous, so that a call whose handler answers at once suspends nowhere.
public protocol Dispatcher: AnyObject, Sendable {
    /// Takes a request or notification.
    ///
    /// - Parameters:
    ///   - request: The request; its service part need not be the dispatcher's, since the transport decides the
    ///     service.
    ///   - context: The caller's context.
    /// - Returns: What came of it. For a notification `nothing`, or `waiting` for what becomes nil.
    /// - Throws: Never for a failure of the handler. What is thrown reaches the caller as "dispatcher threw".
    func dispatch(_ request: Request, in context: inout CallContext) throws -> DispatchResult
}
