import ClamatorJSON

extension Program {
    /// Whether a value follows the schema of a node; nil where the budget does not last, or the check has no answer.
    func accepts(_ node: Int, _ view: JSONView, spending budget: inout WorkBudget) -> Bool? {
        defer { withExtendedLifetime(self) {} }
        var validator = Validator(view)
        let allowed = validator.limit(to: budget)
        let holds = validator.check(rule(node), view.index)
        guard budget.spend(steps: allowed - validator.budget.steps), validator.budget.reached == nil else { return nil }
        return holds
    }
}

extension Validator {
    /// Takes no more steps than another budget has left, and returns how many it may take.
    mutating func limit(to other: WorkBudget) -> Int {
        if other.steps < budget.steps { budget = WorkBudget(steps: max(0, other.steps)) }
        return budget.steps
    }
}
