import ClamatorJSON
import ClamatorSchema
import ValueGeneration

/// Makes small values that follow a conjunction: those that come to mind first, then made-up ones.
struct SmallValues {
    private var known: [Conjunction: [JSON]] = [:]
    /// The conjunctions that a value is being made of, so that what contains itself ends.
    private var open: Set<Conjunction> = []
    /// Objects and arrays are not nested deeper.
    private static let deepest = 40
    /// As many cases of a conjunction are looked at.
    private static let mostCases = 8
    /// The longest string, and the most elements and members, that are made.
    static let longest = 20_000_000, most = 2_000_000
    /// The most elements that must be different.
    private static let mostDifferent = 100_000

    // MARK: Any value

    /// A few values that follow a conjunction, of different types where that is possible; none where none was found.
    mutating func values(of conjunction: Conjunction, _ comparer: inout SchemaComparer) -> [JSON] {
        if let values = known[conjunction] { return values }
        guard open.count < Self.deepest, comparer.budget.spend(steps: 50), open.insert(conjunction).inserted else {
            return []
        }
        defer { open.remove(conjunction) }
        var found: [JSON] = []
        for own in comparer.alternatives(to: conjunction).prefix(Self.mostCases) {
            for value in candidates(own, &comparer) where !found.contains(value) {
                if comparer.follows(value, conjunction) { found.append(value) }
            }
        }
        if found.isEmpty { found = madeUp(conjunction, &comparer) }
        if comparer.budget.reached == nil { known[conjunction] = found }
        return found
    }

    /// Made-up values that follow a conjunction.
    func madeUp(_ conjunction: Conjunction, _ comparer: inout SchemaComparer, count: Int = 4) -> [JSON] {
        let before = comparer.budget.steps
        let values = ConjunctionValues.values(
            count, following: conjunction.parts, refusing: conjunction.refused, seed: 0, spending: &comparer.budget)
        // A step of theirs takes longer than one here.
        guard comparer.budget.spend(steps: 2 * (before - comparer.budget.steps)) else { return [] }
        return values.filter { comparer.follows($0, conjunction) }
    }

    private mutating func candidates(_ conjunction: Conjunction, _ comparer: inout SchemaComparer) -> [JSON] {
        let facts = comparer.facts(of: conjunction)
        if facts.isImpossible { return [] }
        if let values = facts.values { return Array(values.prefix(1000)) }
        var found: [JSON] = []
        if facts.types.contains(.string) { found += strings(conjunction, facts, &comparer).prefix(3) }
        if !facts.types.isDisjoint(with: .number) { found += Self.numbers(facts).prefix(6) }
        if facts.types.contains(.boolean) { found += [false, true] }
        if facts.types.contains(.object) { found += object(conjunction, facts, &comparer) }
        if facts.types.contains(.array) { found += array(conjunction, facts, &comparer) }
        if facts.types.contains(.null) { found.append(.null) }
        return found
    }

    // MARK: Scalars

    /// Numbers near 0 and at the bounds.
    static func numbers(_ facts: Facts) -> [JSON] {
        var found: [JSON] = [0, 1]
        for bound in [facts.lower, facts.upper].compactMap({ $0 }) { found += near(bound.value) }
        for factor in facts.factors { found.append(factor) }
        return found + (facts.types.contains(.number) ? [0.5] : [])
    }

    /// A number, and those next to it.
    static func near(_ number: JSON) -> [JSON] {
        if let integer = number.int, integer.magnitude < 1 << 61 {
            let fractions = [Double(integer) + 0.5, Double(integer) - 0.5].map { JSON(floatLiteral: $0) }
            return [number, JSON(integer + 1), JSON(integer - 1)] + fractions
        }
        guard let double = number.double, double.isFinite else { return [number] }
        let integers = abs(double) < 1e15 ? [JSON(Int(double.rounded(.down))), JSON(Int(double.rounded(.up)))] : []
        return [number] + integers
            + [double.nextUp, double.nextDown, double * 2, double / 2].filter(\.isFinite).map {
                JSON(floatLiteral: $0)
            }
    }

    func strings(_ conjunction: Conjunction, _ facts: Facts, _ comparer: inout SchemaComparer) -> [JSON] {
        let least = min(facts.minimumLength, Self.longest)
        if facts.patterns.isEmpty && facts.formats.isEmpty { return [JSON(String(repeating: "a", count: least))] }
        var found: [JSON] = []
        for pattern in facts.patterns.sorted() {
            found += comparer.samples(of: pattern, among: conjunction.parts).map { JSON($0) }
        }
        return found.filter { comparer.follows($0, conjunction) }
    }

    // MARK: Objects

    /// Objects with what is required and little else; without a member that is put in later.
    mutating func object(
        _ conjunction: Conjunction, _ facts: Facts, _ comparer: inout SchemaComparer, without later: ExactString? = nil
    ) -> [JSON] {
        var members: [(name: ExactString, value: JSON)] = []
        for name in facts.requiredInOrder where name != later {
            let own = comparer.member(name, of: conjunction)
            guard let value = values(of: own, &comparer).first else { return [] }
            members.append((name, value))
        }
        fill(&members, to: facts.minimumProperties - (later == nil ? 0 : 1), conjunction, &comparer)
        return Self.pay(for: members.map(\.value), &comparer) ? [JSON(members: members)] : []
    }

    /// Pays for what is made of some values, which may double with each type that holds two of the next.
    private static func pay(for values: [JSON], _ comparer: inout SchemaComparer) -> Bool {
        // Strings are copied as they are; of what holds others each value is written anew.
        let steps = values.reduce(0) { steps, value in
            let isNested = value.kind == .object || value.kind == .array
            return steps + value.size / (isNested ? 2 : 16)
        }
        return comparer.budget.spend(steps: steps)
    }

