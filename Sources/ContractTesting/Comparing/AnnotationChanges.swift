import ClamatorJSON
import ClamatorSchema

/// What two schemas say that refuses no value: descriptions, defaults, examples.
struct AnnotationChanges {
    typealias Change = (path: JSONPointer, rule: String, before: String?, after: String?)

    /// Two schemas with the same path.
    private struct Place {
        let old: Subschema
        let new: Subschema
        /// The index of the place around it.
        var parent: Int?
        /// What leads here from there.
        var tokens: [ExactString] = []
        /// How many tokens lead here from the root.
        var depth = 0
    }

    /// The pairs of schemas that lead to no change: most schemas of most methods.
    private var unchanged = SamePairs()

    /// As many changes of two schemas are told.
    private static let most = 200
    /// What it takes to look at a pair, and to tell a token of a path.
    private static let stepsOfPair = 50
    private static let stepsOfToken = 10
    private static let keywords: [Keyword] = [
        .title, .description, .default, .examples, .deprecated, .readOnly, .writeOnly,
    ]
    private static let references: Set<Keyword> = [.ref, .dynamicRef, .recursiveRef]

    /// The changes in schemas that have the same path in both, each with that path.
    mutating func between(_ old: Subschema, _ new: Subschema, spending budget: inout WorkBudget) -> [Change] {
        var found: [Change] = []
        var seen: Set<Int> = [old.identity]
        var places = [Place(old: old, new: new)]
        var next = 0
        while next < places.count, found.count < Self.most {
            let place = places[next]
            defer { next += 1 }
            if areUnchanged(place.old, place.new, spending: &budget) { continue }
            guard budget.spend(steps: Self.stepsOfPair) else { break }
            for keyword in Self.keywords where place.old[keyword] != place.new[keyword] {
                guard budget.spend(steps: Self.stepsOfToken * place.depth) else { return found }
                let isShort = keyword == .default
                found.append(
                    (
                        Self.path(to: next, in: places), keyword.rawValue,
                        isShort ? place.old[keyword]?.description : nil,
                        isShort ? place.new[keyword]?.description : nil
                    ))
            }
            for (tokens, old, new) in Self.children(place.old, place.new) where seen.insert(old.identity).inserted {
                places.append(
                    Place(old: old, new: new, parent: next, tokens: tokens, depth: place.depth + tokens.count))
            }
        }
        return found
    }

    private mutating func areUnchanged(
        _ old: Subschema, _ new: Subschema, spending budget: inout WorkBudget
    ) -> Bool {
        unchanged.areSame(old, new, spending: &budget) { old, new, budget in
            guard budget.spend(steps: Self.stepsOfPair), Self.keywords.allSatisfy({ old[$0] == new[$0] }) else {
                return nil
            }
            return Self.children(old, new).map { ($0.old, $0.new) }
        }
    }

    /// The schemas that stand at the same places in two, with what leads to them.
    private static func children(
        _ old: Subschema, _ new: Subschema
    ) -> [(tokens: [ExactString], old: Subschema, new: Subschema)] {
        var found: [(tokens: [ExactString], old: Subschema, new: Subschema)] = []
        for keyword in old.assertions {
            let theirs = new.schemas(keyword)
            if theirs.isEmpty { continue }
            let byName = Dictionary(theirs.map { ($0.name, $0.schema) }) { first, _ in first }
            for (index, (name, schema)) in old.schemas(keyword).enumerated() {
                let other = name.isEmpty ? (index < theirs.count ? theirs[index].schema : nil) : byName[name]
                guard let other else { continue }
                var tokens: [ExactString] = []
                if !references.contains(keyword) {
                    tokens.append(ExactString(keyword.rawValue))
                    if !name.isEmpty {
                        tokens.append(name)
                    } else if theirs.count > 1 {
                        tokens.append(ExactString(index))
                    }
                }
                found.append((tokens, schema, other))
            }
        }
        return found
    }

    private static func path(to index: Int, in places: [Place]) -> JSONPointer {
        var tokens: [ExactString] = []
        var index: Int? = index
        while let here = index {
            tokens += places[here].tokens.reversed()
            index = places[here].parent
        }
        return JSONPointer(tokens.reversed())
    }
}
