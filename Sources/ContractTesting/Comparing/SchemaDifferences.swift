import ClamatorJSON
import ClamatorSchema
import ValueGeneration

/// One way in which a schema refuses what follows a schema of the other contract.
struct SchemaDifference: Sendable {
    /// The part of the value.
    var path: JSONPointer
    /// The keyword that refuses it.
    var keyword: Keyword
    /// The schema that the keyword stands in.
    var part: Subschema
    /// The member that it is about, where it is about one.
    var name: ExactString?
    /// A value that follows the one schema and not the other; nil where none was found.
    var witness: JSON?

    /// What the keyword says, where that is short.
    var argument: String? {
        guard let value = part[keyword], value.count < 8, part.schemas(keyword).isEmpty else { return nil }
        let text = value.description
        return text.utf8.count <= 60 ? text : nil
    }
}

/// Goes from a claim that is not certain to the keywords that are the reason.
struct DifferenceSearch {
    /// A way to a claim, from the root.
    private struct Trail {
        let pair: Pair
        /// The index of the trail that it goes on from, and how.
        let parent: (index: Int, child: Child)?
    }

    /// Gaps of one keyword at the end of one path.
    private struct Group {
        let steps: [Step]
        let keyword: Keyword
        let part: Subschema
        let name: ExactString?
        var gaps: [(gap: Gap, trail: Int)]

        var pointer: JSONPointer {
            JSONPointer(
                steps.compactMap { step in
                    switch step {
                    case .member(let name): name
                    case .element(let index): ExactString(index)
                    case .here: nil
                    }
                })
        }
    }

    private struct GroupKey: Hashable {
        let steps: [Step]
        let keyword: Keyword
        let part: Int
        let name: ExactString?
    }

    private var trails: [Trail] = []
    private var groups: [Group] = []
    private var indices: [GroupKey: Int] = [:]
    private var small = SmallValues()

    /// As many differences of two schemas are told.
    static let mostDifferences = 100
    private static let mostTrails = 20_000
    /// Smaller values are not worth making smaller, and of larger ones each attempt takes too long.
    private static let sizesToShrink = 151...100_000
    /// As many values are tried at the end of a path, and as many around each of them.
    private static let mostTrials = 8
    /// From so deep on one value is enough, and is not made smaller.
    private static let depthOfOne = 20
    /// Deeper in a value nothing is looked for that shows a difference: nothing that reads JSON has to take it.
    private static let deepestWitness = 500
    /// What it takes to go one claim further, and to make a value anew, by its size.
    private static let stepsOfTrail = 400
    private static let stepsOfHop = 5
    private static let stepsOfByte = 3

    /// The differences, with the shortest ways first; those that are not sure have no witness. The schema is the one
    /// that the claim's values follow; `triesHard` says whether much is tried where no witness is found at once.
    mutating func differences(
        _ root: Pair, of schema: Subschema, triesHard: Bool, _ comparer: inout SchemaComparer
    ) -> [SchemaDifference] {
        guard !comparer.isCertain(root, isWhole: true) else { return [] }
        collect(root, &comparer)
        var found: [SchemaDifference] = []
        // Whether trials may find a witness that is not found at once.
        var isOpen = false
        for group in groups.prefix(Self.mostDifferences) {
            let isDeep = group.steps.count > Self.deepestWitness || comparer.budget.reached != nil
            let difference = SchemaDifference(
                path: group.pointer, keyword: group.keyword, part: group.part, name: group.name,
                witness: isDeep ? nil : witness(for: group, root, &comparer))
            found.append(difference)
            if !isDeep, difference.witness == nil { isOpen = true }
        }
        if comparer.budget.reached == nil, found.allSatisfy({ $0.witness == nil }),
            case .unsatisfiable = Satisfiability(of: schema)
        {
            return []
        }
        if triesHard, isOpen {
            WitnessTrials(of: schema, root).complete(&found, &comparer)
        }
        return found
    }

    /// What it takes to make a value anew. That of a large one is copied for the most part.
    private static func steps(for value: JSON) -> Int {
        stepsOfByte * min(value.size, sizesToShrink.upperBound) + value.size / 16
    }

    // MARK: Paths

