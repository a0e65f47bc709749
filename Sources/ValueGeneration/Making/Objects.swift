import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import ECMAPattern

/// Objects.
extension ValueMaker {
    mutating func object(
        _ constraints: ValueConstraints, _ settled: SettledConstraints?, _ goal: ValueGoal
    ) throws(GenerationFailure) -> JSON {
        let isCounted = settled?.countsMembers ?? true
        if isCounted { try constraints.checkCounts(.minProperties, .maxProperties, limit: Self.mostValues) }
        // An object takes several times as long as a scalar, whatever is said of it.
        try pay(100, at: goal.subschema)
        let layout = settled?.objects ?? ObjectPlan(constraints, &plan)
        try pay(layout.work, at: goal.subschema)
        let isCertain = constraints.choices == 0
        let least = isCounted ? constraints.most(.minProperties)?.count ?? 0 : 0
        let most = isCounted ? constraints.least(.maxProperties) : nil
        if least > 0, let possible = mostNames(layout), least > possible.count {
            throw GenerationFailure(
                "minProperties \(least) is more than the \(possible.count) names that an object may have",
                at: possible.part, isCertain: isCertain)
        }
        // Where there are any, there is something to choose.
        for part in constraints.parts where settled == nil {
            for (name, schema) in part.schemas(.dependentSchemas) + part.schemas(.dependencies)
            where schema.source.bool == false && layout.required.contains(name) {
                throw GenerationFailure(
                    "the property \(JSON(name.string)) is required, but no value follows false beside it", at: schema,
                    isCertain: isCertain)
            }
        }
        var members = ObjectMembers()
        for name in layout.required {
            for required in layout.closure(of: name, besides: members, spending: &budget) {
                try add(required, layout, goal, to: &members, isCertain: isCertain)
            }
        }
        if let most, members.count > most.count {
            throw GenerationFailure(
                "maxProperties \(most.count) is less than the \(members.count) that are required", at: most.part,
                isCertain: isCertain)
        }
        if constraints.leavesChoicesOpen { return [:] }
        let room = most?.count ?? Int.max
        let optional = layout.declared.filter { !members.contains($0) && !layout.isForbidden($0) }
        for (index, name) in optional.enumerated() where !members.contains(name) {
            let isNeeded = members.count + (optional.count - index) <= least
            guard isNeeded || (!isCurbed(goal.depth) && random.chance(goal.depth < 3 ? 3 : 2, of: 4)) else { continue }
            offer(name, layout, goal, to: &members, room: room)
        }
        fill(&members, layout, goal, least: least, room: room)
        if members.count < least {
            throw GenerationFailure(
                "minProperties \(least) is more than the \(members.count) that could be made",
                at: constraints.most(.minProperties)?.part ?? goal.subschema, isCertain: false)
        }
        for name in members.names {
            if let value = members[name] { try pay(for: value, at: goal.subschema) }
            guard budget.spend(bytes: name.utf8.count) else { throw exhausted(at: goal.subschema) }
        }
        return members.json(inOrder: layout.declared)
    }

    /// So many names that match a pattern are counted.
    private static let mostCounted = 1000

    /// The most names that an object may have; nil where nothing sets a limit.
    private mutating func mostNames(_ layout: ObjectPlan) -> (count: Int, part: Subschema)? {
        let most = layout.mostNames { pattern in
            plan.automaton(pattern, spending: &budget)?.countOfTexts(upTo: Self.mostCounted, spending: &budget)
        }
        var counts = [most].compactMap { $0 }
        for part in layout.names.flatMap({ plan.conjuncts(of: $0) }) {
            if !plan.types(of: part).contains(.string) { counts.append((0, part)) }
            if part[.const] != nil { counts.append((1, part)) }
            if part[.enum] != nil { counts.append((Set(plan.list(.enum, of: part)).count, part)) }
        }
        return counts.min { $0.count < $1.count }
    }

    private mutating func add(
        _ name: ExactString, _ layout: ObjectPlan, _ goal: ValueGoal, to members: inout ObjectMembers,
        isCertain: Bool
    ) throws(GenerationFailure) {
        func failure(_ reason: String, at schema: Subschema, isCertain: Bool) -> GenerationFailure {
            GenerationFailure(
                "the property \(JSON(name.string)) is required, but \(reason)", at: schema, isCertain: isCertain)
        }
        let schemas = layout.schemas(of: name)
        if let refusing = schemas.first(where: { $0.source.bool == false }) {
            throw failure("no value follows false", at: refusing, isCertain: isCertain)
        }
        for names in layout.names where !follows(names, JSON(name.string)) {
            throw failure("propertyNames refuses its name", at: names, isCertain: isCertain)
        }
        if layout.isForbidden(name) {
            throw GenerationFailure(
                "the property \(JSON(name.string)) is required where it must not be", at: goal.subschema,
                isCertain: false)
        }
        do throws(GenerationFailure) {
            members[name] = try make(member(name, schemas, layout, goal))
        } catch {
            var failure = error
            failure.isCertain = error.isCertain && isCertain
            throw failure
        }
    }

