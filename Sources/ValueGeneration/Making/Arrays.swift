import ClamatorJSON
import ClamatorSchema
import ClamatorSystem

/// Arrays.
extension ValueMaker {
    mutating func array(_ constraints: ValueConstraints, _ goal: ValueGoal) throws(GenerationFailure) -> JSON {
        try constraints.checkCounts(.minItems, .maxItems, limit: Self.mostValues)
        let layout = ArrayPlan(constraints)
        try pay(layout.work, at: goal.subschema)
        let isCertain = constraints.choices == 0
        let minimum = constraints.most(.minItems)
        let least = minimum?.count ?? 0
        if let minimum, let room = room(layout), least > room {
            throw GenerationFailure(
                "minItems \(least) is more than the \(room) elements that an array may have", at: minimum.part,
                isCertain: isCertain)
        }
        let most = min(constraints.least(.maxItems)?.count ?? Int.max, layout.most ?? Int.max)
        try checkContained(layout, most, isCertain: isCertain)
        if constraints.leavesChoicesOpen {
            try checkElements(layout, least, goal)
            return []
        }
        var wanted = WantedElements(layout.contained)
        guard wanted.count <= Self.mostValues else {
            throw GenerationFailure(
                "minContains asks for more than the \(Self.mostValues) elements that are ever made",
                at: layout.contained.first?.schema, limit: .bytes)
        }
        let usual = isCurbed(goal.depth) ? 0 : max(layout.prefix, random.int(in: 1...3))
        let count = min(max(least, wanted.count, usual), max(least, most))
        var elements: [JSON] = []
        var taken: Set<JSON> = []
        /// How many elements follow each schema of `contained` that has an upper bound.
        var contained = [Int](repeating: 0, count: layout.contained.count)
        while elements.count < count {
            let index = elements.count
            var element = ValueGoal(schemas: layout.schemas(at: index), hint: goal.hint.element, depth: goal.depth + 1)
            // What must be contained stands behind what has a position of its own.
            let hasToHold = wanted.count > 0 && (index >= layout.prefix || wanted.count >= count - index)
            if hasToHold, let schema = wanted.next() { element.schemas.append(schema) }
            element.refused = constraints.refusedElements
            for (rule, found) in zip(layout.contained, contained) where rule.most.map({ found >= $0 }) ?? false {
                element.refused.append(rule.schema)
            }
            if layout.isUnique { element.avoided = taken }
            do throws(GenerationFailure) {
                let value = try make(element)
                // Or else the set would be copied now.
                element.avoided = []
                elements.append(value)
                if layout.isUnique { taken.insert(value) }
                for (index, rule) in layout.contained.enumerated() where rule.most != nil && follows(rule.schema, value)
                {
                    contained[index] += 1
                }
            } catch {
                // Those that need not be can be left away.
                guard index >= least, !hasToHold, !isExhausted else {
                    var failure = error
                    failure.isCertain =
                        error.isCertain && index < least && constraints.choices == 0 && layout.contained.isEmpty
                    throw failure
                }
                break
            }
        }
        if constraints.repeatsElement, let first = elements.first {
            if elements.count > 1 { elements.removeLast() }
            elements.append(first)
        }
        for element in elements { try pay(for: element, at: goal.subschema) }
        return JSON(elements)
    }
}

extension ValueMaker {
    /// How many elements an array may have, as far as its elements set a limit; nil where they set none.
    private mutating func room(_ layout: ArrayPlan) -> Int? {
        var counts = [layout.most].compactMap { $0 }
        if layout.isUnique {
            counts += layout.rests.compactMap { mostValues(of: $0) }.map { layout.prefix + $0 }
        }
        return counts.min()
    }

    /// How many different values may follow a schema, where it says by name or type which; nil where it does not.
    private mutating func mostValues(of schema: Subschema) -> Int? {
        var counts: [Int] = []
        for part in plan.conjuncts(of: schema) {
            if part[.const] != nil { counts.append(1) }
            if part[.enum] != nil { counts.append(Set(plan.list(.enum, of: part)).count) }
            let types = plan.types(of: part)
            guard types.isSubset(of: [.null, .boolean]) else { continue }
            counts.append((types.contains(.null) ? 1 : 0) + (types.contains(.boolean) ? 2 : 0))
        }
        return counts.min()
    }

