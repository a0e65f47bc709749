import ClamatorJSON
import ClamatorSchema
import ValueGeneration

/// Values that may follow a conjunction and be refused by a keyword.
extension SmallValues {
    /// Values that follow what a gap's do, and that its schema refuses: those that break its keyword first.
    mutating func refused(by gap: Gap, _ comparer: inout SchemaComparer) -> [JSON] {
        if !gap.values.isEmpty { return gap.values }
        var found: [JSON] = []
        var seen: Set<JSON> = []
        func isWanted(_ value: JSON, _ comparer: inout SchemaComparer) -> Bool {
            seen.insert(value).inserted && comparer.follows(value, gap.conjunction)
                && comparer.follows(value, gap.part) == false
        }
        for value in candidates(for: gap, &comparer) where isWanted(value, &comparer) {
            found.append(value)
            // One that is large takes its time.
            if value.size > Self.large { break }
        }
        if found.isEmpty {
            for value in lastCandidates(for: gap, &comparer) where isWanted(value, &comparer) { found.append(value) }
        }
        return found.count > 1 ? sorted(found, by: gap) : found
    }

    /// The values that break nothing but the keyword first.
    private func sorted(_ values: [JSON], by gap: Gap) -> [JSON] {
        guard let keyword = gap.keyword else { return values }
        func breaksOthers(_ value: JSON) -> Bool {
            var budget = WorkBudget(steps: 50_000)
            return gap.part.explain(value, spending: &budget).contains { unit in
                OutputUnit.lastStep(of: unit.keywordLocation) != ExactString(keyword.rawValue)
                    || gap.name != nil && unit.missing != nil && unit.missing != gap.name
            }
        }
        let few = values.prefix(50)
        return few.filter { !breaksOthers($0) } + few.filter(breaksOthers)
    }

    private mutating func candidates(for gap: Gap, _ comparer: inout SchemaComparer) -> [JSON] {
        let conjunction = gap.conjunction
        let facts = comparer.facts(of: conjunction)
        let argument = gap.keyword.flatMap { gap.part[$0] }
        let smallest = values(of: conjunction, &comparer)
        switch gap.keyword {
        case .type:
            let others = facts.types.subtracting(argument.map { TypeSet(keyword: $0) } ?? [])
            return values(of: conjunction.narrowed(to: others), &comparer) + smallest + fractions(facts)
        case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf:
            let numbers = (argument.map { Self.near($0) } ?? []) + Self.numbers(facts)
            let factors = facts.factors.flatMap { multiples(of: $0, near: argument) }
            return numbers + factors + smallest + fractions(facts)
        case .minLength, .maxLength:
            return lengths(conjunction, facts, argument?.clampedCount ?? 0, &comparer) + smallest
        case .pattern, .format, .contentEncoding, .contentMediaType:
            return smallest + texts(conjunction, facts, &comparer)
        case .minProperties, .maxProperties:
            return smallest + filled(conjunction, facts, (argument?.clampedCount ?? 0) + 1, &comparer)
        case .dependentRequired, .dependentSchemas, .dependencies:
            return gap.name.map { objects(conjunction.having($0), &comparer) } ?? smallest
        case .propertyNames: return named(gap, &comparer)
        case .minItems, .maxItems, .uniqueItems, .contains, .unevaluatedItems:
            return smallest + arrays(gap, facts, &comparer)
        default: return smallest
        }
    }

    /// What is tried where those are of no use: values that differ in more.
    private mutating func lastCandidates(for gap: Gap, _ comparer: inout SchemaComparer) -> [JSON] {
        let conjunction = gap.conjunction
        let facts = comparer.facts(of: conjunction)
        var found: [JSON] = []
        if facts.types.contains(.object) { found += objects(conjunction, &comparer) }
        if facts.types.contains(.array) { found += arrays(gap, facts, &comparer) }
        if facts.types.contains(.string) { found += texts(conjunction, facts, &comparer) }
        // What the other side names may be allowed here, and refused there for another reason.
        let other = Conjunction([gap.part], conjunction.side.other)
        for schema in gap.keyword.map({ gap.part.schemas($0).map(\.schema) }) ?? [] {
            let branch = Conjunction([schema], conjunction.side.other)
            found += values(of: branch, &comparer) + objects(branch, &comparer)
        }
        if gap.keyword == .oneOf {
            let branches = gap.part.schemas(.oneOf).map(\.schema).prefix(8)
            for (index, one) in branches.enumerated() {
                for two in branches.dropFirst(index + 1) {
                    let both = Conjunction([one, two], conjunction.side.other)
                    found += values(of: both, &comparer) + objects(both, &comparer)
                }
            }
        }
        found += madeUp(conjunction, &comparer, count: 24)
        found += ConjunctionValues.values(
            12, following: [], refusing: other.parts, seed: 1, spending: &comparer.budget)
        return found
    }

    // MARK: Scalars

    private static let large = 100_000

    private func fractions(_ facts: Facts) -> [JSON] {
        var found: [JSON] = [0.5, 0.25, 1.5, -0.5]
        for bound in [facts.lower, facts.upper].compactMap({ $0?.value.double }) {
            found += [bound + 0.5, bound - 0.5, bound + 0.001, bound - 0.001].map { JSON(floatLiteral: $0) }
        }
        return found
    }

