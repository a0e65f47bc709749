import ClamatorJSON
import ClamatorSchema
import ClamatorSystem

/// Makes one value. Chooses, makes, checks with the schema itself, and begins again where the check fails: each time
/// with other choices, and altogether within a budget.
struct ValueMaker {
    /// What one value may cost: some 0.3 s, and the texts and nodes that are made on the way.
    static let work = WorkBudget(steps: 6_000_000, bytes: 32 << 20)
    /// How many values may be made in vain.
    private static let mostFailures = 6000
    /// How many plain values are tried in the end.
    private static let mostWitnesses = 2000
    /// The deepest nesting that is ever made.
    private static let deepest = 100
    /// The depth from which on no object or array is made where a scalar may do.
    private static let deepestByChoice = 10
    /// How many elements, members and scalars a value may have, each hundred characters of a string that must be long
    /// counted as one more.
    static let mostValues = 100_000
    /// How long a string may have to be.
    static let mostLength = 1 << 20

    /// The plainest values of each type.
    static let plainest: [JSON] = [false, true, 0, 1, "", [], [:], .null]

    var plan: GenerationPlan
    var random: SplitMix64
    var budget: WorkBudget
    /// What there was of the budget at first.
    private var granted: WorkBudget
    /// What plain values may cost in the end.
    private let workOfWitnesses: WorkBudget
    /// What was spent before that.
    private var spent = 0
    var failures = 0
    /// Whether a check came to a limit, so that its no proves nothing.
    private(set) var isUndecided = false
    /// The branches that were tried alone, and whether it is certain that no value follows them.
    var impossible: [Int: Bool] = [:]
    /// How many values were made.
    var made = 0
    /// Which branch the first choice of a value begins with.
    var start = 0
    /// Whether no value should have anything that is not required.
    var isSpare = false
    /// Which of the values and branches that a schema names are tried first; nil leaves that to chance.
    var turn: Int?
    /// From where in what is allowed numbers come; nil for usual ones.
    var spread: NumberSpread?

    init(plan: GenerationPlan, random: SplitMix64, budget: WorkBudget = Self.work) {
        self.plan = plan
        self.budget = budget
        granted = budget
        workOfWitnesses = WorkBudget(steps: budget.steps / 4, bytes: budget.bytes / 8)
        self.random = random
    }

    /// Whether a value so deep, or after so many others, should have nothing that is not required.
    func isCurbed(_ depth: Int) -> Bool { isSpare || depth >= 5 || made > 200 }

    /// What was spent so far, in steps; bytes take about a thirtieth of one.
    var cost: Int {
        spent + granted.steps - max(0, budget.steps) + (granted.bytes - max(0, budget.bytes)) / 32
    }

    var isExhausted: Bool { failures >= Self.mostFailures || budget.reached != nil }

    /// Spends steps; fails where none are left.
    mutating func pay(_ steps: Int, at schema: Subschema?) throws(GenerationFailure) {
        guard budget.spend(steps: steps) else { throw exhausted(at: schema) }
    }

    func exhausted(at schema: Subschema?) -> GenerationFailure {
        GenerationFailure("no value was found in time", at: schema, limit: budget.reached ?? .steps)
    }

    // MARK: Checking

    /// Whether a value follows a schema, as far as that can be told.
    mutating func follows(_ schema: Subschema, _ value: JSON) -> Bool {
        guard budget.reached == nil else { return false }
        var check = budget
        let holds = schema.accepts(value, spending: &check)
        switch check.reached {
        case .pattern, .depth:
            // Another value may be decided.
            isUndecided = true
            _ = budget.spend(steps: 200_000)
            return false
        default:
            budget = check
            return holds
        }
    }

    /// Whether a value meets the goal.
    mutating func isMet(_ goal: ValueGoal, by value: JSON) -> Bool {
        _ = budget.spend(steps: goal.avoided.isEmpty ? 10 : 10 + value.size / 16)
        guard !goal.avoided.contains(value) else { return false }
        for schema in goal.schemas where !follows(schema, value) { return false }
        for schema in goal.refused where follows(schema, value) { return false }
        return true
    }

    /// The same for a value that was made for it: another trial, where it does not. What is taken already is none.
    mutating func meets(_ goal: ValueGoal, _ value: JSON) -> Bool {
        if isMet(goal, by: value) { return true }
        if !goal.avoided.contains(value) { failures += 1 }
        return false
    }

    /// The first of the values that meets the goal, from some index on; null only where no other does.
    private mutating func pick(_ values: [JSON], for goal: ValueGoal) -> JSON? {
        guard !values.isEmpty else { return nil }
        let first = turn.map { $0 % values.count } ?? random.below(values.count)
        var hasNull = false
        for index in values.indices where budget.reached == nil {
            let value = values[(first + index) % values.count]
            if value.isNull {
                hasNull = true
            } else if isMet(goal, by: value) {
                return value
            }
        }
        return hasNull && isMet(goal, by: .null) ? .null : nil
    }

    // MARK: Making

