import ClamatorJSON
import ClamatorSchema
import ClamatorSystem

/// Goes through a schema and puts values worth a try at the end of each path. Whether they follow it is for others to
/// say.
///
/// At one path after another a thing departs from an ordinary value, so their number grows with the schema and not with
/// its combinations.
struct TrialMaker {
    /// What holds for the value at the end of one path.
    struct Site {
        /// What it must follow.
        var schemas: [Subschema]
        /// What it must not follow.
        var refused: [Subschema] = []
        /// Schemas of which only the keywords are of interest.
        var watched: [Subschema] = []
        /// The choices that are made already.
        var decided: Set<Narrowing.Choice> = []
        /// The choices of which every branch is tried already, here or around.
        var explored: Set<Narrowing.Choice> = []
        /// How many objects and arrays are around it.
        var depth = 0
        /// How often each schema was met on the way.
        var passed: [Int: Int] = [:]
    }

    /// What is said of the value at a site: by the schemas that hold, and by those that are only watched.
    struct Sayings {
        var parts: [Subschema]
        var watched: [Subschema]
        var all: [Subschema] { parts + watched }

        func values(of keyword: Keyword) -> [JSON] { all.compactMap { $0[keyword] } }
    }

    /// As many trials are made at most for one part of a value, with all that lies in it.
    static let mostTrials = 1500
    /// The deepest nesting that is tried.
    private static let deepest = 12
    /// So many members of one branch are tried in another.
    private static let mostMixed = 4
    /// How often a schema may lie within itself.
    private static let mostPasses = 2
    /// What one ordinary value may cost.
    private static let workOfValue = WorkBudget(steps: 300_000, bytes: 4 << 20)

    var plan: GenerationPlan
    var random: SplitMix64
    /// Which of the named values and branches an ordinary value has.
    let turn: Int
    var budget: WorkBudget

    init(plan: GenerationPlan, random: SplitMix64, turn: Int, budget: WorkBudget) {
        self.plan = plan
        self.random = random
        self.turn = turn
        self.budget = budget
    }

    mutating func trials(of schema: Subschema, watching watched: [Subschema]) -> [Trial] {
        trials(at: Site(schemas: [schema], watched: watched))
    }

    /// The values to try at a site, an ordinary one first.
    mutating func trials(at site: Site) -> [Trial] {
        guard site.depth < Self.deepest, site.decided.count < Self.deepest, budget.spend(steps: 200) else { return [] }
        let sayings = sayings(at: site)
        var site = site
        for part in sayings.parts {
            site.passed[part.identity, default: 0] += 1
            if site.passed[part.identity, default: 0] > Self.mostPasses {
                return ordinary(at: site).map { [Trial($0)] } ?? []
            }
        }
        var trials: [Trial] = []
        if let value = ordinary(at: site) { trials.append(Trial(value)) }
        trials += named(sayings)
        // A branch knows bounds that are not known of the value as such.
        let choices = Self.choices(sayings).filter { !site.explored.contains($0) }
        // It takes further choices of its own alone, or else their number would multiply.
        site.explored.formUnion(choices)
        for choice in choices { trials += branches(choice, sayings, at: site) }
        let types = types(sayings)
        if !types.isDisjoint(with: .number) { trials += numbers(sayings, types) }
        if types.contains(.string) { trials += strings(sayings, at: site) }
        if types.contains(.object) { trials += objects(sayings, at: site) }
        if types.contains(.array) { trials += arrays(sayings, at: site) }
        trials += Self.plain.map { Trial($0, .type) }
        return Self.distinct(trials).inTurns(atMost: Self.mostTrials, by: \.group)
    }

    /// Each value once; what is ordinary for one trial may be a bound for a later one, and counts as that.
    private static func distinct(_ trials: [Trial]) -> [Trial] {
        var indexes: [JSON: Int] = [:]
        var distinct: [Trial] = []
        for trial in trials {
            if let index = indexes[trial.value] {
                if distinct[index].isOrdinary, !trial.isOrdinary { distinct[index] = trial }
            } else {
                indexes[trial.value] = distinct.count
                distinct.append(trial)
            }
        }
        return distinct
    }

    /// A value of each type, among them those that look like another.
    private static let plain: [JSON] = [.null, true, false, 0, 1, 0.5, "1", "a", "", [], [:]]

    /// The values that the schemas name.
    private func named(_ sayings: Sayings) -> [Trial] {
        var trials: [Trial] = []
        for part in sayings.all {
            trials += part[.const].map { [Trial($0, .const)] } ?? []
            let values = part[.enum]?.elements ?? []
            // Of many the first and the last. The last comes first, since an ordinary value is the first.
            let chosen = values.count <= 40 ? values : Array(values.prefix(20) + values.suffix(20))
            trials += (chosen.suffix(1) + chosen.dropLast()).map { Trial($0, .enum) }
            trials += part[.default].map { [Trial($0, .default)] } ?? []
            trials += (part[.examples]?.elements ?? []).prefix(20).map { Trial($0, .examples) }
        }
        return trials
    }

    // MARK: What is said

