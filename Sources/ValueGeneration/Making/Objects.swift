import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import ECMAPattern

/// Objects.
extension ValueMaker {
    mutating func object(_ constraints: ValueConstraints, _ goal: ValueGoal) throws(GenerationFailure) -> JSON {
        try constraints.checkCounts(.minProperties, .maxProperties, limit: Self.mostValues)
        let parts = constraints.parts.map { plan.objectPart(of: $0) }
        // An object takes several times as long as a scalar, whatever is said of it.
        try pay(100, at: goal.subschema)
        for part in parts { try pay(4 * part.work, at: goal.subschema) }
        let layout = ObjectPlan(parts, constraints)
        let isCertain = constraints.choices == 0
        let least = constraints.most(.minProperties)?.count ?? 0
        let most = constraints.least(.maxProperties)
        if let possible = mostNames(layout), least > possible.count {
            throw GenerationFailure(
                "minProperties \(least) is more than the \(possible.count) names that an object may have",
                at: possible.part, isCertain: isCertain)
        }
        for part in constraints.parts {
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

    /// The most names that an object may have; nil where nothing sets a limit.
    private mutating func mostNames(_ layout: ObjectPlan) -> (count: Int, part: Subschema)? {
        var counts = [layout.mostNames].compactMap { $0 }
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
        if let refusing = layout.schemas(of: name).first(where: { $0.source.bool == false }) {
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
            members[name] = try make(member(name, layout, goal))
        } catch {
            var failure = error
            failure.isCertain = error.isCertain && isCertain
            throw failure
        }
    }

    private mutating func member(_ name: ExactString, _ layout: ObjectPlan, _ goal: ValueGoal) -> ValueGoal {
        ValueGoal(
            schemas: layout.schemas(of: name), refused: layout.refused[name] ?? [],
            hint: goal.hint.member(plan.words(of: name)), depth: goal.depth + 1)
    }

    /// Whether an object may have a property of this name, with some value.
    private mutating func allows(_ name: ExactString, _ layout: ObjectPlan) -> Bool {
        guard !layout.isForbidden(name), budget.spend(steps: layout.workOfName) else { return false }
        for names in layout.names where !follows(names, JSON(name.string)) { return false }
        return !layout.schemas(of: name).contains { $0.source.bool == false }
    }

    /// Adds a property with all that it brings with it, where there is room and values can be made for all.
    private mutating func offer(
        _ name: ExactString, _ layout: ObjectPlan, _ goal: ValueGoal, to members: inout ObjectMembers, room: Int
    ) {
        var added: [(name: ExactString, value: JSON)] = []
        for name in layout.closure(of: name, besides: members, spending: &budget) {
            guard members.count + added.count < room, !isExhausted, allows(name, layout) else { return }
            guard let value = try? make(member(name, layout, goal)) else { return }
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
            guard let name = madeUpName(layout, names, trial), !members.contains(name), allows(name, layout) else {
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

/// Members in the order in which they were made.
struct ObjectMembers {
    private(set) var names: [ExactString] = []
    private var values: [ExactString: JSON] = [:]

    var count: Int { names.count }
    func contains(_ name: ExactString) -> Bool { values[name] != nil }

    subscript(name: ExactString) -> JSON? {
        get { values[name] }
        set {
            if values.updateValue(newValue ?? .null, forKey: name) == nil { names.append(name) }
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
private struct ObjectPlan {
    private let parts: [ObjectPart]
    private let unevaluated: [Subschema]
    private let forbidden: Set<ExactString>
    /// What the values of properties must not follow.
    let refused: [ExactString: [Subschema]]
    /// The declared names in the order of the schemas, each once.
    let declared: [ExactString]
    /// The names that an object must have, each once.
    let required: [ExactString]
    /// What names must be.
    let names: [Subschema]
    /// The patterns that names may match.
    let patterns: [ExactString]
    /// How long names may be, as far as `propertyNames` says it outright.
    let lengthsOfNames: (least: Int, most: Int?)

    init(_ parts: [ObjectPart], _ constraints: ValueConstraints) {
        self.parts = parts
        var seen: Set<ExactString> = []
        declared = parts.flatMap { $0.declared.filter { seen.insert($0).inserted } }
        unevaluated = constraints.leavesChoicesOpen ? [] : parts.flatMap(\.unevaluated)
        forbidden = constraints.forbiddenNames
        refused = constraints.refusedProperties
        seen = []
        required = (parts.flatMap(\.required) + constraints.extraNames).filter { seen.insert($0).inserted }
        names = parts.flatMap(\.names)
        patterns = parts.flatMap { $0.patterns.filter { $0.schema.source.bool != false }.map(\.pattern) }
        lengthsOfNames = (
            parts.map(\.lengthsOfNames.least).max() ?? 0, parts.compactMap(\.lengthsOfNames.most).min()
        )
    }

    /// The most names that some part leaves possible; nil where none sets a limit.
    var mostNames: (count: Int, part: Subschema)? {
        let closed = parts.filter { part in
            part.additional.contains { $0.source.bool == false }
                && part.patterns.allSatisfy { $0.schema.source.bool == false }
        }
        let counts = closed.map { part in
            (count: part.properties.values.count { $0.source.bool != false }, part: part.source)
        }
        return counts.min { $0.count < $1.count }
    }

    /// How much it takes to find what a member must follow.
    var workOfName: Int { parts.reduce(1) { $0 + 1 + 8 * $1.patterns.count } }

    /// Whether the object is there for names that are not declared.
    var isMap: Bool {
        guard declared.isEmpty, required.isEmpty else { return false }
        return !patterns.isEmpty || !names.isEmpty
            || parts.contains { $0.additional.contains { $0.source.bool == nil } }
    }

    func isForbidden(_ name: ExactString) -> Bool { forbidden.contains(name) }

    /// A pattern that `propertyNames` asks for outright.
    var patternOfNames: ExactString? { parts.lazy.compactMap(\.patternOfNames).first }

    /// The name with all that `dependentRequired` brings with it, but for what is there already; not all of it where
    /// the budget is used up.
    func closure(
        of name: ExactString, besides members: ObjectMembers, spending budget: inout WorkBudget
    ) -> [ExactString] {
        guard !members.contains(name) else { return [] }
        var closure = [name]
        var seen: Set<ExactString> = [name]
        var next = 0
        while next < closure.count {
            guard budget.spend(steps: parts.count) else { break }
            for part in parts {
                guard let others = part.dependents[closure[next]] else { continue }
                guard budget.spend(steps: 4 * others.count) else { break }
                for other in others where !members.contains(other) && seen.insert(other).inserted {
                    closure.append(other)
                }
            }
            next += 1
        }
        return closure
    }

    /// What the value of a property must follow.
    func schemas(of name: ExactString) -> [Subschema] {
        let schemas = parts.flatMap { $0.schemas(of: name) }
        return schemas.isEmpty ? unevaluated : schemas
    }
}
