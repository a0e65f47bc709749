import ClamatorJSON
import ClamatorSchema

/// Arrays that may be refused by `contains`, since too few of their elements follow it, or too many.
extension SmallValues {
    /// Whether elements follow what the gap's arrays must contain themselves.
    private struct Preference {
        /// Those that follow the schema that refuses, and the others.
        let ofMatching, ofOthers: Bool

        static let all = [true, false].flatMap { one in
            [true, false].map { Preference(ofMatching: one, ofOthers: $0) }
        }
    }

    /// Arrays of a gap's conjunction with one element too few, or too many, that follows `contains`.
    mutating func counted(_ gap: Gap, _ facts: Facts, _ comparer: inout SchemaComparer) -> [JSON] {
        let (conjunction, part) = (gap.conjunction, gap.part)
        guard part.schemas(.contains).first != nil else { return [] }
        let needed = contained(conjunction).count
        let least = part[.minContains]?.clampedCount ?? 1
        let most = part[.maxContains]?.clampedCount ?? .max
        var found: [JSON] = []
        for wanted in [least - 1, most < .max ? most + 1 : -1] where 0..<Self.most ~= wanted {
            let counts = [wanted, needed, wanted + needed, wanted + comparer.prefixCount(of: conjunction)]
            for count in Set(counts.map { max($0, wanted, facts.minimumItems) }).sorted()
            where count <= facts.maximumItems && count < Self.most {
                for preference in needed == 0 ? [Preference.all[0]] : Preference.all {
                    let array = array(
                        count, with: wanted, isMost: wanted > most, preference, gap, facts.hasUniqueItems, &comparer)
                    if let array { found.append(array) }
                }
            }
        }
        return found
    }

    /// An array of so many elements, of which so many follow `contains`, the last ones where that can be; more than
    /// these where that does no harm.
    private mutating func array(
        _ count: Int, with wanted: Int, isMost: Bool, _ preference: Preference, _ gap: Gap, _ isUnique: Bool,
        _ comparer: inout SchemaComparer
    ) -> JSON? {
        let prefix = comparer.prefixCount(of: gap.conjunction)
        var elements: [JSON] = []
        var taken: Set<JSON> = []
        var left = wanted
        var last: (value: JSON, isMatching: Bool)?
        for index in (0..<count).reversed() {
            // Behind those that have schemas of their own, as the one behind it.
            if !isUnique, index >= prefix, let last, last.isMatching == (left > 0) {
                elements.append(last.value)
                if left > 0 { left -= 1 }
                continue
            }
            let own = comparer.element(min(index, prefix), of: gap.conjunction)
            func choose(_ isMatching: Bool, _ comparer: inout SchemaComparer) -> JSON? {
                let prefers = isMatching ? preference.ofMatching : preference.ofOthers
                let values = candidates(own, gap, isMatching, prefers, &comparer).filter { !taken.contains($0) }
                if !values.isEmpty || !isUnique { return values.first }
                return different(own, index, from: taken, &comparer).first {
                    comparer.follows($0, gap.part, contains: isMatching)
                }
            }
            var isMatching = left > 0
            var element = choose(isMatching, &comparer)
            if element == nil, isMatching || isMost {
                isMatching.toggle()
                element = choose(isMatching, &comparer)
            }
            guard let element else { return .none }
            if isMatching, left > 0 { left -= 1 }
            elements.append(element)
            last = (element, isMatching)
            if isUnique { taken.insert(element) }
        }
        return left > 0 ? .none : JSON(Array(elements.reversed()))
    }

    /// Elements that follow `contains`, or do not; first those that follow what the arrays must contain themselves, or
    /// do not.
    private mutating func candidates(
        _ own: Conjunction, _ gap: Gap, _ isMatching: Bool, _ prefers: Bool, _ comparer: inout SchemaComparer
    ) -> [JSON] {
        let theirs = gap.part.schemas(.contains).prefix(1).map { Conjunction([$0.schema], own.side.other) }
        var all = values(of: own, &comparer)
        for other in theirs { all += values(of: other, &comparer).filter { comparer.follows($0, own) } }
        let needed = gap.conjunction.parts.flatMap { $0.schemas(.contains).map(\.schema) }
        for schema in needed {
            let inner = Conjunction([schema], own.side)
            all += values(of: inner, &comparer).filter { comparer.follows($0, own) }
        }
        func isFitting(_ value: JSON, _ comparer: inout SchemaComparer) -> Bool {
            comparer.follows(value, gap.part, contains: isMatching)
        }
        var fitting = all.filter { isFitting($0, &comparer) }
        if fitting.isEmpty { fitting = madeUp(own, &comparer, count: 20).filter { isFitting($0, &comparer) } }
        func isPreferred(_ value: JSON) -> Bool { needed.contains { comparer.follows(value, $0) == true } == prefers }
        return fitting.filter(isPreferred) + fitting.filter { !isPreferred($0) }
    }
}

extension SchemaComparer {
    /// Whether an element follows a schema's `contains`, or does not.
    fileprivate mutating func follows(_ element: JSON, _ part: Subschema, contains isMatching: Bool) -> Bool {
        part.schemas(.contains).first.map { follows(element, $0.schema) == isMatching } ?? false
    }
}
