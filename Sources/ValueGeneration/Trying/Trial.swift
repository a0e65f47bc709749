package import ClamatorJSON
package import ClamatorSchema
import ClamatorSystem

/// A value that tries one thing that a schema says.
package struct Trial: Sendable {
    /// The value.
    package var value: JSON
    /// The part of it that departs from an ordinary value.
    package var path: JSONPointer
    /// The keyword that is tried; nil for an ordinary value.
    package var keyword: Keyword?

    init(_ value: JSON, _ keyword: Keyword? = nil, at path: JSONPointer = JSONPointer()) {
        self.value = value
        self.keyword = keyword
        self.path = path
    }
}

/// A value that breaks exactly one rule of a schema.
package struct SingleViolation: Sendable {
    /// The value.
    package var value: JSON
    /// The rule.
    package var rule: BrokenRule
}

/// Values that try a schema out, keyword by keyword and path by path: those at the boundaries of what it allows, and
/// those that break exactly one of its rules. Each is checked with the schema itself.
///
///     var trials = SchemaTrials(of: schema.root, seed: 0)
///     let first = trials.turn(0)
///
/// Deterministic: equal seeds and equal schemas give equal values.
package struct SchemaTrials: Sendable {
    /// What one turn through the schema gave.
    package struct Turn: Sendable {
        /// Values that follow the schema.
        package var valid: [Trial] = []
        /// Values that break one rule.
        package var violations: [SingleViolation] = []
        /// Values for which there was no answer within the budget, or that break several rules.
        package var others: [Trial] = []
    }

    private let root: Subschema
    private let watched: [Subschema]
    private let seed: UInt64
    private var plan: GenerationPlan
    private var checker: RuleChecker
    private var seen: Set<JSON> = []

    /// What one turn may cost, unless it is said.
    package static let stepsOfTurn = 4_000_000
    private let work: WorkBudget
    /// How many steps are left for all turns.
    private var steps: Int

    /// Whether there is nothing left for another turn.
    package var isExhausted: Bool { steps <= 0 }

    /// - Parameters:
    ///   - schema: What is tried out.
    ///   - watched: Schemas for the same value, of this or other documents, whose keywords are tried too: so a value
    ///     may be found that the one accepts and the other refuses.
    ///   - seed: Fixes the values.
    ///   - steps: What one turn may cost.
    package init(
        of schema: Subschema, watching watched: [Subschema] = [], seed: UInt64,
        stepsOfTurn steps: Int = Self.stepsOfTurn
    ) {
        work = WorkBudget(steps: steps, bytes: 32 << 20)
        self.steps = 4 * steps
        root = schema
        self.watched = watched
        self.seed = seed
        plan = GenerationPlan(schema)
        checker = RuleChecker(schema)
    }

    /// Goes through the schema once. What is ordinary about the values differs from turn to turn: the values that
    /// `enum` names, and the branches, are taken one after another.
    ///
    /// - Returns: What no turn before gave.
    package mutating func turn(_ turn: Int) -> Turn {
        var maker = TrialMaker(
            plan: plan, random: SplitMix64(seed: seed &+ UInt64(truncatingIfNeeded: turn)), turn: turn,
            budget: work)
        guard !isExhausted else { return Turn() }
        let trials = maker.trials(of: root, watching: watched)
        plan = maker.plan
        var budget = work
        defer { steps -= 2 * work.steps - max(0, maker.budget.steps) - max(0, budget.steps) }
        var result = Turn()
        for trial in trials where seen.insert(trial.value).inserted {
            switch checker.rules(brokenBy: trial.value, spending: &budget) {
            case .some(let rules) where rules.isEmpty: result.valid.append(trial)
            case .some(let rules) where rules.count == 1:
                result.violations.append(SingleViolation(value: trial.value, rule: rules[0]))
            default: result.others.append(trial)
            }
        }
        return result
    }

    /// Values that follow the schema, made of those of a turn, and of which many parts are at a bound together.
    package func extremes(of turn: Turn) -> [Trial] {
        var budget = work
        return ExtremeValues(turn.valid).values(of: root, spending: &budget)
    }

    /// Objects that follow the schema, so many at most, with members of several trials together.
    ///
    /// - Parameters:
    ///   - trials: Values that follow the schema.
    ///   - limit: How many objects there may be.
    ///   - seen: What is known already, which gets what is new.
    /// - Returns: The objects.
    package func combinations(of trials: [Trial], atMost limit: Int, besides seen: inout Set<JSON>) -> [JSON] {
        var budget = work
        let members = MemberCombinations(trials.map(\.value))
        return members.values(of: root, atMost: limit, besides: &seen, seed: seed, spending: &budget)
    }

    /// The rules that a value breaks; nil where that cannot be told.
    package mutating func rules(brokenBy value: JSON) -> [BrokenRule]? {
        var budget = work
        return checker.rules(brokenBy: value, spending: &budget)
    }
}