    /// Goes through the claims that are not certain. What they lead to is kept, so that claims of other methods which
    /// lead to them are not gone through again.
    private mutating func collect(_ root: Pair, _ comparer: inout SchemaComparer) {
        trails = [Trail(pair: root, parent: nil)]
        if let goals = comparer.routes.goals(from: root) { return follow(goals, from: 0, &comparer) }
        /// The trails of the claims, each claim once, and those of which is known what they lead to.
        var waiting = [0]
        var known: [Int] = []
        var numbers = [root: 0]
        var users: [[(user: Int, step: Child)]] = [[]]
        var goals: [Int] = []
        var next = 0
        func lead(_ child: Child) {
            if let number = numbers[child.pair] {
                users[number].append((next, child))
                return
            }
            numbers[child.pair] = waiting.count
            users.append([(next, child)])
            trails.append(Trail(pair: child.pair, parent: (waiting[next], child)))
            waiting.append(trails.count - 1)
        }
        while next < waiting.count, trails.count < Self.mostTrails, groups.count <= Self.mostDifferences,
            comparer.budget.spend(steps: Self.stepsOfTrail)
        {
            defer { next += 1 }
            let pair = trails[waiting[next]].pair
            if comparer.routes.goals(from: pair) != nil {
                known.append(waiting[next])
                continue
            }
            let found = comparer.obligations(of: pair)
            if !found.gaps.isEmpty { goals.append(next) }
            for gap in found.gaps {
                note(gap, waiting[next])
                for branch in gap.branches {
                    lead(
                        Child(
                            step: .here, keyword: gap.keyword ?? .not, part: gap.part, pair: branch,
                            around: [branch.conjunction]))
                }
            }
            for child in found.children where !comparer.isCertain(child.pair, isWhole: false) { lead(child) }
        }
        let isWhole = next == waiting.count && groups.count <= Self.mostDifferences
        if isWhole, comparer.budget.reached == nil,
            comparer.routes.add(waiting.map { trails[$0].pair }, users: users, goals: goals), !known.isEmpty
        {
            // Of the ways through what was known, the shortest to each goal.
            (trails, groups, indices, known) = ([trails[0]], [], [:], [0])
        }
        for trail in known { follow(comparer.routes.goals(from: trails[trail].pair) ?? [], from: trail, &comparer) }
    }

    /// Notes what is known of where a claim leads to.
    private mutating func follow(_ goals: [Int], from trail: Int, _ comparer: inout SchemaComparer) {
        let start = trails[trail].pair
        for goal in goals where trails.count < Self.mostTrails && groups.count <= Self.mostDifferences {
            var trail = trail
            for child in comparer.routes.way(from: start, to: goal) {
                guard comparer.budget.spend(steps: Self.stepsOfHop) else { return }
                trails.append(Trail(pair: child.pair, parent: (trail, child)))
                trail = trails.count - 1
            }
            for gap in comparer.obligations(of: trails[trail].pair).gaps { note(gap, trail) }
        }
    }

    private mutating func note(_ gap: Gap, _ trail: Int) {
        let parent = trails[trail].parent
        // What is `false` refuses by the keyword that led to it.
        let keyword = gap.keyword ?? parent?.child.keyword ?? .not
        let part = gap.keyword == nil ? parent?.child.part ?? gap.part : gap.part
        let steps = steps(to: trail)
        let key = GroupKey(steps: steps, keyword: keyword, part: part.identity, name: gap.name)
        if let index = indices[key] {
            groups[index].gaps.append((gap, trail))
        } else {
            indices[key] = groups.count
            groups.append(Group(steps: steps, keyword: keyword, part: part, name: gap.name, gaps: [(gap, trail)]))
        }
    }

    private func steps(to trail: Int) -> [Step] {
        var steps: [Step] = []
        var trail = trail
        while let (index, child) = trails[trail].parent {
            if child.step != .here { steps.append(child.step) }
            trail = index
        }
        return steps.reversed()
    }

    // MARK: Witnesses

    /// A value that follows the whole of the one schema and is refused by the other, because of a group's keyword.
    private mutating func witness(
        for group: Group, _ root: Pair, _ comparer: inout SchemaComparer
    ) -> JSON? {
        for (gap, trail) in group.gaps.prefix(Self.mostTrials) {
            for value in small.refused(by: gap, &comparer).prefix(Self.mostTrials) {
                for whole in embedded(value, gap, trail, &comparer) where root.isDisproved(by: whole, &comparer) {
                    return smallest(whole, for: group, root, &comparer)
                }
            }
        }
        return .none
    }

    /// The smallest value found that shows the same.
    private func smallest(_ value: JSON, for group: Group, _ root: Pair, _ comparer: inout SchemaComparer) -> JSON {
        func isRefusedByGroup(_ value: JSON, _ comparer: inout SchemaComparer) -> Bool {
            let path = group.pointer
            return root.target.explain(value, spending: &comparer.budget).contains { unit in
                OutputUnit.lastStep(of: unit.keywordLocation) == ExactString(group.keyword.rawValue)
                    && unit.instanceLocation == path && (group.name == nil || unit.missing == group.name)
            }
        }
        // Where choices are in between, the reasons are those of the branch that was meant.
        guard Self.sizesToShrink ~= value.size, group.steps.count < Self.depthOfOne, isRefusedByGroup(value, &comparer)
        else { return value }
        var shrinker = ValueShrinker(attempts: 200)
        return shrinker.shrink(value) { smaller in
            root.isDisproved(by: smaller, &comparer) && isRefusedByGroup(smaller, &comparer)
        }
    }