    /// Fails where no value may stand at a position that must be taken, or follows what must be contained.
    private mutating func checkElements(
        _ layout: ArrayPlan, _ least: Int, _ goal: ValueGoal
    ) throws(GenerationFailure) {
        for index in 0..<min(least, layout.prefix + 1) {
            _ = try make(ValueGoal(schemas: layout.schemas(at: index), depth: goal.depth + 1))
        }
        for rule in layout.contained where rule.least > 0 {
            // Where no element has a schema of its own, all have the same schema.
            let all = (layout.prefix == 0 ? layout.rests : []) + [rule.schema]
            _ = try make(ValueGoal(schemas: all, depth: goal.depth + 1))
        }
    }

    /// Fails where more elements must follow a schema than may, or than there may be, or where nothing follows it.
    private mutating func checkContained(
        _ layout: ArrayPlan, _ most: Int, isCertain: Bool
    ) throws(GenerationFailure) {
        for rule in layout.contained where rule.least > 0 {
            if rule.schema.source.bool == false {
                throw GenerationFailure(
                    "contains asks for an element that follows false", at: rule.schema, isCertain: isCertain)
            }
            if let allowed = rule.most, rule.least > allowed {
                throw GenerationFailure(
                    "minContains \(rule.told) is more than maxContains \(allowed)", at: rule.part, isCertain: isCertain
                )
            }
            if layout.isUnique, let different = mostValues(of: rule.schema), rule.least > different {
                throw GenerationFailure(
                    "contains asks for \(rule.told) different elements, but \(different) is all that follow it",
                    at: rule.part, isCertain: isCertain)
            }
            if rule.least > most {
                throw GenerationFailure(
                    "contains asks for \(rule.told) elements, more than maxItems \(most)", at: rule.part,
                    isCertain: isCertain)
            }
        }
    }
}

/// What the keywords for arrays say about the elements.
struct ArrayPlan {
    /// What a number of elements must follow.
    struct Contained {
        var schema: Subschema
        /// The schema that asks for them.
        var part: Subschema
        var least: Int
        var most: Int?
        /// How many elements it asks for, as it is written.
        var told: JSON { part[.minContains] ?? 1 }
    }

    private var lists: [(prefix: [Subschema], rest: Subschema?)] = []
    private var unevaluated: [Subschema] = []
    private(set) var contained: [Contained] = []
    /// How many elements have a schema for their position.
    var prefix: Int { lists.map(\.prefix.count).max() ?? 0 }
    /// What elements behind those must follow.
    var rests: [Subschema] { lists.compactMap(\.rest) }
    /// How much it takes to work this out, in schemas.
    var work: Int { lists.reduce(0) { $0 + $1.prefix.count } }
    private(set) var isUnique = false

    init(_ constraints: ValueConstraints) {
        for part in constraints.parts {
            let isList = part[.items]?.kind == .array
            let prefix = part.schemas(isList ? .items : .prefixItems).map(\.schema)
            let rest = part.schemas(isList ? .additionalItems : .items).first?.schema
            if !prefix.isEmpty || rest != nil { lists.append((prefix, rest)) }
            if !constraints.leavesChoicesOpen { unevaluated += part.schemas(.unevaluatedItems).map(\.schema) }
            if part[.uniqueItems]?.bool == true { isUnique = true }
            guard let schema = part.schemas(.contains).first?.schema else { continue }
            contained.append(
                Contained(
                    schema: schema, part: part, least: part[.minContains]?.clampedCount ?? 1,
                    most: part[.maxContains]?.clampedCount))
        }
    }

    /// How many elements there may be before the first position where none may be; nil where there is no such.
    var most: Int? {
        lists.compactMap { list in
            list.prefix.firstIndex { $0.source.bool == false }
                ?? (list.rest?.source.bool == false ? list.prefix.count : nil)
        }.min()
    }

    /// What the element at an index must follow.
    func schemas(at index: Int) -> [Subschema] {
        let schemas = lists.compactMap { index < $0.prefix.count ? $0.prefix[index] : $0.rest }
        return schemas.isEmpty ? unevaluated : schemas
    }
}

/// What elements must still follow, each schema for as many elements as `minContains` asks for.
private struct WantedElements {
    private var rules: [ArrayPlan.Contained]
    /// For how many elements, where that is a number that can be made.
    private(set) var count: Int

    init(_ rules: [ArrayPlan.Contained]) {
        self.rules = rules.reversed()
        count = rules.reduce(0) { $0 + min($1.least, ValueMaker.mostValues + 1) }
    }

    mutating func next() -> Subschema? {
        while let rule = rules.last {
            if rule.least > 0 {
                rules[rules.count - 1].least -= 1
                count -= 1
                return rule.schema
            }
            rules.removeLast()
        }
        return nil
    }
}
