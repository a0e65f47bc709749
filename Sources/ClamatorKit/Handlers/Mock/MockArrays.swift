/// Arrays.
extension MockMaker {
    mutating func array(_ constraints: MockConstraints, _ goal: MockGoal) throws(MockFailure) -> JSON {
        try constraints.checkCounts(.minItems, .maxItems, limit: Self.mostSize / 2)
        let plan = MockArrayPlan(constraints)
        let least = constraints.most(.minItems)?.count ?? 0
        let most = constraints.least(.maxItems)?.count ?? Int.max
        let contained = plan.contained.reduce(0) { $0 + $1.least }
        guard contained < Self.mostSize / 2 else {
            throw MockFailure("minContains needs a value of more than 1 MiB", at: plan.contained[0].schema)
        }
        let usual = isCurbed(goal.depth) ? 0 : max(plan.prefix, random.int(in: 1...3))
        let count = min(max(least, contained, usual), max(least, most))
        if count > 100 { allow(count) }
        var wanted = plan.contained.flatMap { rule in [Subschema](repeating: rule.schema, count: rule.least) }
        var elements: [JSON] = []
        var taken: Set<JSON> = []
        while elements.count < count {
            let place = elements.count
            var element = MockGoal(schemas: plan.schemas(at: place), hint: goal.hint.element, depth: goal.depth + 1)
            // What must be contained stands behind what has its own place.
            let hasToHold = !wanted.isEmpty && (place >= plan.prefix || wanted.count >= count - place)
            if hasToHold { element.schemas.append(wanted.removeFirst()) }
            element.refused =
                plan.contained.filter { rule in
                    rule.most.map { most in elements.count(where: rule.schema.accepts) >= most } ?? false
                }.map(\.schema) + constraints.refusedElements
            if plan.isUnique { element.avoided = taken }
            do throws(MockFailure) {
                let value = try make(element)
                // Or else the set would be copied now.
                element.avoided = []
                elements.append(value)
                if plan.isUnique { taken.insert(value) }
            } catch {
                // Those that need not be can be left away.
                guard place >= least, !hasToHold, !isExhausted else {
                    var failure = error
                    failure.isCertain = error.isCertain && constraints.choices == 0 && plan.contained.isEmpty
                    throw failure
                }
                break
            }
        }
        if constraints.repeatsElement, let first = elements.first {
            if elements.count > 1 { elements.removeLast() }
            elements.append(first)
        }
        return JSON(elements)
    }
}

/// What the keywords for arrays say about the elements.
struct MockArrayPlan {
    /// What a number of elements must follow.
    struct Contained {
        var schema: Subschema
        var least: Int
        var most: Int?
    }

    private var lists: [(prefix: [Subschema], rest: Subschema?)] = []
    private var unevaluated: [Subschema] = []
    private(set) var contained: [Contained] = []
    /// How many elements have a schema for their place.
    var prefix: Int { lists.map(\.prefix.count).max() ?? 0 }
    private(set) var isUnique = false

    init(_ constraints: MockConstraints) {
        for part in constraints.parts {
            let isList = part[.items]?.kind == .array
            let prefix = part.schemas(isList ? .items : .prefixItems).map(\.schema)
            let rest = part.schemas(isList ? .additionalItems : .items).first?.schema
            if !prefix.isEmpty || rest != nil { lists.append((prefix, rest)) }
            unevaluated += part.schemas(.unevaluatedItems).map(\.schema)
            if part[.uniqueItems]?.bool == true { isUnique = true }
            guard let schema = part.schemas(.contains).first?.schema else { continue }
            let least = part[.minContains]?.int ?? 1
            contained.append(Contained(schema: schema, least: least, most: part[.maxContains]?.int))
        }
    }

    /// What the element at a place must follow.
    func schemas(at place: Int) -> [Subschema] {
        let schemas = lists.compactMap { place < $0.prefix.count ? $0.prefix[place] : $0.rest }
        return schemas.isEmpty ? unevaluated : schemas
    }
}
