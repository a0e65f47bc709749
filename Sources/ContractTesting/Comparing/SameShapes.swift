import ClamatorJSON
import ClamatorSchema

/// Tells which schemas of two contracts say the same by the same keywords, whatever stands around them, in whatever
/// order and with whatever annotations.
struct SameShapes {
    private var known = SamePairs()

    /// Whether two schemas say the same. A pair that comes up again while it is looked at counts as the same.
    mutating func areSame(_ old: Subschema, _ new: Subschema, spending budget: inout WorkBudget) -> Bool {
        known.areSame(old, new, spending: &budget, Self.children)
    }

    /// The schemas in two that must be the same; nil where the two differ in themselves.
    private static func children(
        _ old: Subschema, _ new: Subschema, spending budget: inout WorkBudget
    ) -> [(Subschema, Subschema)]? {
        guard old.source.kind == .object, new.source.kind == .object else {
            return old.source.bool == new.source.bool ? [] : nil
        }
        let (ours, theirs) = (assertions(of: old), assertions(of: new))
        guard Set(ours) == Set(theirs) else { return nil }
        var children: [(Subschema, Subschema)] = []
        for keyword in ours {
            let (left, right) = (old.schemas(keyword), new.schemas(keyword))
            guard let value = old[keyword], let other = new[keyword],
                budget.spend(steps: left.count + value.count / 8)
            else { return nil }
            if left.isEmpty && right.isEmpty {
                guard sayTheSame(keyword, value, other) else { return nil }
                continue
            }
            guard left.count == right.count, value.kind == other.kind || keyword != .items else { return nil }
            if keyword == .dependencies, value.lastMembers.count != left.count || other.lastMembers.count != right.count
            {
                guard value == other else { return nil }
            }
            guard let pairs = pairs(left, right) else { return nil }
            children += pairs
        }
        return children
    }

    /// The keywords that can refuse a value.
    private static func assertions(of schema: Subschema) -> [Keyword] {
        schema.assertions.filter { keyword in
            switch keyword {
            case .format: schema.assertsFormat
            case .then, .else: schema[.if] != nil
            default: true
            }
        }
    }

    /// The schemas with the same names, or in the same positions.
    private static func pairs(
        _ left: [(name: ExactString, schema: Subschema)], _ right: [(name: ExactString, schema: Subschema)]
    ) -> [(Subschema, Subschema)]? {
        if zip(left, right).allSatisfy({ $0.name == $1.name }) {
            return zip(left, right).map { ($0.schema, $1.schema) }
        }
        let byName = Dictionary(right.map { ($0.name, $0.schema) }) { $1 }
        var pairs: [(Subschema, Subschema)] = []
        for (name, schema) in left {
            guard let other = byName[name] else { return nil }
            pairs.append((schema, other))
        }
        return pairs
    }

    private static func sayTheSame(_ keyword: Keyword, _ value: JSON, _ other: JSON) -> Bool {
        switch keyword {
        case .type: TypeSet(keyword: value) == TypeSet(keyword: other)
        case .enum, .required: Set(value.elements) == Set(other.elements)
        default: value == other
        }
    }
}
