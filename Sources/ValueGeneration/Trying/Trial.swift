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
    /// Which branch was taken of each choice around that part, from the outermost inward.
    var branches: [Int]

    init(
        _ value: JSON, _ keyword: Keyword? = nil, at path: JSONPointer = JSONPointer(), branches: [Int] = []
    ) {
        self.value = value
        self.keyword = keyword
        self.path = path
        self.branches = branches
    }

    /// Whether no keyword is tried but that there is a value at all.
    var isOrdinary: Bool { keyword == nil || keyword == .properties }

    /// What trials of one thing have in common: the part, the keyword, and what kind of value the part has.
    package struct Group: Hashable, Sendable {
        private let path: JSONPointer
        private let keyword: Keyword?
        private let kind: JSON.Kind?
        private let branches: [Int]

        fileprivate init(_ trial: Trial) {
            path = trial.path.general
            keyword = trial.keyword
            kind = trial.value[trial.path].map(\.plainKind)
            branches = trial.branches
        }
    }

    /// What it has in common with other trials of the same thing.
    package var group: Group { Group(self) }
}

/// A value that breaks exactly one rule of a schema.
package struct SingleViolation: Sendable {
    /// The value.
    package var value: JSON
    /// The rule.
    package var rule: BrokenRule

    /// What violations of one rule by values of one kind have in common; of rules inside `anyOf` and its like, which
    /// are that keyword for others, each is one of its own.
    package struct Group: Hashable, Sendable {
        private let rule: BrokenRule
        private let kind: JSON.Kind?

        fileprivate init(_ violation: SingleViolation) {
            var rule = violation.innermostRule
            rule.inner = []
            kind = violation.value[rule.path].map(\.plainKind)
            rule.path = JSONPointer()
            self.rule = rule
        }
    }

    /// The rule itself, or that inside it which alone is broken there.
    package var innermostRule: BrokenRule {
        var rule = rule
        while rule.inner.count == 1 { rule = rule.inner[0] }
        return rule
    }

    /// What it has in common with other violations of the same rule.
    package var group: Group { Group(self) }
}

extension JSONPointer {
    /// The path with `*` for positions in arrays.
    fileprivate var general: JSONPointer {
        JSONPointer(tokens.map { $0.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ? "*" : $0 })
    }
}

extension JSON {
    /// The kind, one for both truth values.
    fileprivate var plainKind: JSON.Kind { kind == .false ? .true : kind }
}

extension Array {
    /// So many of the elements, in their order: of each group one, before any has its second.
    package func inTurns<Group: Hashable>(atMost limit: Int, by group: (Element) -> Group) -> [Element] {
        guard count > limit else { return self }
        var counts: [Group: Int] = [:]
        let ranked = enumerated().map { index, element -> (round: Int, index: Int) in
            let name = group(element)
            counts[name, default: 0] += 1
            return (counts[name] ?? 0, index)
        }
        let chosen = ranked.sorted { ($0.round, $0.index) < ($1.round, $1.index) }.prefix(Swift.max(0, limit))
        return chosen.map(\.index).sorted().map { self[$0] }
    }
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