    private mutating func member(
        _ name: ExactString, _ schemas: [Subschema], _ layout: ObjectPlan, _ goal: ValueGoal
    ) -> ValueGoal {
        ValueGoal(
            schemas: schemas, refused: layout.refused[name] ?? [],
            hint: goal.hint.member(plan.words(of: name)), depth: goal.depth + 1)
    }

    /// What the value of a property of this name must follow; nil where an object may not have it.
    private mutating func allowed(_ name: ExactString, _ layout: ObjectPlan) -> [Subschema]? {
        guard !layout.isForbidden(name), budget.spend(steps: layout.workOfName) else { return nil }
        for names in layout.names where !follows(names, JSON(name.string)) { return nil }
        let schemas = layout.schemas(of: name)
        return schemas.contains { $0.source.bool == false } ? nil : schemas
    }

    /// Adds a property with all that it brings with it, where there is room and values can be made for all.
    private mutating func offer(
        _ name: ExactString, _ layout: ObjectPlan, _ goal: ValueGoal, to members: inout ObjectMembers, room: Int
    ) {
        var added: [(name: ExactString, value: JSON)] = []
        for name in layout.closure(of: name, besides: members, spending: &budget) {
            guard members.count + added.count < room, !isExhausted, let schemas = allowed(name, layout),
                let value = try? make(member(name, schemas, layout, goal))
            else { return }
            added.append((name, value))
        }
        for (name, value) in added { members[name] = value }
    }

    /// Adds properties under names of our own: as many as are needed, and a few where the object is a map.
    private mutating func fill(
        _ members: inout ObjectMembers, _ layout: ObjectPlan, _ goal: ValueGoal, least: Int, room: Int
    ) {
        let wanted = max(least, layout.isMap && !isCurbed(goal.depth) ? random.int(in: 1...3) : 0)
        guard members.count < wanted else { return }
        var names = ValueGoal(schemas: layout.names, depth: goal.depth + 1)
        for name in members.names { names.avoided.insert(JSON(name.string)) }
        // What need not be is not tried for long.
        let trials = least > members.count ? 30 + 6 * wanted : 3
        for trial in 0..<trials where members.count < min(wanted, room) && !isExhausted {
            _ = budget.spend(steps: 20)
            let count = members.count
            guard let name = madeUpName(layout, names, trial), !members.contains(name), allowed(name, layout) != nil
            else {
                continue
            }
            offer(name, layout, goal, to: &members, room: room)
            for name in members.names[count...] { names.avoided.insert(JSON(name.string)) }
        }
    }

    /// A name that might do: after `propertyNames`, after a pattern, after both, or a word.
    private mutating func madeUpName(_ layout: ObjectPlan, _ names: ValueGoal, _ trial: Int) -> ExactString? {
        let pattern = random.pick(layout.patterns)
        switch (pattern, layout.names.isEmpty) {
        case (let pattern?, true): return trial % 4 == 3 ? madeUpWord(names) : sample(pattern, layout)
        case (let pattern?, false):
            switch trial % 3 {
            case 0: return sample(pattern, layout)
            case 1: return madeUpName(names)
            default:
                let pair = [sample(pattern, layout), layout.patternOfNames.flatMap { sample($0, layout) }]
                let parts = pair.compactMap { $0?.string }
                return ExactString((random.chance(1, of: 2) ? parts : parts.reversed()).joined())
            }
        case (nil, false): return madeUpName(names)
        case (nil, true): return madeUpWord(names)
        }
    }

    private mutating func madeUpName(_ names: ValueGoal) -> ExactString? {
        (try? make(names))?.exactString
    }

    private mutating func madeUpWord(_ names: ValueGoal) -> ExactString {
        let word = random.pick(NameWords.words) ?? "name"
        return ExactString(names.avoided.contains(JSON(word)) ? word + digits(4) : word)
    }

    private mutating func sample(_ pattern: ExactString, _ layout: ObjectPlan) -> ExactString? {
        let text = plan.sampler(pattern)?.sample(
            using: &random, minimumLength: layout.lengthsOfNames.least, maximumLength: layout.lengthsOfNames.most,
            spending: &budget)
        return text.map { ExactString($0) }
    }
}
