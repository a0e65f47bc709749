import ClamatorKit

/// Rules in the order in which they are asked.
final class RuleList: Sendable {
    let rules: [Rule]
    /// The same, which `rules` keeps: asking them counts no references.
    private let asked: [UnretainedReference<Rule>]
    /// Whether there are some, and all of them read nothing but the params and change nothing: then they need no lock.
    let areStateless: Bool

    init(_ rules: [Rule]) {
        self.rules = rules
        asked = rules.map { UnretainedReference($0) }
        areStateless = !rules.isEmpty && rules.allSatisfy(\.isStateless)
    }

    /// Lets the first rule whose condition holds answer a call.
    ///
    /// - Throws: Why there is no answer: none of the rules holds, or it cannot be worked out.
    @inline(__always)
    func answer(
        _ params: JSON, _ state: [ExactString: StateValue], uuids: UUIDSource, in context: inout CallContext
    ) throws -> RuleResult {
        var budget = WorkBudget.forRules
        for rule in asked {
            let answer = try rule.with { rule -> RuleResult? in
                guard try rule.condition?.holds(params, state, uuids: uuids, spending: &budget) ?? true else {
                    return nil
                }
                return try rule.answer(params, state, uuids: uuids, spending: budget, in: &context)
            }
            if let answer { return answer }
        }
        throw noMatchingRule(params, state, uuids, budget)
    }

    /// The failure of a call that no rule answers. It tells of each rule what did not hold, as far as 1 MiB and what is
    /// left of the call's budget go.
    private func noMatchingRule(
        _ params: JSON, _ state: [ExactString: StateValue], _ uuids: UUIDSource, _ budget: WorkBudget
    ) -> ScriptedFailure {
        var budget = WorkBudget(steps: budget.steps, bytes: ExpressionValue.largest)
        var nearest: [JSON] = []
        for (index, rule) in rules.enumerated() where budget.reached == nil {
            var conditions: [JSON] = []
            // Says what was found before a limit was reached.
            try? rule.condition?.report(params, state, uuids: uuids, into: &conditions, spending: &budget)
            nearest.append(["rule": JSON(index), "conditions": JSON(conditions)])
        }
        let rest = budget.reached == nil ? "" : "; not all is told here, since it is too much"
        return ScriptedFailure(
            name: "NoMatchingRule", message: "no rule matches these params and this state" + rest,
            attributes: [("nearest", JSON(nearest))])
    }
}
