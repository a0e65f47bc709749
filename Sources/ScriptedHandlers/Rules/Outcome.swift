package import ClamatorKit

/// The ways in which a rule can make a call end.
enum Outcome: Sendable {
    case builtin(BuiltinCall)
    case result(Template, isInvalid: Bool)
    case error(code: RpcError.Code, message: Template, data: Template?)
    case failure(name: String, message: Template)
    case silence
    /// A notification is taken in.
    case nothing

    /// Works the outcome out.
    ///
    /// - Returns: The result, or what the outcome is meant to fail with; nil for silence.
    /// - Throws: Where it cannot be worked out: an expression has no value, a number does not exist, a limit is
    ///   reached.
    func answer(
        in context: inout ExpressionContext, using scratch: inout ScratchBuffer
    ) throws -> Result<JSON, any Error>? {
        switch self {
        case .builtin(let builtin):
            return .success(try builtin.answer(context.params, spending: &context.budget, using: &scratch))
        case .result(let template, _): return .success(try template.value(in: &context, using: &scratch))
        case .error(let code, let message, let data):
            return .failure(
                RpcError(
                    code: code, message: try message.text(in: &context, using: &scratch),
                    data: try data?.value(in: &context, using: &scratch) ?? .null))
        case .failure(let name, let message):
            return .failure(ScriptedFailure(name: name, message: try message.text(in: &context, using: &scratch)))
        case .silence: return nil
        case .nothing: return .success(.null)
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
    case result, rpcError(code: RpcError.Code), failure, invalidResult, silence
}

/// A failure that a handlers file asks for with `throw`, or that its rules run into.
struct ScriptedFailure: DescribedError {
    let name: String
    let message: String
    var attributes: [(String, JSON)] = []
}
