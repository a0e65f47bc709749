import ClamatorKit

/// The ways in which a rule can make a call end.
enum Outcome: Sendable {
    case builtin(BuiltinCall)
    case result(Template, isInvalid: Bool)
    case error(code: Int, message: Template, data: Template?)
    case failure(name: String, message: Template)
    case silence
    /// A notification is taken in.
    case nothing

    /// What an outcome has come to for the params of a call.
    enum Settled: Sendable {
        case value(JSON)
        case error(any Error)
        case silence

        /// What the call is answered with, at once.
        func answer() throws -> Handler.Answer {
            switch self {
            case .value(let value): return .now(value)
            case .error(let error): throw error
            case .silence: return .silence
            }
        }
    }

    /// Works the outcome out.
    ///
    /// - Throws: Where it cannot be: an expression has no value, a number does not exist, a limit is reached. What the
    ///   outcome is meant to fail with is not thrown.
    func settle(in context: inout ExpressionContext, _ workspace: inout Workspace) throws -> Settled {
        switch self {
        case .builtin(let builtin):
            return .value(try builtin.answer(context.params, spending: &context.budget, in: &workspace))
        case .result(let template, _): return .value(try template.value(in: &context, using: &workspace))
        case .error(let code, let message, let data):
            return .error(
                RpcError(
                    code: code, message: try message.text(in: &context, using: &workspace),
                    data: try data?.value(in: &context, using: &workspace) ?? .null))
        case .failure(let name, let message):
            return .error(ScriptedFailure(name: name, message: try message.text(in: &context, using: &workspace)))
        case .silence: return .silence
        case .nothing: return .value(.null)
        }
    }

    /// Whether some expression reads the service's state.
    var looksAtState: Bool {
        switch self {
        case .builtin, .silence, .nothing: false
        case .result(let template, _): template.looksAtState
        case .error(_, let message, let data): message.looksAtState || data?.looksAtState == true
        case .failure(_, let message): message.looksAtState
        }
    }

    /// What kind of end it is.
    var kind: OutcomeKind {
        switch self {
        case .builtin, .nothing: .result
        case .result(_, let isInvalid): isInvalid ? .invalidResult : .result
        case .error(let code, _, _): .rpcError(code: code)
        case .failure: .failure
        case .silence: .silence
        }
    }
}

/// The kinds of end that an outcome can make.
package enum OutcomeKind: Equatable, Sendable {
    case result, rpcError(code: Int), failure, invalidResult, silence
}

/// A failure that a handlers file asks for with `throw`, or that its rules run into.
struct ScriptedFailure: DescribedError {
    let name: String
    let message: String
    var attributes: [(String, JSON)] = []
}