    /// Adds members that need not be there until there are so many.
    mutating func fill(
        _ members: inout [(name: ExactString, value: JSON)], to count: Int, _ conjunction: Conjunction,
        _ comparer: inout SchemaComparer
    ) {
        guard members.count < count, count < Self.most else { return }
        let names = comparer.names(of: conjunction)
        var taken = Set(members.map(\.name))
        for name in names where members.count < count && !taken.contains(name) {
            guard let value = values(of: comparer.member(name, of: conjunction), &comparer).first else { continue }
            taken.insert(name)
            members.append((name, value))
        }
        // Where no pattern tells them apart, all other members follow the same.
        let hasPatterns = conjunction.parts.contains { $0[.patternProperties] != nil }
        let other = hasPatterns ? nil : values(of: comparer.otherMember(of: conjunction), &comparer).first
        if !hasPatterns && other == nil { return }
        taken.formUnion(names)
        for number in 0..<(count - members.count + taken.count) {
            guard members.count < count, comparer.budget.spend(steps: 5) else { return }
            let name = ExactString(number == 0 ? "x" : "x\(number)")
            if taken.contains(name) { continue }
            guard let value = other ?? values(of: comparer.member(name, of: conjunction), &comparer).first else {
                continue
            }
            members.append((name, value))
        }
    }

    /// Objects that follow a conjunction: the smallest, those with one more member, and one with all.
    mutating func objects(_ conjunction: Conjunction, _ comparer: inout SchemaComparer) -> [JSON] {
        var found: [JSON] = []
        for own in comparer.alternatives(to: conjunction.narrowed(to: .object)).prefix(Self.mostCases) {
            let facts = comparer.facts(of: own)
            if let values = facts.values { found += values.filter { $0.kind == .object } }
            for base in object(own, facts, &comparer) {
                found.append(base)
                var all = base.members
                let taken = Set(all.map(\.name))
                for name in comparer.names(of: own).prefix(100) where !taken.contains(name) {
                    for value in values(of: comparer.member(name, of: own), &comparer).prefix(3) {
                        guard Self.pay(for: [base, value], &comparer) else { return [] }
                        found.append(JSON(members: base.members + [(name, value)]))
                        if all.last?.name != name { all.append((name, value)) }
                    }
                }
                found.append(JSON(members: all))
            }
        }
        let fitting = found.filter { comparer.follows($0, conjunction) }
        return fitting.isEmpty ? madeUp(conjunction.narrowed(to: .object), &comparer) : fitting
    }

    // MARK: Arrays

    mutating func array(_ conjunction: Conjunction, _ facts: Facts, _ comparer: inout SchemaComparer) -> [JSON] {
        let wanted = contained(conjunction)
        for first in Set([0, comparer.prefixCount(of: conjunction)]).sorted() {
            let count = max(facts.minimumItems, first + wanted.count)
            if let elements = elements(count, conjunction, facts, wanted: wanted, &comparer) {
                return Self.pay(for: elements, &comparer) ? [JSON(elements)] : []
            }
        }
        return []
    }

    /// What arrays must contain that follow a conjunction: as many of each as there must be.
    func contained(_ conjunction: Conjunction) -> [[Subschema]] {
        conjunction.parts.flatMap { part -> [[Subschema]] in
            let count = part[.minContains]?.clampedCount ?? 1
            guard let schema = part.schemas(.contains).first?.schema, count < Self.most else { return [] }
            return Array(repeating: [schema], count: count)
        }
    }

    /// So many elements, of which each of the first follows what is wanted of it besides, from the end on; nil where
    /// that was not found.
    mutating func elements(
        _ count: Int, _ conjunction: Conjunction, _ facts: Facts, wanted: [[Subschema]] = [],
        _ comparer: inout SchemaComparer
    ) -> [JSON]? {
        guard count < (facts.hasUniqueItems ? Self.mostDifferent : Self.most) else { return nil }
        var elements: [JSON] = []
        var taken: Set<JSON> = []
        let prefix = comparer.prefixCount(of: conjunction)
        for index in 0..<count {
            if elements.count > index { continue }
            if index > prefix, index < count - wanted.count, !facts.hasUniqueItems, let last = elements.last {
                // They all follow the same.
                elements += Array(repeating: last, count: count - wanted.count - index)
                continue
            }
            var own = comparer.element(min(index, prefix), of: conjunction)
            if count - index <= wanted.count { wanted[count - index - 1].forEach { own.add($0) } }
            var candidates = values(of: own, &comparer)
            if facts.hasUniqueItems {
                candidates.removeAll(where: taken.contains)
                if candidates.isEmpty { candidates = different(own, index, from: taken, &comparer) }
            }
            guard let element = candidates.first else { return nil }
            elements.append(element)
            taken.insert(element)
        }
        return elements
    }

    /// Further values of a conjunction, which differ with the index.
    mutating func different(
        _ conjunction: Conjunction, _ index: Int, from taken: Set<JSON>, _ comparer: inout SchemaComparer
    ) -> [JSON] {
        let facts = comparer.facts(of: conjunction)
        var found = facts.values ?? [JSON(index), JSON(String(index))]
        if let least = facts.lower?.value.int, least.magnitude < 1 << 61 { found.append(JSON(least + index)) }
        if facts.minimumLength > 0 || index < 100 {
            found.append(JSON(String(repeating: "a", count: min(facts.minimumLength + index, Self.longest))))
        }
        let fresh = found.filter { !taken.contains($0) && comparer.follows($0, conjunction) }
        if !fresh.isEmpty { return fresh }
        return madeUp(conjunction, &comparer, count: 20).filter { !taken.contains($0) }
    }
}
