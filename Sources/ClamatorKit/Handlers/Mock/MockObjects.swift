/// Objects.
extension MockMaker {
    mutating func object(_ constraints: MockConstraints, _ goal: MockGoal) throws(MockFailure) -> JSON {
        try constraints.checkCounts(.minProperties, .maxProperties, limit: Self.mostSize / 4)
        let plan = MockObjectPlan(constraints)
        let isCertain = constraints.choices == 0
        let least = constraints.most(.minProperties)?.count ?? 0
        let most = constraints.least(.maxProperties)
        var members = MockMembers()
        for name in plan.required {
            for required in plan.closure(of: name) where !members.contains(required) {
                try add(required, plan, goal, to: &members, isCertain: isCertain)
            }
        }
        if let most, members.count > most.count {
            throw MockFailure(
                "maxProperties \(most.count) is less than the \(members.count) that are required", at: most.part,
                isCertain: isCertain)
        }
        let room = most?.count ?? Int.max
        let optional = plan.declared.filter { !members.contains($0) && !plan.isForbidden($0) }
        for (place, name) in optional.enumerated() where !members.contains(name) {
            let isNeeded = members.count + (optional.count - place) <= least
            guard isNeeded || (!isCurbed(goal.depth) && random.chance(goal.depth < 3 ? 3 : 2, of: 4)) else { continue }
            offer(plan.closure(of: name), plan, goal, to: &members, room: room)
        }
        fill(&members, plan, constraints, goal, least: least, room: room)
        if members.count < least {
            throw MockFailure(
                "minProperties \(least) is more than the \(members.count) that could be made",
                at: constraints.most(.minProperties)?.part ?? goal.place, isCertain: false)
        }
        return members.json(inOrder: plan.declared)
    }

    private mutating func add(
        _ name: ExactString, _ plan: MockObjectPlan, _ goal: MockGoal, to members: inout MockMembers, isCertain: Bool
    ) throws(MockFailure) {
        let schemas = plan.schemas(of: name)
        func fail(_ reason: String, at schema: Subschema) throws(MockFailure) -> Never {
            throw MockFailure(
                "the property \(JSON(name.string)) is required, but \(reason)", at: schema, isCertain: isCertain)
        }
        if let refusing = schemas.first(where: { $0.source.bool == false }) {
            try fail("no value follows false", at: refusing)
        }
        if let names = plan.names.first(where: { !$0.accepts(JSON(name.string)) }) {
            try fail("propertyNames refuses its name", at: names)
        }
        if plan.isForbidden(name) {
            throw MockFailure(
                "the property \(JSON(name.string)) is required where it must not be", at: goal.place, isCertain: false)
        }
        do throws(MockFailure) {
            members[name] = try make(plan.goal(name, in: goal))
        } catch {
            var failure = error
            failure.isCertain = error.isCertain && isCertain
            throw failure
        }
    }

    /// Adds properties that belong together, where there is room and values can be made for all.
    private mutating func offer(
        _ names: [ExactString], _ plan: MockObjectPlan, _ goal: MockGoal, to members: inout MockMembers, room: Int
    ) {
        var extended = members
        for name in names where !extended.contains(name) {
            guard extended.count < room, !isExhausted, plan.allows(name) else { return }
            guard let value = try? make(plan.goal(name, in: goal)) else { return }
            extended[name] = value
        }
        members = extended
    }

    /// Adds properties under names of our own: as many as are needed, and a few where the object is a map.
    private mutating func fill(
        _ members: inout MockMembers, _ plan: MockObjectPlan, _ constraints: MockConstraints, _ goal: MockGoal,
        least: Int, room: Int
    ) {
        let wanted = max(least, plan.isMap && !isCurbed(goal.depth) ? random.int(in: 1...3) : 0)
        guard members.count < wanted else { return }
        if wanted > 100 { allow(wanted) }
        // What need not be is not tried for long.
        let trials = least > members.count ? 20 + 3 * wanted : 3
        for _ in 0..<trials where members.count < min(wanted, room) && !isExhausted {
            guard let name = madeUpName(plan, goal, besides: members), plan.allows(name), !members.contains(name)
            else {
                continue
            }
            offer(plan.closure(of: name), plan, goal, to: &members, room: room)
        }
    }

    private mutating func madeUpName(
        _ plan: MockObjectPlan, _ goal: MockGoal, besides members: MockMembers
    ) -> ExactString? {
        if !plan.names.isEmpty {
            var name = MockGoal(schemas: plan.names, depth: goal.depth + 1)
            name.avoided = Set(members.names.map { JSON($0.string) })
            return try? make(name).exactString
        }
        if let (pattern, part) = random.pick(plan.patterns) {
            return part.sample(ofPattern: pattern, using: &random).map { ExactString($0) }
        }
        let word = random.pick(MockWords.words) ?? "name"
        return ExactString(members.contains(ExactString(word)) ? word + digits(3) : word)
    }
}

