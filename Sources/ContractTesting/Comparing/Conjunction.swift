import ClamatorJSON
import ClamatorSchema

/// Schemas of one contract that all hold for the same value, and what else is known of it.
///
/// References and `allOf` are followed to the schemas that they lead to. Two are equal when they say the same of a
/// value by the same schemas, so that what was found out about one is found again.
struct Conjunction: Sendable {
    let side: ContractSide
    /// The schemas, each once, without those that only refer to others.
    private(set) var parts: [Subschema] = []
    /// Schemas that do not hold.
    private(set) var refused: [Subschema] = []
    /// Those, and what `not` names; of one that offers a choice all that it offers, since then none of it holds.
    private(set) var denied: [Subschema] = []
    /// The types that are looked at.
    private(set) var types = TypeSet.all
    /// Names that are looked at only in objects that have them.
    private(set) var names: Set<ExactString> = []
    /// The choices that were decided, by schema and keyword.
    private(set) var decided: Set<Choice> = []
    /// The identities of the parts, and of the schemas that do not hold.
    private var identities: Set<Int> = []
    private var refusedIdentities: Set<Int> = []
    /// The same with those of the schemas that only refer to others.
    private var known: Set<Int> = []
    /// What `decided` comes to, in whatever order: the set itself is slow to hash.
    private var hashOfDecided = 0
    /// Whether a schema holds that does not hold.
    private(set) var isContradictory = false

    /// A keyword that offers a choice, in a schema.
    struct Choice: Hashable {
        let schema: Int
        let keyword: Keyword
    }

    /// The keywords that are followed.
    fileprivate static let joining: Set<Keyword> = [.allOf, .ref, .dynamicRef, .recursiveRef]

    init(_ schemas: [Subschema], _ side: ContractSide) {
        self.side = side
        for schema in schemas { add(schema) }
    }

    /// Adds a schema that holds too.
    mutating func add(_ schema: Subschema) {
        for part in schema.conjuncts where known.insert(part.identity).inserted {
            if part.source.bool == false || part.assertions.contains(where: { !Self.joining.contains($0) }) {
                parts.append(part)
                identities.insert(part.identity)
            }
            for (name, dependent) in part.schemas(.dependentSchemas) + part.schemas(.dependencies)
            where names.contains(name) {
                add(dependent)
            }
            for (_, schema) in part.schemas(.not) { deny(schema) }
        }
    }

    /// Adds a schema that does not hold.
    private mutating func deny(_ schema: Subschema) {
        denied += schema.choices
        if let inner = schema.negated { add(inner) }
    }

    /// The same without some types.
    func narrowed(to types: TypeSet) -> Conjunction {
        var narrowed = self
        narrowed.types.formIntersection(types)
        return narrowed
    }

    /// The same for objects that have a member of this name.
    func having(_ name: ExactString) -> Conjunction {
        var narrowed = narrowed(to: .object)
        guard narrowed.names.insert(name).inserted else { return narrowed }
        for part in parts {
            for (other, schema) in part.schemas(.dependentSchemas) + part.schemas(.dependencies) where other == name {
                narrowed.add(schema)
            }
        }
        return narrowed
    }

    /// The same with a choice decided: a schema that holds, and others that do not.
    func deciding(_ choice: Choice, for schemas: [Subschema], against others: [Subschema]) -> Conjunction {
        var decided = self
        if decided.decided.insert(choice).inserted { decided.hashOfDecided ^= choice.hashValue }
        for schema in schemas { decided.add(schema) }
        for schema in others.map(\.referred) where decided.refusedIdentities.insert(schema.identity).inserted {
            decided.refused.append(schema)
            decided.deny(schema)
        }
        decided.isContradictory = !decided.refusedIdentities.isDisjoint(with: decided.known)
        return decided
    }

    /// How much it has that is copied and compared with it.
    var weight: Int { 1 + known.count + denied.count + refused.count + decided.count + names.count }
}

extension Conjunction: Hashable {
    static func == (left: Conjunction, right: Conjunction) -> Bool {
        left.side == right.side && left.types == right.types && left.hashOfDecided == right.hashOfDecided
            && left.names == right.names && left.decided == right.decided
            && left.identities == right.identities
            && left.refusedIdentities == right.refusedIdentities
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(side)
        hasher.combine(types)
        // In whatever order they came.
        hasher.combine(parts.reduce(0) { $0 ^ $1.identity &* 0x9E37_79B9 })
        hasher.combine(hashOfDecided)
        hasher.combine(names)
    }
}

extension Subschema {
    /// The keyword and the schema it stands in, where that is all that the schema says; nil where it says something
    /// else.
    var onlyAssertion: (keyword: Keyword, part: Subschema)? {
        var found: (Keyword, Subschema)?
        for part in conjuncts {
            if part.source.bool == false { return nil }
            for keyword in part.assertions where !Conjunction.joining.contains(keyword) {
                guard found == nil else { return nil }
                found = (keyword, part)
            }
        }
        return found
    }

    /// The schema that does not hold for just those values for which this one does, where it is such a one.
    fileprivate var negated: Subschema? {
        onlyAssertion.flatMap { $0.keyword == .not ? $0.part.schemas(.not).first?.schema : nil }
    }

    /// The branches, where all that it says is one choice of them, and theirs; or else itself.
    var choices: [Subschema] {
        var seen: Set<Int> = []
        return choices(depth: 0, &seen)
    }

    /// Those of schemas that were not seen: many ways may lead to one.
    private func choices(depth: Int, _ seen: inout Set<Int>) -> [Subschema] {
        guard seen.insert(referred.identity).inserted else { return [] }
        guard depth < 8, let only = onlyAssertion, only.keyword == .anyOf else { return [self] }
        return only.part.schemas(.anyOf).flatMap { $0.schema.choices(depth: depth + 1, &seen) }
    }
}