    /// Makes a value that follows the schema of the plan.
    mutating func make() throws(GenerationFailure) -> JSON {
        let goal = ValueGoal(schemas: [plan.root])
        do throws(GenerationFailure) {
            return try make(goal)
        } catch {
            // A no that came of a limit proves nothing.
            if error.isCertain, !isUndecided, budget.reached == nil { throw error }
            var failure = error
            failure.isCertain = false
            if isExhausted { failure.limit = failure.limit ?? budget.reached ?? .steps }
            // Plain values have a budget of their own: they may do where what was made has used up the other.
            spent = cost
            granted = workOfWitnesses
            budget = workOfWitnesses
            if let value = Self.plainest.first(where: { isMet(goal, by: $0) }) { return value }
            if let value = witness(for: goal) { return value }
            throw failure
        }
    }

    /// Makes a value that meets the goal.
    mutating func make(_ goal: ValueGoal) throws(GenerationFailure) -> JSON {
        guard let schema = goal.subschema else { return try anything(goal) }
        let size = goal.schemas.reduce(1) { max($0, plan.sizes.size(of: $1)) }
        if size == LeastSizes.endless {
            // Once round, so that the failure names what leads back.
            if goal.depth >= 3 {
                throw GenerationFailure("what it requires contains it again, without end", at: schema)
            }
        } else if size > Self.mostValues {
            throw GenerationFailure("every value has more than \(Self.mostValues) parts", at: schema, limit: .bytes)
        }
        guard goal.depth <= Self.deepest else {
            throw GenerationFailure("its values nest deeper than \(Self.deepest) levels", at: schema, limit: .depth)
        }
        var first: GenerationFailure?
        var attempt = 0
        var attempts = goal.depth == 0 ? 200 : 6
        let turns = turn ?? random.below(1 << 20)
        var closed: TypeSet = []
        while attempt < attempts {
            guard !isExhausted else { throw first ?? exhausted(at: schema) }
            try pay(40, at: schema)
            start = turns
            do throws(GenerationFailure) {
                let (constraints, settled) = try gathered(goal, attempt: attempt)
                if goal.depth > 0 { attempts = max(attempts, min(32, 3 * constraints.branches)) }
                let value = try make(constraints, settled, goal, attempt: attempt, closed: &closed)
                if meets(goal, value) {
                    made += 1
                    return value
                }
                let reason =
                    goal.avoided.contains(value)
                    ? "found no further value that is not in the array already"
                    : "none of the values tried follows it, the first of them \(ValueMaker.excerpt(value))"
                first = first ?? GenerationFailure(reason, at: schema, isCertain: false)
            } catch {
                if error.isCertain { throw error }
                failures += 1
                first = first ?? error
            }
            attempt += 1
            if attempt == 2, let failure = contradiction(in: goal) { throw failure }
        }
        // Where nothing was meant, nothing may be what is left.
        if let value = Self.plainest.first(where: { isMet(goal, by: $0) }) { return value }
        throw first ?? exhausted(at: schema)
    }

    /// A plain value that happens to meet the goal; nil where none of those tried does.
    private mutating func witness(for goal: ValueGoal) -> JSON? {
        var witnesses = PlainWitnesses(of: goal.schemas, random: random, plan: &plan, budget: &budget)
        for _ in 0..<Self.mostWitnesses where budget.reached == nil {
            let value = witnesses.next()
            if isMet(goal, by: value) { return value }
        }
        return nil
    }

    /// A value of which nothing is known but its name, and those it must differ from.
    private mutating func anything(_ goal: ValueGoal) throws(GenerationFailure) -> JSON {
        try pay(20, at: nil)
        var value = JSON(text(goal.hint))
        while goal.avoided.contains(value) {
            try pay(20, at: nil)
            value = JSON(text(goal.hint) + " " + digits(6))
        }
        made += 1
        return value
    }

    private static func excerpt(_ value: JSON) -> String {
        let text = value.description.unicodeScalars
        return text.count > 60 ? String(text.prefix(59)) + "…" : String(text)
    }

    private mutating func make(
        _ constraints: ValueConstraints, _ settled: SettledConstraints?, _ goal: ValueGoal, attempt: Int,
        closed: inout TypeSet
    ) throws(GenerationFailure) -> JSON {
        if settled?.areNamed ?? true, let value = try given(constraints, goal) { return value }
        if attempt < 2, goal.narrowing == nil, settled?.areShown ?? true, let value = try shown(constraints, goal) {
            return value
        }
        let type = try type(constraints, settled, goal, attempt: attempt, closed: closed)
        do throws(GenerationFailure) {
            return try value(of: type, constraints, settled, goal)
        } catch {
            // Another type may do.
            guard error.isCertain, !constraints.types.subtracting(closed).isSubset(of: type) else { throw error }
            closed.formUnion(type)
            var failure = error
            failure.isCertain = false
            throw failure
        }
    }

