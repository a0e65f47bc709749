internal import ClamatorKit

extension ReplyExpectation {
    /// Who made a reply.
    enum Origin {
        /// The service, or the way to it: an answer by the protocol.
        case service
        /// The transport, for want of an answer.
        case transport
        /// The batch, for a line that is no request.
        case batch
    }

    /// What came of an expectation.
    enum Verdict: Sendable {
        case met
        /// Where the reply, or that there is one, differs from what was expected.
        case notMet([Difference])
        /// The expectation made no sense, and the reply says why.
        case malformed

        var isMet: Bool { if case .met = self { true } else { false } }

        fileprivate init(_ differences: [Difference]) { self = differences.isEmpty ? .met : .notMet(differences) }
    }

    /// Compares a reply with what was expected.
    func judge(_ reply: Reply, from origin: Origin) -> Verdict {
        switch (self, reply) {
        case (.malformed, _): .malformed
        case (.anyOf(let choices), _): Self.judge(reply, from: origin, by: choices)
        case (.kind(.transportError), _) where origin == .transport: .met
        case (.kind(let kind), .result(let actual)):
            .notMet([Difference(expecting: kind.inWords, butGot: actual, at: Self.resultPath)])
        case (.kind(let kind), .error(let actual)):
            .notMet([Difference(expecting: kind.inWords, butGot: actual.json, at: Self.errorPath)])
        case (.result(let expected), .result(let actual)):
            Verdict(Difference.all(between: expected, and: actual, at: Self.resultPath))
        case (.matches(let schema), .result(let actual)): Self.judge(actual, by: schema)
        case (.error, .error(let actual)) where origin == .transport:
            .notMet([Difference(expecting: Self.errorInWords, butGot: actual.json, at: Self.errorPath)])
        case (.error(let expected), .error(let actual)) where origin == .batch && expected.code == nil:
            // A line that lost its "jsonrpc" would else be as expected, whatever error the call was to have.
            .notMet([
                Difference(
                    expecting: "an error of a request; a line that is meant to be none expects its code, "
                        + "\(RpcError.Code.invalidRequest.rawValue)", butGot: actual.json, at: Self.errorPath)
            ])
        case (.error(let expected), .error(let actual)): Verdict(Self.differences(expected, actual))
        case (.error(let expected), .result(let actual)): .notMet(expected.differences(from: actual))
        case (.result(let expected), .error(let actual)):
            .notMet([
                Difference(path: Self.resultPath, expected: expected),
                Difference(path: Self.errorPath, actual: actual.json),
            ])
        case (.matches, .error(let actual)): .notMet([Difference(path: Self.errorPath, actual: actual.json)])
        }
    }

    /// What all choices of a line may cost together: as much as the largest check of one schema.
    private static let mostSteps = 40_000_000

    /// Where no choice is met, the first that asks for a result or an error as the reply is one tells what differs.
    private static func judge(_ reply: Reply, from origin: Origin, by choices: [ReplyExpectation]) -> Verdict {
        var budget = WorkBudget(steps: mostSteps)
        for choice in choices where budget.steps > 0 {
            if choice.isMet(by: reply, from: origin, spending: &budget) { return .met }
        }
        guard budget.steps > 0 else { return unjudged(LimitReached(budget.reached ?? .steps), at: JSONPointer()) }
        let nearest = choices.first { choice in
            switch (choice, reply) {
            case (.result, .result), (.matches, .result), (.error, .error): true
            default: false
            }
        }
        return (nearest ?? choices.first)?.judge(reply, from: origin) ?? .malformed
    }

    /// Whether a choice is met; false, too, where the budget does not pay for an answer.
    private func isMet(by reply: Reply, from origin: Origin, spending budget: inout WorkBudget) -> Bool {
        switch (self, reply) {
        case (.result(let expected), .result(let actual)): expected == actual
        case (.matches(let schema), .result(let actual)): schema.root.verdict(on: actual, spending: &budget) == .valid
        case (.error(let expected), .error(let actual)) where origin == .service:
            expected.differences(from: actual, spending: &budget).isEmpty
        default: judge(reply, from: origin).isMet
        }
    }

    /// Judges a notification, which has no reply.
    ///
    /// - Parameter refusal: Why it did not reach a handler, as far as is known; nil where it was handed over.
    /// - Returns: What came of it.
    func judgeNotification(_ refusal: String?) -> Verdict {
        switch (self, refusal) {
        case (.kind(.notification), nil): .met
        case (.anyOf(let choices), nil) where choices.contains { $0.judgeNotification(refusal).isMet }: .met
        case (.malformed, _): .malformed
        default:
            .notMet([
                Difference(
                    path: JSONPointer(), expected: JSON(Kind.notification.inWords),
                    sentence: "the notification was not handed over: \(refusal ?? "no reason")")
            ])
        }
    }

    private static let errorInWords =
        "an error that the service answers with; for no reply, expect {\"kind\": \"\(Kind.transportError.rawValue)\"}"
    static let resultPath = JSONPointer(["result"])
    static let errorPath = JSONPointer(["error"])

    private static func differences(_ expected: ExpectedError, _ actual: RpcError) -> [Difference] {
        var budget = WorkBudget(steps: mostSteps)
        return expected.differences(from: actual, spending: &budget)
    }

    /// How many bytes of values all differences of one reply quote.
    private static let mostQuoted = 1 << 20

    private static func judge(_ actual: JSON, by schema: Schema) -> Verdict {
        switch schema.validate(actual) {
        case .valid: return .met
        case .limitReached(let limit): return unjudged(limit)
        case .invalid: break
        }
        var quoted = 0
        do throws(LimitReached) {
            return .notMet(
                try schema.explain(actual).prefix(Difference.maximumCount).map { unit in
                    var value = actual[unit.instanceLocation]
                    // Errors within each other would quote the same value over and over.
                    quoted += value?.textLength ?? 0
                    if quoted > mostQuoted { value = .none }
                    return Difference(
                        path: JSONPointer(resultPath.tokens + unit.instanceLocation.tokens),
                        expected: JSON(unit.error), actual: value, sentence: unit.error)
                })
        } catch {
            return unjudged(error)
        }
    }

    /// A limit kept from telling whether the result is what was expected.
    private static func unjudged(_ limit: LimitReached, at path: JSONPointer = resultPath) -> Verdict {
        .notMet([Difference(path: path, expected: JSON(limit.description), sentence: limit.description)])
    }
}

extension Difference {
    /// The difference from what words tell.
    init(expecting what: String, butGot actual: JSON, at path: JSONPointer) {
        self.init(
            path: path, expected: JSON(what), actual: actual,
            sentence: "expected \(what), got \(oneLine { $0.value(actual) })")
    }
}

extension RpcError {
    fileprivate var json: JSON { ["code": JSON(code.rawValue), "message": JSON(message), "data": data] }
}