    private mutating func sayings(at site: Site) -> Sayings {
        var seen: Set<Int> = []
        var parts: [Subschema] = []
        var watched = site.watched + site.refused
        for schema in site.schemas {
            for part in plan.conjuncts(of: schema) where seen.insert(part.identity).inserted {
                guard budget.spend(steps: 10) else { break }
                parts.append(part)
                for keyword in [Keyword.not, .if, .dependentSchemas, .dependencies] {
                    watched += part.schemas(keyword).map(\.schema)
                }
            }
        }
        return Sayings(parts: parts, watched: opened(watched))
    }

    /// Schemas with all that they apply to the same value, whichever branch is taken; at most a hundred.
    private mutating func opened(_ schemas: [Subschema]) -> [Subschema] {
        var found: [Subschema] = []
        var next = 0
        var waiting = schemas
        while next < waiting.count, found.count < 100, budget.spend(steps: 20) {
            let schema = waiting[next]
            next += 1
            for part in schema.conjuncts {
                found.append(part)
                for keyword in [Keyword.anyOf, .oneOf, .not, .if, .then, .else, .dependentSchemas, .dependencies] {
                    // What holds nothing more than itself would come again and again.
                    if waiting.count < 200 { waiting += part.schemas(keyword).map(\.schema) }
                }
            }
        }
        return found
    }

    /// The types that the schemas allow, and those that watched ones name.
    private mutating func types(_ sayings: Sayings) -> TypeSet {
        var types = sayings.parts.reduce(TypeSet.all) { $0.intersection(plan.types(of: $1)) }
        for part in sayings.watched { if let type = part[.type] { types.formUnion(TypeSet(keyword: type)) } }
        // Of a schema that leaves the type open, only what it speaks of is worth more than a plain value.
        let isSpoken = { (type: TypeSet) in
            sayings.all.contains { part in
                part[.type] != nil || ValueMaker.keywords(of: type).contains { part[$0] != nil }
            }
        }
        return types.isSuperset(of: .all)
            ? ValueMaker.allTypes.filter(isSpoken).reduce(into: TypeSet()) { $0.formUnion($1) } : types
    }

    // MARK: Ordinary values

    /// An ordinary value for a site, with nothing that is not asked for; nil where none was found.
    mutating func ordinary(at site: Site, narrowing: Narrowing = Narrowing(), avoiding: Set<JSON> = []) -> JSON? {
        var narrowing = narrowing
        narrowing.decided = site.decided
        guard budget.reached == nil else { return nil }
        var maker = ValueMaker(
            plan: plan, random: SplitMix64(seed: random.next()),
            budget: WorkBudget(steps: min(budget.steps, Self.workOfValue.steps), bytes: Self.workOfValue.bytes))
        maker.isSpare = true
        maker.turn = turn
        let goal = ValueGoal(
            schemas: site.schemas, refused: site.refused, avoided: avoiding, depth: site.depth, narrowing: narrowing)
        let value = try? maker.make(goal)
        _ = budget.spend(steps: maker.cost)
        plan = maker.plan
        return value
    }

    // MARK: Branches

    private static func choices(_ sayings: Sayings) -> [Narrowing.Choice] {
        sayings.parts.flatMap { part in
            [Keyword.anyOf, .oneOf, .if].filter { part[$0] != nil }.map { keyword in
                Narrowing.Choice(schema: part.identity, keyword: keyword)
            }
        }
    }

    /// What each branch of a choice adds to the site.
    private mutating func branches(_ choice: Narrowing.Choice, _ sayings: Sayings, at site: Site) -> [Trial] {
        guard let part = sayings.parts.first(where: { $0.identity == choice.schema }) else { return [] }
        var trials: [Trial] = []
        var branches: [Site] = []
        if choice.keyword == .if {
            guard let condition = part.schemas(.if).first?.schema else { return [] }
            var met = site
            met.schemas += [condition] + part.schemas(.then).map(\.schema)
            var unmet = site
            unmet.refused.append(condition)
            unmet.schemas += part.schemas(.else).map(\.schema)
            met.decided.insert(choice)
            unmet.decided.insert(choice)
            branches = [met, unmet]
        } else {
            branches = part.schemas(choice.keyword).prefix(50).map { branch in
                var inner = site
                inner.schemas.append(branch.schema)
                inner.decided.insert(choice)
                return inner
            }
            // Branches mixed: what others say is tried in each.
            trials += mixed(branches)
        }
        for (index, var branch) in branches.enumerated() where budget.reached == nil {
            // The way back to a schema that is passed already leads through members or elements alone.
            for passed in sayings.parts { branch.passed[passed.identity, default: 1] -= 1 }
            trials += self.trials(at: branch).map { trial in
                Trial(
                    trial.value, trial.keyword ?? choice.keyword, at: trial.path, branches: [index] + trial.branches)
            }
        }
        return trials
    }

    /// Objects of one branch with a member of another, or with what another has in a member of both.
    private mutating func mixed(_ branches: [Site]) -> [Trial] {
        let objects = branches.prefix(12).map { ordinary(at: $0, narrowing: Narrowing(types: .object)) }
        var trials: [Trial] = []
        for case (let index, let object?) in objects.enumerated() {
            for case (let other, let stranger?) in objects.enumerated() where other != index {
                for member in stranger.lastMembers.prefix(Self.mostMixed) where object[member.name] != member.value {
                    trials.append(Trial(object.adding(member.name, member.value), .oneOf))
                }
            }
        }
        return trials
    }
}