    /// Whole values that have a value at the end of a trail, where it shows a gap.
    private mutating func embedded(
        _ value: JSON, _ gap: Gap, _ trail: Int, _ comparer: inout SchemaComparer
    ) -> [JSON] {
        var way = [trail]
        while let (index, _) = trails[way[way.count - 1]].parent { way.append(index) }
        func key(_ index: Int) -> EmbeddedValue {
            EmbeddedValue(
                pair: trails[way[index]].pair, goal: trails[trail].pair, part: gap.part.identity, keyword: gap.keyword,
                value: value)
        }
        // Values for other methods may have gone a part of the way.
        let known = way.indices.dropFirst().last { comparer.embedded[key($0)] != nil } ?? 0
        var values = comparer.embedded[key(known)] ?? [value]
        for index in way.indices.dropFirst(known + 1) {
            guard let child = trails[way[index - 1]].parent?.child else { break }
            guard comparer.budget.reached == nil else { return [] }
            var around = child.step == .here ? values : []
            for conjunction in child.step == .here ? [] : child.around {
                for value in values where comparer.budget.spend(steps: Self.steps(for: value)) {
                    around += small.values(child.step, value, in: conjunction, &comparer)
                }
                if around.count >= Self.mostTrials { break }
            }
            values = Array(around.prefix(index < Self.depthOfOne ? Self.mostTrials : 1))
            if comparer.budget.reached == nil { comparer.embedded[key(index)] = values }
        }
        return values
    }
}

/// A value that shows a gap, and around which values of a claim were looked for.
struct EmbeddedValue: Hashable {
    /// The claim that the values around are about, and that which has the gap.
    let pair, goal: Pair
    /// The schema of the gap's keyword, and the keyword.
    let part: Int
    let keyword: Keyword?
    let value: JSON
}

/// Values around another.
extension SmallValues {
    private static let mostAround = 3

    /// Objects or arrays that follow a conjunction and have a value as a member or element.
    mutating func values(
        _ step: Step, _ value: JSON, in conjunction: Conjunction, _ comparer: inout SchemaComparer
    ) -> [JSON] {
        switch step {
        case .here: return [value]
        case .member(let name):
            let own = conjunction.having(name)
            let facts = comparer.facts(of: own)
            var found = holding(name, value, object(own, facts, &comparer, without: name), conjunction, &comparer)
            if found.isEmpty { found = holding(name, value, objects(own, &comparer), conjunction, &comparer) }
            if found.isEmpty {
                found = holding(name, value, madeUp(own, &comparer, count: 20), conjunction, &comparer)
            }
            return found
        case .element(let index):
            let facts = comparer.facts(of: conjunction.narrowed(to: .array))
            var found: [JSON] = []
            let wanted = contained(conjunction)
            let counts = [index + 1, max(index + 1, facts.minimumItems), index + 1 + wanted.count]
            for count in Set(counts).sorted() {
                let wanted = wanted.prefix(count - index - 1)
                guard var elements = elements(count, conjunction, facts, wanted: Array(wanted), &comparer) else {
                    continue
                }
                elements[index] = value
                let array = JSON(elements)
                if comparer.follows(array, conjunction) { found.append(array) }
            }
            if found.isEmpty {
                for array in madeUp(conjunction.narrowed(to: .array), &comparer, count: 20) {
                    var elements = array.elements
                    if index < elements.count { elements[index] = value } else { elements.append(value) }
                    let array = JSON(elements)
                    if comparer.follows(array, conjunction) { found.append(array) }
                }
            }
            return Array(found.prefix(Self.mostAround))
        }
    }

    /// Those of some objects that follow a conjunction with a member in them.
    private func holding(
        _ name: ExactString, _ value: JSON, _ objects: [JSON], _ conjunction: Conjunction,
        _ comparer: inout SchemaComparer
    ) -> [JSON] {
        var found: [JSON] = []
        for object in objects where object.kind == .object && comparer.budget.spend(steps: object.size / 8) {
            let members = object.members.filter { $0.name != name } + [(name, value)]
            let changed = JSON(members: members)
            if comparer.follows(changed, conjunction), !found.contains(changed) { found.append(changed) }
            if found.count >= Self.mostAround { break }
        }
        return found
    }
}
