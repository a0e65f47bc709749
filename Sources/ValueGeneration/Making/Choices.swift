import ClamatorJSON
import ClamatorSchema
import ClamatorSystem

/// The choices that schemas leave: branches, `if`, names that bring schemas with them.
extension ValueMaker {
    /// All that the goal's schemas say about the value; with what is known of it, where they leave nothing to choose.
    mutating func gathered(
        _ goal: ValueGoal, attempt: Int
    ) throws(GenerationFailure) -> (ValueConstraints, SettledConstraints?) {
        guard let schema = goal.only else { return (try constraints(goal, attempt: attempt), nil) }
        if let known = plan.settledConstraints(of: schema) {
            try pay(known.steps, at: schema)
            return (known.constraints, known)
        }
        let before = budget.steps
        let found = try constraints(goal, attempt: attempt)
        // To refuse something takes a choice, even if it is of one.
        guard found.choices == 0, found.refused.isEmpty, found.parts.count <= GenerationPlan.mostParts else {
            return (found, nil)
        }
        let open = Self.open(found.types)
        let settled = SettledConstraints(
            found, steps: before - budget.steps, open: open, scalars: Self.scalars(open),
            meant: open.filter { found.says(Self.keywords(of: $0)) }, &plan)
        plan.keep(settled, of: schema)
        return (found, settled)
    }

    /// Follows the goal's schemas to all that they say about the value, choosing where there is a choice.
    private mutating func constraints(_ goal: ValueGoal, attempt: Int) throws(GenerationFailure) -> ValueConstraints {
        var gathering = Gathering(constraints: ValueConstraints(), waiting: goal.schemas, goal: goal, attempt: attempt)
        if let narrowing = goal.narrowing { gathering.constraints.narrow(to: narrowing, of: goal.subschema) }
        for refused in goal.refused { refuse(refused, &gathering) }
        var next = 0
        while next < gathering.waiting.count {
            let schema = gathering.waiting[next]
            next += 1
            guard !gathering.seen.contains(schema.identity) else { continue }
            let conjuncts = plan.conjuncts(of: schema)
            try pay(10 * conjuncts.count, at: schema)
            for part in conjuncts where gathering.seen.insert(part.identity).inserted {
                gathering.constraints.parts.append(part)
                try gather(part, &gathering)
            }
        }
        return gathering.constraints
    }

    struct Gathering {
        var constraints: ValueConstraints
        var waiting: [Subschema]
        let goal: ValueGoal
        let attempt: Int
        /// The schemas whose word is taken, each once however many ways lead to it.
        var seen: Set<Int> = []
        var seenRefused: Set<Int> = []

        /// Whether a choice is made already.
        func isDecided(_ keyword: Keyword, of part: Subschema) -> Bool {
            goal.narrowing?.decided.contains(Narrowing.Choice(schema: part.identity, keyword: keyword)) ?? false
        }
    }

    private mutating func gather(_ part: Subschema, _ gathering: inout Gathering) throws(GenerationFailure) {
        if part.source.bool == false {
            throw GenerationFailure("no value follows false", at: part, isCertain: gathering.constraints.choices == 0)
        }
        if let type = part[.type] { gathering.constraints.types.formIntersection(TypeSet(keyword: type)) }
        for refused in part.schemas(.not) {
            let isEmpty = refused.schema.isAnything
            if isEmpty || (gathering.constraints.choices == 0 && isSaid(refused.schema, by: gathering.goal.schemas)) {
                throw GenerationFailure(
                    isEmpty ? "not refuses every value" : "not refuses what is asked for", at: part,
                    isCertain: gathering.constraints.choices == 0)
            }
        }
        for keyword in [Keyword.anyOf, .oneOf] {
            let branches = part.schemas(keyword).map(\.schema)
            if branches.isEmpty || gathering.isDecided(keyword, of: part) { continue }
            gathering.waiting.append(try branch(of: branches, keyword, part, &gathering))
        }
        if let condition = part.schemas(.if).first?.schema, !gathering.isDecided(.if, of: part) {
            decide(condition, part, &gathering)
        }
        for refused in part.schemas(.not) { refuse(refused.schema, &gathering) }
        for (name, schema) in part.schemas(.dependentSchemas) + part.schemas(.dependencies) {
            bring(name, schema, &gathering)
        }
    }

