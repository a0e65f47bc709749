import ClamatorJSON
import ECMAPattern

/// Names under `required` that contradict what else is said of the object.
extension SchemaDiagnostics {
    /// Looks at a node together with what holds beside it through references and `allOf`, and at the branches of these.
    /// Pairs of which neither part is the node's own are found where they stand, unless it is the node that brings them
    /// together.
    mutating func checkNames(of node: Graph.Node, _ index: Int) {
        let leading = node.edges.count { $0.keyword.joinsParts || $0.keyword.isBranch }
        guard node[.required] != nil || closesItself(node) || leading > 1 else { return }
        let parts = Subschema(program, index).partIndices
        guard budget.spend(steps: parts.reduce(0) { $0 + 1 + graph.nodes[$1].edges.count }) else { return }
        let closed = parts.filter { closesItself(graph.nodes[$0]) }.flatMap { closedObjects($0) }
        if closed.isEmpty { return }
        for part in parts {
            checkRequired(by: part, in: part, closed, at: index, part == index ? index : nil)
            for edge in graph.nodes[part].edges where edge.keyword.isBranch {
                let inner = Subschema(program, edge.target).partIndices
                guard budget.spend(steps: inner.count) else { return }
                for requiring in inner {
                    let isOwn = part == index && requiring == edge.target
                    checkRequired(by: requiring, in: part, closed, at: index, isOwn ? requiring : nil)
                }
            }
        }
    }

    /// Looks at the names that one schema requires where others hold.
    ///
    /// - Parameters:
    ///   - requiring: The schema that requires them.
    ///   - part: The part that it is, or is a branch of.
    ///   - closed: What the parts allow.
    ///   - index: The node that is looked at.
    ///   - place: The schema whose `required` is to blame; nil for the node as a whole, as a part that forbids nothing
    ///     by itself may hold elsewhere too.
    private mutating func checkRequired(
        by requiring: Int, in part: Int, _ closed: [ClosedObject], at index: Int, _ place: Int?
    ) {
        for (position, element) in (graph.nodes[requiring][.required]?.elements ?? []).enumerated() {
            guard let name = element.exactString else { continue }
            guard budget.spend(steps: 1 + closed.count) else { return }
            let refusing = closed.first { !allows($0, name) && isFirstToJoin(part, $0.index, index) }
            guard let refusing else { continue }
            let nearest = Suggestion.nearest(to: name.string, among: refusing.names)
            reportOnce(
                "no object can have \(Wording.quoted(name.string, beside: nearest ?? "")): "
                    + "\(refusing.reason) forbids it"
                    + Suggestion.sentence(for: name.string, among: [nearest].compactMap(\.self)),
                at: graph.nodes[place ?? index], place == nil ? [] : ["required", ExactString(position)])
        }
    }

    /// Whether it is this node that makes two schemas hold for the same value: nothing that it leads to does already.
    private mutating func isFirstToJoin(_ one: Int, _ two: Int, _ node: Int) -> Bool {
        if one == node || two == node { return true }
        for edge in graph.nodes[node].edges where edge.keyword.joinsParts {
            let parts = Subschema(program, edge.target).partIndices
            guard budget.spend(steps: parts.reduce(0) { $0 + 1 + graph.nodes[$1].edges.count }) else { return false }
            if parts.contains(one), parts.contains(two) { return false }
        }
        return true
    }

    // MARK: The names that an object may have

    /// Whether a schema may refuse members by their names.
    private func closesItself(_ node: Graph.Node) -> Bool {
        isFalse(node.target(.additionalProperties)) || isFalse(node.target(.unevaluatedProperties))
            || node.target(.propertyNames) != nil
    }

    private func isFalse(_ target: Int?) -> Bool { target.map { graph.nodes[$0].source.bool == false } ?? false }

    /// The names that the keywords of a schema leave, each for itself.
    private mutating func closedObjects(_ index: Int) -> [ClosedObject] {
        let node = graph.nodes[index]
        var found: [ClosedObject] = []
        if isFalse(node.target(.additionalProperties)) {
            found.append(
                ClosedObject(index, [node], graph.patterns, reason: #""additionalProperties": false"#))
        }
        if isFalse(node.target(.unevaluatedProperties)), let seen = seenByUnevaluated(index) {
            found.append(
                ClosedObject(index, seen, graph.patterns, reason: #""unevaluatedProperties": false"#))
        }
        if let names = node.target(.propertyNames) {
            found.append(ClosedObject(index, [], graph.patterns, rule: names, reason: #""propertyNames""#))
        }
        return found
    }

    /// The schemas in which `unevaluatedProperties` may find a member declared, whether they hold or not; nil where one
    /// of them takes any.
    private mutating func seenByUnevaluated(_ index: Int) -> [Graph.Node]? {
        var isSeen = [Bool](repeating: false, count: graph.nodes.count)
        guard budget.spend(steps: 1 + graph.nodes.count / 16) else { return nil }
        let nodes = graph.reachableNodes(from: [index], except: &isSeen) {
            $0.keyword.isInPlace && $0.keyword != .not
        }
        guard budget.spend(steps: nodes.reduce(0) { $0 + 1 + graph.nodes[$1].edges.count }) else { return nil }
        let seen = nodes.map { graph.nodes[$0] }
        let others = seen.flatMap { [$0.target(.additionalProperties), $0.target(.unevaluatedProperties)] }
        return others.compactMap(\.self).allSatisfy(isFalse) ? seen : nil
    }

    /// Whether a name may be there, or there is no answer.
    private mutating func allows(_ object: ClosedObject, _ name: ExactString) -> Bool {
        guard let rule = object.rule else { return object.allows(name, spending: &budget) }
        return JSON(name.string).withView { program.verdict(rule, $0, spending: &budget) } != .invalid
    }
}

extension Keyword {
    /// Whether the keyword's schemas ask for what a value must have where they hold.
    fileprivate var isBranch: Bool { isInPlace && !joinsParts && self != .not && self != .if }
}

/// The names that an object may have by one keyword of a schema.
private struct ClosedObject {
    /// The schema.
    let index: Int
    /// What forbids the others.
    let reason: String
    /// What names must follow; nil where they are those of some schemas.
    let rule: Int?
    let names: [String]
    private let known: Set<ExactString>
    /// Nil for one that could not be compiled.
    private let patterns: [Pattern?]

    /// The names that some schemas speak of, or that follow a rule.
    init(
        _ index: Int, _ nodes: [Graph.Node], _ compiled: [ExactString: Pattern], rule: Int? = nil, reason: String
    ) {
        (self.index, self.rule, self.reason) = (index, rule, reason)
        let properties = nodes.flatMap { $0.edges(.properties).map(\.name) }
        names = properties.map(\.string)
        known = Set(properties)
        patterns = nodes.flatMap { $0.edges(.patternProperties).map { compiled[$0.name] } }
    }

    /// What a search costs in any case.
    private static let stepsPerSearch = 4

    /// Whether the name may be there, or there is no answer.
    func allows(_ name: ExactString, spending budget: inout WorkBudget) -> Bool {
        if known.contains(name) { return true }
        return name.withUTF8 { name in
            patterns.contains { pattern in
                guard budget.spend(steps: Self.stepsPerSearch + name.count / 16) else { return true }
                return pattern?.search(name, spending: &budget) != .doesNotMatch
            }
        }
    }
}
