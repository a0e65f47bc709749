import ClamatorJSON

extension Program {
    /// Whether a value follows the schema of a node; nil where the budget does not last, or the check has no answer.
    func accepts(_ node: Int, _ view: JSONView, spending budget: inout WorkBudget) -> Bool? {
        defer { withExtendedLifetime(self) {} }
        var validator = Validator(view)
        let allowed = validator.limitSteps(to: budget)
        let holds = validator.check(rule(node), view.index)
        guard budget.spend(steps: allowed - validator.steps), validator.surrender == nil else { return nil }
        return holds
    }
}

extension Validator {
    /// Takes no more steps than a budget has left, and returns how many it may take.
    mutating func limitSteps(to budget: WorkBudget) -> Int {
        steps = max(0, min(steps, budget.steps))
        return steps
    }
}