    /// Whether schemas say all that another says, so that what follows them follows it; no where that is in doubt.
    mutating func isSaid(_ schema: Subschema, by schemas: [Subschema]) -> Bool {
        let parts = schemas.flatMap { plan.conjuncts(of: $0) }
        let others = plan.conjuncts(of: schema)
        guard budget.spend(steps: 4 * parts.count * others.count) else { return false }
        let known = Set(parts.map(\.identity))
        return others.allSatisfy { other in
            if known.contains(other.identity) { return true }
            return other.source.bool != false
                && other.assertions.allSatisfy { keyword in
                    if keyword == .allOf || keyword == .ref { return true }
                    guard Self.standsAlone(keyword), let value = other[keyword] else { return false }
                    if keyword == .type {
                        let types = TypeSet(keyword: value)
                        return parts.contains { $0[.type].map { TypeSet(keyword: $0).isSubset(of: types) } ?? false }
                    }
                    return parts.contains { $0[keyword] == value }
                }
        }
    }

    /// Whether a keyword means the same whatever stands beside it, and in whatever schema.
    private static func standsAlone(_ keyword: Keyword) -> Bool {
        switch keyword {
        case .type, .const, .enum, .required, .dependentRequired, .uniqueItems, .multipleOf, .minimum, .maximum,
            .exclusiveMinimum, .exclusiveMaximum, .minLength, .maxLength, .pattern, .minItems, .maxItems,
            .minProperties, .maxProperties:
            true
        default: false
        }
    }

    /// One of the branches that the type leaves. Deep inside, one that ends soon.
    private mutating func branch(
        of branches: [Subschema], _ keyword: Keyword, _ part: Subschema, _ gathering: inout Gathering
    ) throws(GenerationFailure) -> Subschema {
        try pay(4 * branches.count, at: part)
        let types = gathering.constraints.types
        var open = branches.filter { $0.source.bool != false && !plan.types(of: $0).isDisjoint(with: types) }
        if isCurbed(gathering.goal.depth) {
            let least = open.map { plan.sizes.size(of: $0) }.min()
            open = open.filter { plan.sizes.size(of: $0) == least }
        }
        // Rather a value than null, as long as one might be found.
        let values = open.filter { !plan.types(of: $0).intersection(types).isSubset(of: .null) }
        if !values.isEmpty, gathering.attempt < 2 * values.count { open = values }
        guard !open.isEmpty else {
            throw GenerationFailure(
                "no branch of \(keyword.rawValue) can be taken", at: part, isCertain: gathering.constraints.choices == 0
            )
        }
        if open.count == 1 && branches.count == 1 { return open[0] }
        // The first choice takes each branch in turn, from one attempt to the next.
        let turn =
            gathering.constraints.choices == 0 ? (start + gathering.attempt) % open.count : random.below(open.count)
        gathering.constraints.choices += 1
        gathering.constraints.branches = max(gathering.constraints.branches, branches.count)
        let chosen = open[turn]
        // Mostly the branches exclude each other by themselves.
        if keyword == .oneOf, gathering.attempt > 1, random.chance(1, of: 2) {
            for other in open where other.identity != chosen.identity { refuse(other, &gathering) }
        }
        return chosen
    }

    private mutating func decide(_ condition: Subschema, _ part: Subschema, _ gathering: inout Gathering) {
        if condition.isAnything || condition.source.bool == false {
            gathering.waiting += part.schemas(condition.isAnything ? .then : .else).map(\.schema)
            return
        }
        gathering.constraints.choices += 1
        let consequences = [condition] + part.schemas(.then).map(\.schema)
        let alternatives = part.schemas(.else).map(\.schema)
        // Rather a value than null.
        let types = gathering.constraints.types
        let isNullThen = consequences.contains { plan.types(of: $0).intersection(types).isSubset(of: .null) }
        let isNullElse = alternatives.contains { plan.types(of: $0).intersection(types).isSubset(of: .null) }
        let isDecided = gathering.attempt < 2 && isNullThen != isNullElse
        if isDecided ? isNullElse : random.chance(2, of: 3) {
            gathering.waiting += consequences
        } else {
            refuse(condition, &gathering)
            gathering.waiting += alternatives
        }
    }

    /// Decides whether an object has a name, and with it follows a schema.
    private mutating func bring(_ name: ExactString, _ schema: Subschema, _ gathering: inout Gathering) {
        guard gathering.constraints.types.contains(.object) else { return }
        gathering.constraints.choices += 1
        _ = budget.spend(steps: gathering.constraints.parts.count)
        let isRequired = gathering.constraints.parts.contains {
            plan.objectPart(of: $0).requiredNames.contains(name)
        }
        if isRequired && gathering.constraints.types != .object && random.chance(1, of: 4) {
            gathering.constraints.types.remove(.object)
        } else if isRequired || random.chance(1, of: 2) {
            gathering.constraints.extraNames.append(name)
            gathering.waiting.append(schema)
        } else {
            gathering.constraints.forbiddenNames.insert(name)
        }
    }
}
