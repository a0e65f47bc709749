import ClamatorJSON

/// The schemas that speak of one value: a schema, and those that lead from it for the same value.
struct SchemasInPlace {
    /// A schema, and the way to it: an edge of the schema before it.
    struct Step {
        let node: NodePointer
        /// The step before it; -1 at the start.
        let before: Int
        let edge: Int
        /// Why it says nothing of the value; nil where it does, or its refusal is a reason of its own.
        var obstacle: Obstacle?
    }

    /// Why a schema that speaks of a value does not count.
    struct Obstacle: Equatable {
        /// The step at which it lies, and the edge from there to the schema that does not count.
        let step: Int
        let edge: Int
        let kind: Kind

        enum Kind: Equatable {
            /// The schema at this edge refuses the value: a branch, or an `if` for its `then` and for itself.
            case refused(Int)
            /// It is an `else`, and the `if` holds.
            case otherwise
            /// The member that it depends on is not there.
            case absent
        }
    }

    var steps: [Step] = []
    /// The first step that declares a member, by the index of its name, as far as it was asked; -1 where none does.
    var declaring: [Int: Int] = [:]

    /// How many schemas are looked at.
    static let most = 10_000

    /// Whether an edge from a step, or one on the way to the step, leads to an `if`.
    func passesCondition(_ edge: Int, from step: Int) -> Bool {
        var (step, edge) = (step, edge)
        while step >= 0 {
            if steps[step].node.pointee.edges[edge].keyword == .if { return true }
            (step, edge) = (steps[step].before, steps[step].edge)
        }
        return false
    }
}

extension Explainer {
    /// The schemas that speak of the value at which the walk is, whether they hold or not, and the first of them that
    /// declares a member; nil if there is none. Each branch of a choice asks this of the same schemas.
    mutating func stepDeclaring(_ key: Int) -> (schemas: SchemasInPlace, step: Int)? {
        guard findSchemasInPlace(), var schemas = inPlace else { return nil }
        let step: Int
        if let known = schemas.declaring[key] {
            step = known
        } else {
            inPlace = nil
            guard validator.spend(schemas.steps.count) else { return nil }
            step = schemas.steps.firstIndex { declares($0.node, key) } ?? -1
            schemas.declaring[key] = step
            inPlace = schemas
        }
        return step < 0 ? nil : (schemas, step)
    }

    /// Whether a keyword of a schema of the value at which the walk is has the name of a member.
    mutating func isNamedInPlace(_ key: Int) -> Bool {
        guard findSchemasInPlace(), let schemas = inPlace, validator.spend(schemas.steps.count) else { return false }
        return schemas.steps.contains { names($0.node, key) }
    }

    /// Finds the schemas that speak of the value at which the walk is; false where there is but one.
    private mutating func findSchemasInPlace() -> Bool {
        if inPlace?.steps.first?.node == origin.node { return true }
        guard origin.node.pointee.hasSchemasInPlace else { return false }
        var found = SchemasInPlace()
        found.steps.append(SchemasInPlace.Step(node: origin.node, before: -1, edge: 0))
        var seen: Set<NodePointer> = [origin.node]
        expand(&found, from: 0, &seen)
        inPlace = found
        return true
    }

    /// Adds what the steps from the given one lead to, whether it holds or not.
    private mutating func expand(_ found: inout SchemasInPlace, from first: Int, _ seen: inout Set<NodePointer>) {
        var next = first
        while next < found.steps.count, found.steps.count < SchemasInPlace.most {
            let step = found.steps[next]
            guard validator.spend(1 &+ step.node.pointee.edges.count) else { return }
            for edge in 0..<step.node.pointee.edges.count {
                let keyword = step.node.pointee.edges[edge].keyword
                let target = target(step.node, edge)
                // What is under `not` declares, but never counts, whatever keeps the schema above it from counting.
                guard keyword.isInPlace, keyword != .not || step.obstacle == nil, seen.insert(target).inserted else {
                    continue
                }
                found.steps.append(
                    SchemasInPlace.Step(node: target, before: next, edge: edge, obstacle: step.obstacle))
            }
            next += 1
        }
    }

    /// The schemas that speak of the value, each with what keeps it from counting. Where of a choice no branch holds,
    /// the choice is refused, which is told: all its branches count, or the one alone that was meant.
    mutating func judgedSchemas(from node: NodePointer, _ tapeIndex: Int) -> SchemasInPlace {
        var found = SchemasInPlace()
        found.steps.append(SchemasInPlace.Step(node: node, before: -1, edge: 0))
        var seen: Set<NodePointer> = [node]
        var obstacles: [SchemasInPlace.Obstacle] = []
        var next = 0
        while next < found.steps.count, found.steps.count < SchemasInPlace.most, validator.spend(1) {
            let node = found.steps[next].node
            for index in 0..<node.pointee.keywords.count {
                let argument = node.pointee.keywords.pointer(index)
                for (edge, obstacle) in judged(argument, node, tapeIndex) {
                    if let obstacle {
                        obstacles.append(SchemasInPlace.Obstacle(step: next, edge: edge, kind: obstacle))
                    } else if seen.insert(target(node, edge)).inserted {
                        found.steps.append(SchemasInPlace.Step(node: target(node, edge), before: next, edge: edge))
                    }
                }
            }
            next += 1
        }
        for obstacle in obstacles {
            let target = target(found.steps[obstacle.step].node, obstacle.edge)
            guard seen.insert(target).inserted else { continue }
            found.steps.append(
                SchemasInPlace.Step(node: target, before: obstacle.step, edge: obstacle.edge, obstacle: obstacle))
            expand(&found, from: found.steps.count - 1, &seen)
        }
        return found
    }

