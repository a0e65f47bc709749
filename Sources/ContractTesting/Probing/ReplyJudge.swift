import ClamatorKit
import ValueGeneration

/// Says of replies whether they are what the contract demands.
struct ReplyJudge {
    /// What a reply comes to.
    enum Verdict {
        case fine
        /// An error that the contract does not declare.
        case undeclared(RpcError.Code)
        case finding(ProbeFinding.Kind)
    }

    private let method: Contract.Method?
    private var resultChecker: RuleChecker?
    /// Whether the server follows JSON-RPC alone, which leaves it to a server how a notification with an id is refused.
    private let isForeign: Bool

    /// What it may cost to look into one result.
    private static let work = WorkBudget(steps: 20_000_000)

    init(_ method: Contract.Method?, isForeign: Bool) {
        self.method = method
        self.isForeign = isForeign
        resultChecker = (method?.result?.root).map { RuleChecker($0) }
    }

    mutating func replyClass(of reply: ProbeReply, to call: ProbeCall) -> ReplyClass {
        switch reply {
        case .result(let result): call.demand == .result ? resultClass(result) : .result
        case .error(let error): errorClass(error)
        case .timeout, .none: .silence
        case .malformed: .malformed
        case .gone: .gone
        }
    }

    private mutating func resultClass(_ result: JSON) -> ReplyClass {
        guard let schema = method?.result else { return .result }
        switch schema.validate(result) {
        case .valid, .limitReached: return .result
        case .invalid:
            var budget = Self.work
            let rule = resultChecker?.rules(brokenBy: result, spending: &budget)?.first
            return .brokenResult(rule.map { ProbeRule($0) })
        }
    }

    private func errorClass(_ error: RpcError) -> ReplyClass {
        guard error.isResultValidationFailure else { return .error(error.code) }
        guard let unit = error.data["errors"]?[0], let path = unit["instanceLocation"]?.string,
            let pointer = JSONPointer(parsing: path), let keyword = unit["keywordLocation"]?.string
        else { return .brokenResult(nil) }
        return .brokenResult(ProbeRule(instance: pointer, keyword: OutputUnit.lastStep(of: keyword)))
    }

    func verdict(_ reply: ReplyClass, to call: ProbeCall) -> Verdict {
        switch (reply, call.demand) {
        case (.malformed, .nothing): .finding(.notificationAnswered)
        case (_, .nothing): .fine
        case (.malformed, _): .finding(.malformed)
        case (.gone, _): .finding(.gone)
        case (_, .result): validVerdict(reply)
        case (.error(.invalidParams), .invalidParams), (.error(.methodNotFound), .methodNotFound), (.silence, .noReply):
            .fine
        case (.result, .invalidParams), (.brokenResult, .invalidParams): .finding(.accepted)
        case (_, .invalidParams): .finding(.wrongCode)
        case (_, .methodNotFound): .finding(.unknownMethod)
        case (.error, .noReply) where isForeign: .fine
        case (_, .noReply): .finding(.notificationAnswered)
        }
    }

    private func validVerdict(_ reply: ReplyClass) -> Verdict {
        switch reply {
        case .result: .fine
        case .brokenResult: .finding(.badResult)
        case .silence: .finding(.silent)
        case .malformed: .finding(.malformed)
        case .gone: .finding(.gone)
        case .error(.internalError): .finding(.crashed)
        case .error(.methodNotFound): .finding(.missing)
        case .error(.invalidParams), .error(.invalidRequest), .error(.parseError): .finding(.refused)
        case .error(let code):
            method?.errors.contains { $0.code == code } == true ? .fine : .undeclared(code)
        }
    }
}
