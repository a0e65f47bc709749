/// What answers a call: one outcome, and when it comes.
package struct Rule: Sendable {
    /// The ways in which a call can end.
    enum Outcome: Sendable {
        case builtin(BuiltinCall)
        case result(Template, isInvalid: Bool)
        case error(code: Int, message: Template, data: Template?)
        case failure(name: String, message: Template)
        case silence
        /// A notification is taken in.
        case nothing
    }

    let outcome: Outcome
    let delay: Duration?

    /// What kind of end the rule makes a call come to, for a tour of the errors.
    package enum Ending: Equatable, Sendable {
        case result, rpcError(code: Int), failure, invalidResult, silence
    }

    /// What kind of end the rule makes a call come to.
    package var ending: Ending {
        switch outcome {
        case .builtin, .nothing: .result
        case .result(_, let isInvalid): isInvalid ? .invalidResult : .result
        case .error(let code, _, _): .rpcError(code: code)
        case .failure: .failure
        case .silence: .silence
        }
    }

    /// The handler that answers by this rule.
    package var handler: Handler {
        Handler { params, workspace in
            if case .silence = outcome { return .silence }
            guard let delay else { return .now(try answer(params, in: &workspace)) }
            // The outcome is settled on arrival; the delay only holds back the reply.
            let answer: Result<JSON, any Error>
            do { answer = .success(try self.answer(params, in: &workspace)) } catch { answer = .failure(error) }
            return .later {
                try await Task.sleep(for: delay)
                return try answer.get()
            }
        }
    }

    private func answer(_ params: JSON, in workspace: inout Workspace) throws -> JSON {
        switch outcome {
        case .builtin(let builtin): return try builtin.answer(params, in: &workspace)
        case .result(let template, _): return try template.value(params: params, in: &workspace)
        case .error(let code, let message, let data):
            throw RpcError(
                code: code, message: try message.text(params: params),
                data: try data?.value(params: params, in: &workspace) ?? .null)
        case .failure(let name, let message):
            throw ScriptedFailure(name: name, message: try message.text(params: params))
        case .silence, .nothing: return .null
        }
    }
}

/// A failure that a handlers file asks for with `throw`.
private struct ScriptedFailure: DescribedError {
    let name: String
    let message: String
}