    /// The edges that a keyword opens for the same value, and why those that do not count do not.
    private mutating func judged(
        _ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int
    ) -> [(edge: Int, obstacle: SchemasInPlace.Obstacle.Kind?)] {
        let edges = argument.pointee.edges
        switch argument.pointee.keyword {
        case .ref, .dynamicRef, .recursiveRef, .allOf: return edges.map { ($0, nil) }
        case .anyOf, .oneOf:
            let held = edges.map { holds(target(node, $0), tapeIndex) }
            let areAllRefused = !held.contains(true)
            let named = areAllRefused ? namedBranch(argument, node, tapeIndex) : nil
            return zip(edges, held).map { edge, holds in
                let counts = areAllRefused ? named == nil || named == edge : holds
                return (edge, counts ? nil : .refused(edge))
            }
        case .if:
            guard let condition = edges.first else { return [] }
            let (then, otherwise) = (node.edges(.then), node.edges(.else))
            if holds(target(node, condition), tapeIndex) {
                return [(condition, nil)] + then.map { ($0, nil) } + otherwise.map { ($0, .otherwise) }
            }
            return otherwise.map { ($0, nil) } + ([condition] + then).map { ($0, .refused(condition)) }
        case .dependentSchemas, .dependencies:
            guard view(tapeIndex).kind == .object else { return [] }
            return edges.map { ($0, has(nameOf: $0, node, tapeIndex) ? nil : .absent) }
        default: return []
        }
    }

    /// Whether a schema speaks of a member, or of an element, by a keyword for such; not where it only forbids it.
    mutating func speaks(_ step: SchemasInPlace.Step, of child: Child) -> Bool {
        let rule = step.node.pointee.rule
        switch child {
        case .member(let key):
            guard let object = rule.pointee.object else { return false }
            if allows(object.pointee.additional) || (step.before >= 0 && allows(object.pointee.unevaluated)) {
                return true
            }
            return declares(step.node, key)
        case .element(let position, let tapeIndex):
            guard let array = rule.pointee.array else { return false }
            if position < array.pointee.prefix.count { return allows(array.pointee.prefix[position]) }
            if allows(array.pointee.items) || (step.before >= 0 && allows(array.pointee.unevaluated)) { return true }
            guard array.pointee.containsEvaluates, let contains = array.pointee.contains else { return false }
            return validator.check(contains, tapeIndex)
        }
    }

    /// Whether `properties` or `patternProperties` of a schema speaks of a member; not where it only forbids it.
    mutating func declares(_ node: NodePointer, _ key: Int) -> Bool {
        guard let object = node.pointee.rule.pointee.object else { return false }
        let known = validator.indexOfName(object.pointee.names, key)
        if known >= 0, allows(object.pointee.properties[known]) { return true }
        return (0..<object.pointee.patterns.count).contains { pattern in
            allows(object.pointee.patterns[pattern].rule) && matches(object, pattern, view(key))
        }
    }

    /// Whether there is a rule that some value may follow.
    private func allows(_ rule: RulePointer?) -> Bool { rule.map { $0.pointee.kinds != 0 } ?? false }

    /// Whether any keyword of a schema has the name of a member: one that declares it, that asks for it, or that asks
    /// for something beside it.
    mutating func names(_ node: NodePointer, _ key: Int) -> Bool {
        guard let object = node.pointee.rule.pointee.object else { return false }
        if validator.indexOfName(object.pointee.names, key) >= 0 || declares(node, key) { return true }
        guard let names = object.pointee.propertyNames, names.pointee.values != nil else { return false }
        return validator.check(names, key)
    }

    /// A member by its name, or an element by its position; both by their indices on the tape.
    enum Child {
        case member(key: Int)
        case element(Int, Int)

        /// The tape index of the member's or element's value.
        var tapeIndex: Int {
            switch self {
            case .member(let key): key + 1
            case .element(_, let tapeIndex): tapeIndex
            }
        }

        /// The tape indices of the name, the value and all in it.
        func range(in nodes: Tape) -> Range<Int> {
            switch self {
            case .member(let key): key..<Int(nodes[key + 1].next)
            case .element(_, let tapeIndex): tapeIndex..<Int(nodes[tapeIndex].next)
            }
        }

        var step: ValueStep.Child {
            switch self {
            case .member(let key): .member(key: key)
            case .element(let position, _): .element(position)
            }
        }
    }

    /// Does something at a step of the schemas.
    mutating func walking(to step: Int, of schemas: SchemasInPlace, _ body: (inout Explainer) -> Void) {
        let (before, edge) = (schemas.steps[step].before, schemas.steps[step].edge)
        if before < 0 { return body(&self) }
        walking(to: before, of: schemas) { $0.descending(schemas.steps[before].node, edge, body) }
    }

    /// How many steps lead to one.
    func length(of step: Int, in schemas: SchemasInPlace) -> Int {
        var (step, length) = (step, 0)
        while schemas.steps[step].before >= 0 { (step, length) = (schemas.steps[step].before, length + 1) }
        return length
    }

    /// Writes the way to a step, and an edge from there: `allOf/0/then`.
    static func append(
        _ edge: Int, from step: Int, of schemas: SchemasInPlace, to texts: inout JSONWriter
    ) {
        var edges: [(node: NodePointer, edge: Int)] = [(schemas.steps[step].node, edge)]
        var step = step
        while schemas.steps[step].before >= 0 {
            let before = schemas.steps[step].before
            edges.append((schemas.steps[before].node, schemas.steps[step].edge))
            step = before
        }
        var way = JSONWriter()
        for (node, edge) in edges.reversed() { way.append(node.pointee.edges[edge].location) }
        let text = way.withBytes { JSONString.value(of: $0.part(1...)) }
        text.withBytes { texts.append(cut: $0) }
    }
}
