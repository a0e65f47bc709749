package import ClamatorJSON
package import ClamatorSchema
import ClamatorSystem

/// Values that several schemas speak of.
package enum ConjunctionValues {
    /// What one value may cost that several schemas speak of.
    private static let workOfConjunction = WorkBudget(steps: 60_000, bytes: 1 << 19)

    /// As many values that follow some schemas, and not others, as are found within a budget. All schemas were compiled
    /// together; those values come first that have nothing that is not required.
    package static func values(
        _ count: Int, following schemas: [Subschema], refusing refused: [Subschema], seed: UInt64,
        spending budget: inout WorkBudget
    ) -> [JSON] {
        var random = SplitMix64(seed: seed)
        guard let first = schemas.first ?? refused.first else { return [] }
        var plan = GenerationPlan(first)
        var found: [JSON] = []
        for index in 0..<count where budget.steps > workOfConjunction.steps {
            var maker = ValueMaker(plan: plan, random: SplitMix64(seed: random.next()), budget: workOfConjunction)
            maker.isSpare = index < count / 2
            let value = try? maker.make(ValueGoal(schemas: schemas, refused: refused))
            plan = maker.plan
            _ = budget.spend(steps: maker.cost)
            guard let value else { break }
            if !found.contains(value) { found.append(value) }
        }
        return found
    }
}