    mutating func value(
        of type: TypeSet, _ constraints: ValueConstraints, _ settled: SettledConstraints?, _ goal: ValueGoal
    ) throws(GenerationFailure) -> JSON {
        switch type {
        case .null: return .null
        case .boolean: return pick([true, false], for: goal) ?? true
        case .string: return try string(constraints, goal)
        case .array: return try array(constraints, goal)
        case .object: return try object(constraints, settled, goal)
        default: return try number(constraints, settled, goal)
        }
    }

    /// Spends what a value takes as a part of another; fails where no bytes are left.
    mutating func pay(for value: JSON, at schema: Subschema?) throws(GenerationFailure) {
        guard budget.spend(bytes: value.size) else { throw exhausted(at: schema) }
    }

    /// One of the values that `const` and `enum` leave; nil where neither stands.
    mutating func given(_ constraints: ValueConstraints, _ goal: ValueGoal) throws(GenerationFailure) -> JSON? {
        var values: [JSON]?
        var subschema: Subschema?
        for part in constraints.parts {
            let lists = [part[.const].map { [$0] }, part[.enum].map { _ in plan.list(.enum, of: part) }]
            for list in lists.compactMap({ $0 }) {
                if let known = values {
                    for value in known + list { try pay(4 + value.size / 16, at: part) }
                    let others = Set(list)
                    values = known.filter(others.contains)
                } else {
                    values = list
                }
                subschema = part
            }
        }
        guard let values, let subschema else { return nil }
        if let value = pick(values, for: goal) {
            try pay(for: value, at: subschema)
            return value
        }
        let negation = values.count == 1 ? "the value it names does not follow" : "none of the values it names follows"
        throw GenerationFailure(
            "\(negation) the rest of the schema", at: subschema,
            isCertain: constraints.choices == 0 && goal.avoided.isEmpty)
    }

    /// One of the author's `examples`, else the `default`, where they meet the goal. Null is none: it says that the
    /// value may be missing, and is made where only its type is left.
    private mutating func shown(_ constraints: ValueConstraints, _ goal: ValueGoal) throws(GenerationFailure) -> JSON? {
        let lists = constraints.parts.map { plan.list(.examples, of: $0) }.filter { !$0.isEmpty }
        // Lists of which there are several are joined for each value anew.
        if lists.count > 1 { try pay(lists.reduce(0) { $0 + $1.count }, at: goal.subschema) }
        let examples = lists.count == 1 ? lists[0] : Array(lists.joined())
        for values in [examples, constraints.all(.default).map(\.value)] {
            guard let value = pick(values, for: goal), !value.isNull else { continue }
            try pay(for: value, at: goal.subschema)
            return value
        }
        return nil
    }

    /// The type to make: one of those that are left, rather one that the keywords speak of.
    private mutating func type(
        _ constraints: ValueConstraints, _ settled: SettledConstraints?, _ goal: ValueGoal, attempt: Int,
        closed: TypeSet
    ) throws(GenerationFailure) -> TypeSet {
        let settled = closed.isEmpty ? settled : nil
        let open = settled?.open ?? Self.open(constraints.types.subtracting(closed))
        guard !open.isEmpty else {
            let subschema = constraints.all(.type).last?.part ?? goal.subschema
            throw GenerationFailure("no type is left", at: subschema, isCertain: constraints.choices == 0)
        }
        let scalars = settled?.scalars ?? Self.scalars(open)
        // What need not nest has to end somewhere.
        if goal.depth >= Self.deepestByChoice, attempt < 3, let type = random.pick(scalars) { return type }
        if attempt < 3 {
            if let settled {
                if let type = settled.meant.first { return type }
            } else if let type = open.first(where: { constraints.says(Self.keywords(of: $0)) }) {
                return type
            }
        }
        if attempt >= 3, let type = random.pick(open) { return type }
        // Nothing tells which: a scalar, as names tell what is meant by these.
        if constraints.types == .all && closed.isEmpty { return goal.hint.isNumeric ? .number : .string }
        return random.pick(scalars) ?? open[0]
    }

    /// The types that are left, each by itself.
    static func open(_ types: TypeSet) -> [TypeSet] { allTypes.filter { !$0.isDisjoint(with: types) } }

    /// Those of them that have no parts, and say something.
    static func scalars(_ types: [TypeSet]) -> [TypeSet] {
        types.filter { $0 != .object && $0 != .array && $0 != .null }
    }

    static let allTypes: [TypeSet] = [.object, .array, .string, .number, .boolean, .null]

    /// The keywords that speak of values of a type.
    static func keywords(of type: TypeSet) -> [Keyword] {
        switch type {
        case .object: objectKeywords
        case .array: [.items, .prefixItems, .contains, .minItems, .maxItems, .uniqueItems, .unevaluatedItems]
        case .string: [.format, .pattern, .minLength, .maxLength]
        case .number: [.minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf]
        default: []
        }
    }

    private static let objectKeywords: [Keyword] = [
        .properties, .required, .additionalProperties, .patternProperties, .propertyNames, .minProperties,
        .maxProperties, .dependentRequired, .dependentSchemas, .dependencies, .unevaluatedProperties,
    ]
}
