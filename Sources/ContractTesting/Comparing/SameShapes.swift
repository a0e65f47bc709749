import ClamatorJSON
import ClamatorSchema

/// Tells which schemas of two contracts say the same by the same keywords, whatever stands around them, in whatever
/// order and with whatever annotations.
struct SameShapes {
    private var known = SamePairs()
    private var outlines = SchemaOutlines()

    /// Whether two schemas say the same. A pair that comes up again while it is looked at counts as the same.
    mutating func areSame(_ old: Subschema, _ new: Subschema, spending budget: inout WorkBudget) -> Bool {
        // Where it is kept: a copy would copy all that is known with each schema.
        var outlines = SchemaOutlines()
        swap(&outlines, &self.outlines)
        defer { swap(&outlines, &self.outlines) }
        return known.areSame(old, new, spending: &budget) { old, new, budget in
            Self.children(old, new, &outlines, spending: &budget)
        }
    }

    /// The schemas in two that must be the same; nil where the two differ in themselves.
    private static func children(
        _ old: Subschema, _ new: Subschema, _ outlines: inout SchemaOutlines, spending budget: inout WorkBudget
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
                guard KeywordValue(keyword, value) == KeywordValue(keyword, other) else { return nil }
                continue
            }
            guard left.count == right.count, value.kind == other.kind || keyword != .items else { return nil }
            if keyword == .dependencies, value.lastMembers.count != left.count || other.lastMembers.count != right.count
            {
                guard value == other else { return nil }
            }
            let pairs =
                isUnordered(keyword) && left.count > 1
                ? pairsOfBranches(left.map(\.schema), right.map(\.schema), &outlines, spending: &budget)
                : pairs(left, right)
            guard let pairs else { return nil }
            children += pairs
        }
        return children
    }

    /// The keywords that can refuse a value.
    static func assertions(of schema: Subschema) -> [Keyword] {
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

    /// Whether the schemas of a keyword mean the same in another order.
    static func isUnordered(_ keyword: Keyword) -> Bool { [.anyOf, .oneOf, .allOf].contains(keyword) }

    /// The branches that can be the same, wherever they stand.
    private static func pairsOfBranches(
        _ left: [Subschema], _ right: [Subschema], _ outlines: inout SchemaOutlines,
        spending budget: inout WorkBudget
    ) -> [(Subschema, Subschema)]? {
        var waiting: [Int: [Subschema]] = [:]
        for branch in right.reversed() {
            guard let number = outlines.number(of: branch, .new, spending: &budget) else { return nil }
            waiting[number, default: []].append(branch)
        }
        var pairs: [(Subschema, Subschema)] = []
        for branch in left {
            guard let number = outlines.number(of: branch, .old, spending: &budget),
                let other = waiting[number]?.popLast()
            else { return nil }
            pairs.append((branch, other))
        }
        return pairs
    }
}