    private func multiples(of factor: JSON, near number: JSON?) -> [JSON] {
        guard let step = factor.double, step > 0, let number = number?.double else { return [factor] }
        let times = (number / step).rounded(.down)
        guard abs(times) < 1e15 else { return [factor] }
        return [times - 1, times, times + 1, 1, 2, 3].map { times in
            if let step = factor.int, step < 1 << 30 { return JSON(Int(times) &* step) }
            return JSON(floatLiteral: times * step)
        }
    }

    /// Strings of the lengths at the bounds.
    private mutating func lengths(
        _ conjunction: Conjunction, _ facts: Facts, _ bound: Int, _ comparer: inout SchemaComparer
    ) -> [JSON] {
        var fitting = Set([bound - 1, bound, bound + 1, facts.minimumLength, facts.maximumLength]).filter { count in
            0..<Self.longest ~= count && facts.minimumLength...max(facts.minimumLength, facts.maximumLength) ~= count
        }.sorted()
        // Long ones take their time: those on both sides of the bound will do.
        if fitting.count > 2, bound > Self.large { fitting = fitting.filter { abs($0 - bound) == 1 } }
        var found = fitting.map { JSON(String(repeating: "a", count: $0)) }
        for pattern in facts.patterns.sorted() {
            found += comparer.samples(of: pattern, among: conjunction.parts, lengths: fitting).map { JSON($0) }
        }
        return found
    }

    /// Strings of many kinds.
    private mutating func texts(
        _ conjunction: Conjunction, _ facts: Facts, _ comparer: inout SchemaComparer
    ) -> [JSON] {
        var texts = [
            "", "a", "A", "0", " ", "-", "_", ".", "é", "🛶", "ab", "aa", "a b", "a0", "0a", "a-b", "a_b", "\n",
        ]
        for length in [facts.minimumLength, min(facts.maximumLength, 64)] where 1..<10_000 ~= length {
            texts += ["a", "A", "0", " ", "-", "é"].map { String(repeating: $0, count: length) }
        }
        var found = texts.map { JSON($0) }
        for pattern in facts.patterns.sorted() {
            let samples = comparer.samples(of: pattern, among: conjunction.parts, lengths: Array(0..<12))
            found += samples.map { JSON($0) }
        }
        return found + madeUp(conjunction.narrowed(to: .string), &comparer, count: 12)
    }

    // MARK: Objects and arrays

    private mutating func filled(
        _ conjunction: Conjunction, _ facts: Facts, _ count: Int, _ comparer: inout SchemaComparer
    ) -> [JSON] {
        var found: [JSON] = []
        for base in object(conjunction, facts, &comparer) {
            var members = base.members
            fill(&members, to: count, conjunction, &comparer)
            found.append(JSON(members: members))
        }
        return found
    }

    private mutating func named(_ gap: Gap, _ comparer: inout SchemaComparer) -> [JSON] {
        let conjunction = gap.conjunction
        var names = gap.name.map { [$0] } ?? []
        if names.isEmpty {
            let target = gap.part.schemas(.propertyNames).map(\.schema)
            let own = conjunction.parts.flatMap { $0.schemas(.propertyNames).map(\.schema) }
            let claim = Conjunction(own, conjunction.side).narrowed(to: .string)
            for schema in target {
                for part in schema.conjuncts {
                    for keyword in part.assertions {
                        let gap = Gap(conjunction: claim, part: part, keyword: keyword)
                        names += refused(by: gap, &comparer).prefix(4).compactMap(\.exactString)
                    }
                }
            }
        }
        var found: [JSON] = []
        for name in names.prefix(12) {
            let value = values(of: comparer.member(name, of: conjunction), &comparer).first
            guard let value else { continue }
            for base in object(conjunction, comparer.facts(of: conjunction), &comparer) {
                found.append(JSON(members: base.members.filter { $0.name != name } + [(name, value)]))
            }
        }
        return found
    }

    private mutating func arrays(_ gap: Gap, _ facts: Facts, _ comparer: inout SchemaComparer) -> [JSON] {
        let (conjunction, part) = (gap.conjunction, gap.part)
        let bounds = [
            0, 1, 2, facts.minimumItems, part[.minItems].map { $0.clampedCount - 1 },
            part[.maxItems].map { $0.clampedCount + 1 },
        ]
        var counts = Set(bounds.compactMap { $0 }.filter { $0 >= facts.minimumItems && $0 < Self.most }).sorted()
        if let last = counts.last, last > Self.large { counts = [last] }
        var found = counts.compactMap { elements($0, conjunction, facts, &comparer) }.map { JSON($0) }
        // Twice the same.
        let index = comparer.prefixCount(of: conjunction)
        if let before = elements(index, conjunction, facts, &comparer) {
            let element = values(of: comparer.element(index, of: conjunction), &comparer).first
            let count = max(2, facts.minimumItems - index)
            if let element, count < Self.most {
                found.append(JSON(before + Array(repeating: element, count: count)))
            }
        }
        return found + counted(gap, facts, &comparer)
    }
}
