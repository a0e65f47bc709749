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
        _ name: String, _ plan: MockObjectPlan, _ goal: MockGoal, to members: inout MockMembers, isCertain: Bool
    ) throws(MockFailure) {
        let schemas = plan.schemas(of: name)
        func fail(_ reason: String, at schema: Subschema) throws(MockFailure) -> Never {
            throw MockFailure("the property \(JSON(name)) is required, but \(reason)", at: schema, isCertain: isCertain)
        }
        if let refusing = schemas.first(where: { $0.source.bool == false }) {
            try fail("no value follows false", at: refusing)
        }
        if let names = plan.names.first(where: { !$0.accepts(JSON(name)) }) {
            try fail("propertyNames refuses its name", at: names)
        }
        if plan.isForbidden(name) {
            throw MockFailure(
                "the property \(JSON(name)) is required where it must not be", at: goal.place, isCertain: false)
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
        _ names: [String], _ plan: MockObjectPlan, _ goal: MockGoal, to members: inout MockMembers, room: Int
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
    ) -> String? {
        if !plan.names.isEmpty {
            var name = MockGoal(schemas: plan.names, depth: goal.depth + 1)
            name.avoided = Set(members.names.map { JSON($0) })
            return try? make(name).string
        }
        if let (pattern, part) = random.pick(plan.patterns) {
            return part.sample(ofPattern: pattern, using: &random)
        }
        let word = random.pick(MockWords.words) ?? "name"
        return members.contains(word) ? word + digits(3) : word
    }
}

/// Members in the order in which they were made.
struct MockMembers {
    private(set) var names: [String] = []
    private var values: [String: JSON] = [:]

    var count: Int { names.count }
    func contains(_ name: String) -> Bool { values[name] != nil }

    subscript(name: String) -> JSON? {
        get { values[name] }
        set {
            if values[name] == nil { names.append(name) }
            values[name] = newValue
        }
    }

    /// The object: first the declared members in their order, then the others.
    func json(inOrder declared: [String]) -> JSON {
        let known = Set(declared)
        let ordered = declared.filter(contains) + names.filter { !known.contains($0) }
        return JSON(members: ordered.compactMap { name in values[name].map { (name: name, value: $0) } })
    }
}