/// Members in the order in which they were made.
struct MockMembers {
    private(set) var names: [ExactString] = []
    private var values: [ExactString: JSON] = [:]

    var count: Int { names.count }
    func contains(_ name: ExactString) -> Bool { values[name] != nil }

    subscript(name: ExactString) -> JSON? {
        get { values[name] }
        set {
            if values[name] == nil { names.append(name) }
            values[name] = newValue
        }
    }

    /// The object: first the declared members in their order, then the others.
    func json(inOrder declared: [ExactString]) -> JSON {
        let known = Set(declared)
        let ordered = declared.filter(contains) + names.filter { !known.contains($0) }
        return JSON(members: ordered.compactMap { name in values[name].map { (name: name, value: $0) } })
    }
}

/// What the keywords for objects say about the members.
struct MockObjectPlan {
    private let constraints: MockConstraints
    private let properties: [[ExactString: Subschema]]
    /// The declared names in the order of the schemas, each once.
    let declared: [ExactString]
    /// The names that an object must have, each once.
    let required: [ExactString]
    /// What names must be.
    let names: [Subschema]
    /// The patterns that speak of names, with the parts they stand in.
    let patterns: [(pattern: ExactString, part: Subschema)]
    private var dependents: [ExactString: [ExactString]] = [:]

    init(_ constraints: MockConstraints) {
        self.constraints = constraints
        let declarations = constraints.parts.map { $0.schemas(.properties) }
        properties = declarations.map { declarations in
            Dictionary(declarations.map { ($0.name, $0.schema) }, uniquingKeysWith: { $1 })
        }
        var seen: Set<ExactString> = []
        declared = declarations.joined().map(\.name).filter { seen.insert($0).inserted }
        seen = []
        let listed = constraints.all(.required).flatMap(\.value.elements).compactMap(\.exactString)
        required = (listed + constraints.extraNames).filter { seen.insert($0).inserted }
        names = constraints.parts.flatMap { $0.schemas(.propertyNames) }.map(\.schema)
        patterns = constraints.parts.flatMap { part in
            part.schemas(.patternProperties).filter { $0.schema.source.bool != false }.map { ($0.name, part) }
        }
        for keyword in [Keyword.dependentRequired, .dependencies] {
            for (name, value) in constraints.all(keyword).flatMap(\.value.members) {
                dependents[name, default: []] += value.elements.compactMap(\.exactString)
            }
        }
    }

    /// Whether the object is there for names that are not declared.
    var isMap: Bool {
        guard declared.isEmpty, required.isEmpty else { return false }
        let additional = constraints.parts.flatMap { $0.schemas(.additionalProperties) }
        return !patterns.isEmpty || !names.isEmpty || additional.contains { $0.schema.source.bool == nil }
    }

    func isForbidden(_ name: ExactString) -> Bool { constraints.forbiddenNames.contains(name) }

    /// Whether an object may have a property of this name, with some value.
    func allows(_ name: ExactString) -> Bool {
        !isForbidden(name) && names.allSatisfy { $0.accepts(JSON(name.string)) }
            && !schemas(of: name).contains { $0.source.bool == false }
    }

    /// The name with all that `dependentRequired` brings with it.
    func closure(of name: ExactString) -> [ExactString] {
        var closure = [name]
        var place = 0
        while place < closure.count {
            for other in dependents[closure[place]] ?? [] where !closure.contains(other) { closure.append(other) }
            place += 1
        }
        return closure
    }

    /// What the value of a property must follow.
    func schemas(of name: ExactString) -> [Subschema] {
        var schemas: [Subschema] = []
        for (part, properties) in zip(constraints.parts, properties) {
            var own = [properties[name]].compactMap { $0 }
            own += part.schemas(.patternProperties).filter { part.pattern($0.name, matches: name) }.map(\.schema)
            schemas += own.isEmpty ? part.schemas(.additionalProperties).map(\.schema) : own
        }
        return schemas.isEmpty
            ? constraints.parts.flatMap { $0.schemas(.unevaluatedProperties) }.map(\.schema) : schemas
    }

    func goal(_ name: ExactString, in goal: MockGoal) -> MockGoal {
        MockGoal(
            schemas: schemas(of: name), refused: constraints.refusedProperties[name] ?? [],
            hint: goal.hint.member(name.string),
            depth: goal.depth + 1)
    }
}
