import ClamatorJSON
import ClamatorSchema

/// What two schemas say that refuses no value: descriptions, defaults, examples.
struct AnnotationChanges {
    typealias Change = (path: JSONPointer, rule: String, before: String?, after: String?)

    /// Two schemas with the same path.
    private struct Place: Hashable {
        let old: Subschema
        let new: Subschema

        static func == (left: Place, right: Place) -> Bool {
            left.old.identity == right.old.identity && left.new.identity == right.new.identity
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(old.identity)
            hasher.combine(new.identity)
        }
    }

    /// From one place to another.
    private struct Step {
        /// What leads there.
        let tokens: [ExactString]
        let place: Place
    }

    /// The pairs of schemas that lead to no change: most schemas of most methods.
    private var unchanged = SamePairs()
    /// How the others lead to changes.
    private var routes = Routes<Place, Step>(mostGoals: Self.most)

    /// As many changes of two schemas are told.
    private static let most = 200
    /// What it takes to look at a pair, and to tell a token of a path.
    private static let stepsOfPair = 50
    private static let stepsOfToken = 2
    private static let keywords: [Keyword] = [
        .title, .description, .default, .examples, .deprecated, .readOnly, .writeOnly,
    ]
    private static let references: Set<Keyword> = [.ref, .dynamicRef, .recursiveRef]

    /// The changes in schemas that have the same path in both, each with that path.
    mutating func between(_ old: Subschema, _ new: Subschema, spending budget: inout WorkBudget) -> [Change] {
        let root = Place(old: old, new: new)
        walk(from: root, spending: &budget)
        var found: [Change] = []
        for goal in routes.goals(from: root) ?? [] where found.count < Self.most {
            let way = routes.way(from: root, to: goal)
            guard budget.spend(steps: Self.stepsOfToken * way.count) else { break }
            let (place, path) = (way.last?.place ?? root, JSONPointer(way.flatMap(\.tokens)))
            for keyword in Self.changed(place) {
                let isShort = keyword == .default
                found.append(
                    (
                        path, keyword.rawValue, isShort ? place.old[keyword]?.description : nil,
                        isShort ? place.new[keyword]?.description : nil
                    ))
            }
        }
        return found
    }

    private static func changed(_ place: Place) -> [Keyword] {
        keywords.filter { place.old[$0] != place.new[$0] }
    }

    /// Finds the ways from a place to changes, each schema of the old contract once.
    private mutating func walk(from root: Place, spending budget: inout WorkBudget) {
        var places = [root]
        var indices = [root.old.identity: 0]
        var users: [[(user: Int, step: Step)]] = [[]]
        var goals: [Int] = []
        var next = 0
        while next < places.count {
            let place = places[next]
            defer { next += 1 }
            if areUnchanged(place.old, place.new, spending: &budget) || routes.goals(from: place) != nil { continue }
            guard budget.spend(steps: Self.stepsOfPair) else { return }
            if !Self.changed(place).isEmpty { goals.append(next) }
            for (tokens, old, new) in Self.children(place.old, place.new) {
                let step = Step(tokens: tokens, place: Place(old: old, new: new))
                if let index = indices[old.identity] {
                    if places[index] == step.place { users[index].append((next, step)) }
                } else {
                    indices[old.identity] = places.count
                    places.append(step.place)
                    users.append([(next, step)])
                }
            }
        }
        // No room is a limit like any other.
        if !routes.add(places, users: users, goals: goals) { _ = budget.stop(at: .steps) }
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
}
