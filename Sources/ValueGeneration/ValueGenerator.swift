package import ClamatorJSON
package import ClamatorSchema
import ClamatorSystem

/// Makes values for schemas: realistic ones, as far as formats and names tell what is meant.
///
/// Deterministic: equal seeds and equal schemas give equal values, call by call.
package struct ValueGenerator: Sendable {
    private var random: SplitMix64

    package init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// A value that follows a schema.
    ///
    /// - Throws: `GenerationFailure`, if there is none, or none was found within the limits on work and size.
    package mutating func value(for schema: Schema) throws(GenerationFailure) -> JSON {
        var plan = GenerationPlan(schema.root)
        return try value(by: &plan)
    }

    /// The same for the schema that a plan was made for; the plan grows with what is worked out.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - turn: Has numbers come from all of what is allowed, those of different turns from all over it; nil for small
    ///     ones, and such as a name tells of.
    /// - Returns: The value.
    /// - Throws: As `value(for:)`.
    package mutating func value(
        by plan: inout GenerationPlan, spreading turn: Int? = nil
    ) throws(GenerationFailure) -> JSON {
        // One number a call, so that what a value took does not move the values after it.
        var maker = ValueMaker(plan: plan, random: SplitMix64(seed: random.next()))
        maker.spread = turn.map { NumberSpread(turn: $0) }
        defer { plan = maker.plan }
        return try maker.make()
    }
}

extension ValueGenerator {
    /// What one of several values may cost.
    private static let workOfSample = WorkBudget(steps: 100_000, bytes: 1 << 20)

    /// The most values that are made so that each branch of a choice is taken.
    private static let mostForBranches = 100

    /// As many values that follow a schema as are found within a budget.
    ///
    /// - Parameters:
    ///   - count: How many, at least.
    ///   - rounds: How often each branch of the schema's first choice is taken, half of the times with no more than it
    ///     asks for; 0 leaves that to chance.
    ///   - schema: The schema.
    ///   - plan: What is known of it.
    ///   - budget: Pays for the values.
    /// - Returns: The values.
    package mutating func samples(
        _ count: Int, takingEachBranch rounds: Int = 0, of schema: Subschema, by plan: GenerationPlan,
        spending budget: inout WorkBudget
    ) -> [JSON] {
        var plan = plan
        plan.root = schema
        let choices = plan.conjuncts(of: schema).flatMap { [$0.schemas(.anyOf).count, $0.schemas(.oneOf).count] }
        let wanted = max(count, min(rounds * (choices.max() ?? 0), Self.mostForBranches))
        var found: [JSON] = []
        for index in 0..<wanted where budget.steps > Self.workOfSample.steps {
            var maker = ValueMaker(plan: plan, random: SplitMix64(seed: random.next()), budget: Self.workOfSample)
            if rounds > 0 {
                maker.turn = index
                // Then with nothing but what is required.
                maker.isSpare = index >= wanted / 2
            }
            defer { plan = maker.plan }
            let value = try? maker.make()
            _ = budget.spend(steps: maker.cost)
            // Where none was found, another attempt would most likely find none either.
            guard let value else { break }
            found.append(value)
        }
        return found
    }
}
