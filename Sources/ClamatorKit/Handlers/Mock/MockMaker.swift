/// Makes one value. Chooses, makes, checks with the schema itself, and begins again where the check fails: each time
/// with other choices, and altogether within `effort`.
struct MockMaker {
    /// How many values may still be tried, those that are thrown away among them.
    static let mostEffort = 10_000
    /// How many plain values are tried in the end.
    private static let mostWitnesses = 2000
    /// The deepest nesting that is ever made.
    private static let deepest = 100
    /// The depth from which on no object or array is made where a scalar may do.
    private static let deepestByChoice = 10
    /// How long a string may have to be; an array may have to hold half as many elements, as each takes two bytes.
    static let mostSize = 1 << 20

    /// The plainest values of each type.
    private static let plainest: [JSON] = [.null, false, true, 0, 1, "", [], [:]]

    var random: SplitMix64
    var heights = MockHeights()
    private(set) var effort = Self.mostEffort
    /// How much was granted beyond the usual effort.
    private var granted = 0
    /// How many values were made.
    private var made = 0
    /// Which branch the first choice of a value begins with.
    private(set) var start = 0

    init(random: SplitMix64) { self.random = random }

    /// Whether a value so deep, or after so many others, should have nothing that is not required.
    func isCurbed(_ depth: Int) -> Bool { depth >= 5 || made > 200 }

    /// Grants what it takes to make so many parts, once.
    mutating func allow(_ count: Int) {
        let grant = min(40 * count, 1 << 22)
        effort += max(0, grant - granted)
        granted = max(granted, grant)
    }

    mutating func spend(_ trials: Int) { effort -= trials }

    var isExhausted: Bool { effort <= 0 }

    /// Whether a value meets the goal; a trial.
    mutating func meets(_ goal: MockGoal, _ value: JSON) -> Bool {
        effort -= 1
        return goal.isMet(by: value)
    }

    /// Makes a value that meets the goal.
    mutating func make(_ goal: MockGoal) throws(MockFailure) -> JSON {
        guard let schema = goal.place else { return anything(goal) }
        if goal.depth >= 3, goal.schemas.contains(where: { heights.height(of: $0) == MockHeights.endless }) {
            throw MockFailure("what it requires contains it again, without end", at: schema)
        }
        guard goal.depth <= Self.deepest else {
            throw MockFailure("its values nest deeper than \(Self.deepest) levels", at: schema, isCertain: false)
        }
        var first: MockFailure?
        var attempt = 0
        var attempts = goal.depth == 0 ? 200 : 6
        let turns = random.below(1 << 20)
        var closed: TypeSet = []
        while attempt < attempts {
            guard !isExhausted else {
                first = first ?? MockFailure("gave up after \(Self.mostEffort) trials", at: schema, isCertain: false)
                break
            }
            effort -= 1
            start = turns
            do throws(MockFailure) {
                let constraints = try constraints(goal, attempt: attempt)
                if goal.depth > 0 { attempts = max(attempts, min(32, 3 * constraints.branches)) }
                let value = try make(constraints, goal, attempt: attempt, closed: &closed)
                if meets(goal, value) {
                    made += 1
                    return value
                }
                let reason =
                    goal.avoided.contains(value)
                    ? "found no further value that is not in the array already"
                    : "none of the values tried follows it, the first of them \(MockMaker.spelling(value))"
                first = first ?? MockFailure(reason, at: schema, isCertain: false)
            } catch {
                if error.isCertain { throw error }
                first = first ?? error
            }
            attempt += 1
        }
        // Where nothing was meant, nothing may be what is left.
        if let value = Self.plainest.first(where: goal.isMet) { return value }
        if goal.depth == 0 {
            var witnesses = MockWitnesses(of: goal.schemas, random: random)
            for _ in 0..<Self.mostWitnesses {
                let value = witnesses.next()
                if goal.isMet(by: value) { return value }
            }
        }
        throw first ?? MockFailure("no value was found", at: schema, isCertain: false)
    }

    /// A value of which nothing is known but its name, and those it must differ from.
    private mutating func anything(_ goal: MockGoal) -> JSON {
        var value = JSON(text(goal.hint))
        while goal.avoided.contains(value) { value = JSON(text(goal.hint) + " " + digits(6)) }
        made += 1
        return value
    }

    private static func spelling(_ value: JSON) -> String {
        let text = value.description
        return text.count > 60 ? text.prefix(59) + "…" : text
    }

