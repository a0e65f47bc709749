/// What answers the calls of one method.
///
/// Whether a handler waits is known before its result is: one that answers at once is called inline, without a task and
/// without a time-out; only one that waits has them.
public struct Handler: Sendable {
    /// Begins to answer: called on arrival, in the order of arrival, with params that fit and have their defaults. Results
    /// are checked behind it; what it throws is as for `immediate`.
    package typealias Begin = @Sendable (_ params: JSON, _ context: inout CallContext) throws -> DispatchResult

    package let begin: Begin

    package init(begin: @escaping Begin) { self.begin = begin }

    /// Makes a handler that answers at once. It must not block.
    ///
    /// - Parameter answer: Gets the params, which fit the contract and have their defaults, and returns the result. An
    ///   `RpcError` it throws is the reply; any other error becomes −32603 "Internal error".
    /// - Returns: The handler.
    public static func immediate(_ answer: @escaping @Sendable (JSON) throws -> JSON) -> Handler {
        Handler { params, _ in .replied(.result(try answer(params))) }
    }

    /// Makes a handler that may wait.
    ///
    /// - Parameter answer: As for `immediate`. Where the caller's time-out passes, it goes on, and its result is dropped.
    /// - Returns: The handler.
    public static func waiting(_ answer: @escaping @Sendable (JSON) async throws -> JSON) -> Handler {
        Handler { params, _ in .waiting { .result(try await answer(params)) } }
    }
}
