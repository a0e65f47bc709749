public import ClamatorJSON

/// What answers the calls of one method.
///
/// Whether a handler waits is known before its result is: one that answers at once is called inline, without a task and
/// without a time-out; only one that waits has them.
///
/// A handler takes and returns `JSON`, or any type that is read from it and written as it: `JSONCodable` or `Codable`.
public struct Handler: Sendable {
    /// Begins to answer: called on arrival, in the order of arrival, with params that fit and have their defaults.
    /// Results are checked behind it; what it throws is as for `immediate`.
    package typealias Begin =
        @Sendable (_ params: JSON, _ request: Request, _ method: BoundMethod, _ context: inout CallContext) throws
        -> DispatchResult

    /// Answers params that fit and have their defaults, and may wait; what it throws is as for `immediate`.
    package typealias Answer = @Sendable (_ params: JSON) async throws -> JSON

    package let begin: Begin
    /// What answers all calls, in place of `begin`, where that does not depend on more than the params.
    package let answer: Answer?

    package init(begin: @escaping Begin) {
        self.begin = begin
        answer = nil
    }

    init(answer: @escaping Answer) {
        begin = { params, _, _, _ in .waiting { () async throws -> Reply? in .result(try await answer(params)) } }
        self.answer = answer
    }

    /// Makes a handler that answers at once. It must not block.
    ///
    /// - Parameter answer: Gets the params, which fit the contract and have their defaults, and returns the result. An
    ///   `RpcError` it throws is the reply; any other error becomes −32603 "Internal error", and is logged with its
    ///   type and description.
    /// - Returns: The handler.
    public static func immediate(_ answer: @escaping @Sendable (JSON) throws -> JSON) -> Handler {
        Handler { params, _, _, _ in .replied(.result(try answer(params))) }
    }

    /// Makes a handler that may wait.
    ///
    /// - Parameter answer: As for `immediate`. Where the caller's time-out passes, or its task is cancelled, the
    ///   handler is not told: it goes on, and its result is dropped. It runs in a task of the server's, which does not
    ///   have the caller's task-local values and priority.
    /// - Returns: The handler.
    public static func waiting(_ answer: @escaping @Sendable (JSON) async throws -> JSON) -> Handler {
        Handler(answer: answer)
    }
}