    private mutating func make(
        _ constraints: MockConstraints, _ goal: MockGoal, attempt: Int, closed: inout TypeSet
    ) throws(MockFailure) -> JSON {
        if let value = try given(constraints, goal) { return value }
        if attempt < 2, let value = shown(constraints, goal) { return value }
        let type = try type(constraints, goal, attempt: attempt, closed: closed)
        do throws(MockFailure) {
            return try value(of: type, constraints, goal)
        } catch {
            // Another type may do.
            guard error.isCertain, !constraints.types.subtracting(closed).isSubset(of: type) else { throw error }
            closed.formUnion(type)
            var failure = error
            failure.isCertain = false
            throw failure
        }
    }

    private mutating func value(
        of type: TypeSet, _ constraints: MockConstraints, _ goal: MockGoal
    ) throws(MockFailure) -> JSON {
        switch type {
        case .null: return .null
        case .boolean: return boolean(goal)
        case .string: return try string(constraints, goal)
        case .array: return try array(constraints, goal)
        case .object: return try object(constraints, goal)
        default: return try number(constraints, goal)
        }
    }

    /// One of the values that `const` and `enum` leave; nil where neither stands.
    private mutating func given(_ constraints: MockConstraints, _ goal: MockGoal) throws(MockFailure) -> JSON? {
        var values: [JSON]?
        var place: Subschema?
        for part in constraints.parts {
            let lists = [part[.const].map { [$0] }, part[.enum]?.elements].compactMap { $0 }
            for list in lists {
                values = values?.filter(list.contains) ?? list
                place = part
            }
        }
        guard let values, let place else { return nil }
        if let value = random.pick(values.filter(goal.isMet)) { return value }
        let negation = values.count == 1 ? "the value it names does not follow" : "none of the values it names follows"
        throw MockFailure(
            "\(negation) the rest of the schema", at: place, isCertain: constraints.choices == 0 && goal.avoided.isEmpty
        )
    }

    /// One of the author's `examples`, else the `default`, where they meet the goal.
    private mutating func shown(_ constraints: MockConstraints, _ goal: MockGoal) -> JSON? {
        let examples = constraints.all(.examples).flatMap(\.value.elements).filter(goal.isMet)
        return random.pick(examples) ?? constraints.all(.default).map(\.value).first(where: goal.isMet)
    }

    private mutating func boolean(_ goal: MockGoal) -> JSON {
        let values = [JSON(true), JSON(false)]
        return random.pick(values.filter(goal.isMet)) ?? true
    }

    /// The type to make: one of those that are left, rather one that the keywords speak of.
    private mutating func type(
        _ constraints: MockConstraints, _ goal: MockGoal, attempt: Int, closed: TypeSet
    ) throws(MockFailure) -> TypeSet {
        let all: [TypeSet] = [.object, .array, .string, .number, .boolean, .null]
        let open = all.filter { !$0.isDisjoint(with: constraints.types.subtracting(closed)) }
        guard !open.isEmpty else {
            let place = constraints.all(.type).last?.part ?? goal.place
            throw MockFailure("no type is left", at: place, isCertain: constraints.choices == 0)
        }
        let scalars = open.filter { $0 != .object && $0 != .array && $0 != .null }
        // What need not nest has to end somewhere.
        if goal.depth >= Self.deepestByChoice, attempt < 3, let type = random.pick(scalars) { return type }
        let meant = open.filter { constraints.says(Self.keywords(of: $0)) }
        if attempt < 3, let type = meant.first { return type }
        if attempt >= 3, let type = random.pick(open) { return type }
        // Nothing tells which: a scalar, as names tell what is meant by these.
        if constraints.types == .all && closed.isEmpty { return goal.hint.isNumeric ? .number : .string }
        return random.pick(scalars) ?? open[0]
    }

    /// The keywords that speak of values of a type.
    static func keywords(of type: TypeSet) -> [Keyword] {
        switch type {
        case .object:
            [
                .properties, .required, .additionalProperties, .patternProperties, .propertyNames, .minProperties,
                .maxProperties, .dependentRequired, .dependentSchemas, .dependencies, .unevaluatedProperties,
            ]
        case .array: [.items, .prefixItems, .contains, .minItems, .maxItems, .uniqueItems, .unevaluatedItems]
        case .string: [.format, .pattern, .minLength, .maxLength]
        case .number: [.minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf]
        default: []
        }
    }
}
