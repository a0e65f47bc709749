import ClamatorJSON
import ClamatorSchema
import ClamatorSystem

/// A value with nothing that is not required.
extension ValueMaker {
    /// What the search for one may cost.
    private static let workOfSmallValue = WorkBudget(steps: 20_000, bytes: 1 << 18)

    /// Whether a value that follows a schema is found at once: a plain one, or one with nothing that is not required.
    /// Where none is, that proves nothing.
    static func hasSmallValue(_ schema: Subschema) -> Bool {
        var maker = ValueMaker(plan: GenerationPlan(schema), random: SplitMix64(seed: 0), budget: workOfSmallValue)
        maker.isSpare = true
        let goal = ValueGoal(schemas: [schema])
        return plainest.contains { maker.isMet(goal, by: $0) } || (try? maker.make(goal)) != nil
    }
}
