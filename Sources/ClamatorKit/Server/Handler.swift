/// What answers the calls of one method.
///
/// Whether a handler waits is known before its result is: one that answers at once is called inline, without a task and
/// without a time-out; only one that waits has them.
public struct Handler: Sendable {
    /// What a handler has to say when a call arrives.
    package enum Answer: Sendable {
        /// The result.
        case now(JSON)
        /// The result will come.
        case later(@Sendable () async throws -> JSON)
        /// Nothing will come; the caller times out.
        case silence
    }

    /// Begins to answer: called on arrival, in the order of arrival, with params that fit and have their defaults.
    package let begin: @Sendable (_ params: JSON, _ workspace: inout Workspace) throws -> Answer

    package init(begin: @escaping @Sendable (_ params: JSON, _ workspace: inout Workspace) throws -> Answer) {
        self.begin = begin
    }

    /// Makes a handler that answers at once. It must not block.
    ///
    /// - Parameter answer: Gets the params, which fit the contract and have their defaults, and returns the result. An
    ///   `RpcError` it throws is the reply; any other error becomes −32603 "Internal error".
    /// - Returns: The handler.
    public static func immediate(_ answer: @escaping @Sendable (JSON) throws -> JSON) -> Handler {
        Handler { params, _ in .now(try answer(params)) }
    }

    /// Makes a handler that may wait.
    ///
    /// - Parameter answer: As for `immediate`. Where the caller's time-out passes, it goes on, and its result is dropped.
    /// - Returns: The handler.
    public static func waiting(_ answer: @escaping @Sendable (JSON) async throws -> JSON) -> Handler {
        Handler { params, _ in .later { try await answer(params) } }
    }
}
