import ClamatorJSON
import ECMAPattern

/// Names under `required` that contradict what else is said of the object.
extension SchemaDiagnostics {
    /// Looks at a node together with what holds beside it through references and `allOf`. Pairs of which neither part
    /// is the node's own are found where they stand, unless it is the node that brings them together.
    mutating func checkNames(of node: Graph.Node, _ index: Int) {
        let hasRequired = node[.required] != nil
        let isClosed = isClosed(node)
        let joins = node.edges.count(where: \.keyword.joinsParts) > 1
        guard hasRequired || isClosed || joins else { return }
        let parts = Subschema(program, index).partIndices
        guard budget.spend(steps: parts.reduce(0) { $0 + 1 + graph.nodes[$1].edges.count }) else { return }
        let closed = parts.filter { self.isClosed(graph.nodes[$0]) }.map {
            (index: $0, names: ClosedObject(graph.nodes[$0], graph.patterns))
        }
        for part in parts {
            for (position, element) in (graph.nodes[part][.required]?.elements ?? []).enumerated() {
                guard let name = element.exactString else { continue }
                guard budget.spend(steps: 1 + closed.count) else { return }
                let refusing = closed.first { other in
                    !other.names.allows(name, spending: &budget) && isFirstToJoin(part, other.index, index)
                }
                guard let refusing else { continue }
                let nearest = Suggestion.nearest(to: name.string, among: refusing.names.names)
                // A part that forbids nothing by itself may hold elsewhere too.
                reportOnce(
                    "no object can have \(Wording.quoted(name.string, beside: nearest ?? "")): "
                        + "\"additionalProperties\": false forbids it"
                        + Suggestion.sentence(for: name.string, among: [nearest].compactMap(\.self)),
                    at: node, part == index ? ["required", ExactString(position)] : [])
            }
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

    private func isClosed(_ node: Graph.Node) -> Bool {
        node.target(.additionalProperties).map { graph.nodes[$0].source.bool == false } ?? false
    }
}

/// The names that an object may have whose schema says `"additionalProperties": false`.
private struct ClosedObject {
    let names: [String]
    private let known: Set<ExactString>
    /// Nil for one that could not be compiled.
    private let patterns: [Pattern?]

    init(_ node: Graph.Node, _ compiled: [ExactString: Pattern]) {
        let properties = node.edges(.properties).map(\.name)
        names = properties.map(\.string)
        known = Set(properties)
        patterns = node.edges(.patternProperties).map { compiled[$0.name] }
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
