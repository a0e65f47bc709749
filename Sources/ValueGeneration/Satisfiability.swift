import ClamatorJSON
package import ClamatorSchema
import ClamatorSystem

/// Whether any value follows a schema, as far as that can be told.
package enum Satisfiability: Sendable {
    /// A value was found that does.
    case satisfiable
    /// No value does: two things that it says contradict each other, or what a value must have can have none. The
    /// problem names the part of the schema and the reason.
    case unsatisfiable(SchemaDiagnostic)
    /// None was found, which proves nothing.
    case unknown

    /// Looks for a value within the limits of one that is made up for `--mock`: the answer is there in under a second,
    /// and always the same.
    package init(of schema: Subschema) {
        var search = SatisfiabilitySearch(steps: .max)
        self = search.look(at: schema)
    }
}

/// Looks at many schemas within one budget. Each has the limits of a value that is made up for `--mock` besides.
package struct SatisfiabilitySearch {
    /// How many steps all may cost.
    private var steps: Int
    /// How many those may cost for which there is no answer. Each gets a share of what is left, so that many of them
    /// leave something for those that come after.
    private var stepsWithoutAnswer = 2 * ValueMaker.work.steps
    /// What each may cost in any case: plain contradictions are found with less.
    private static let leastSteps = 1000
    /// Whether some schema was not looked at, or for much less long than it would have been alone.
    package private(set) var isIncomplete = false

    package init(steps: Int) { self.steps = steps }

    /// The answer for one schema; always the same after the same schemas.
    package mutating func look(at schema: Subschema) -> Satisfiability {
        let whole = ValueMaker.work
        let granted = min(whole.steps, steps, max(Self.leastSteps, stepsWithoutAnswer / 3))
        guard granted > 0 else {
            isIncomplete = true
            return .unknown
        }
        // To make a value as mock answers are made takes much longer.
        if ValueMaker.hasSmallValue(schema) { return .satisfiable }
        // One number a value, as `ValueGenerator` has it.
        var random = SplitMix64(seed: 0)
        var maker = ValueMaker(
            plan: GenerationPlan(schema), random: SplitMix64(seed: random.next()),
            budget: WorkBudget(steps: granted, bytes: whole.bytes))
        defer { steps -= maker.cost }
        do throws(GenerationFailure) {
            _ = try maker.make()
            return .satisfiable
        } catch {
            if error.isCertain {
                return .unsatisfiable(SchemaDiagnostic(location: error.location, uri: error.uri, message: error.reason))
            }
            stepsWithoutAnswer -= maker.cost
            // What is not found with a sixth is hardly ever found with the whole.
            if granted < whole.steps / 6 { isIncomplete = true }
            return .unknown
        }
    }
}
