package import ClamatorJSON

extension SchemaCollection {
    /// A `default` of a schema that holds for some part of a value.
    package struct DeclaredDefault {
        /// The URI of its file, and its path there.
        package let uri: String
        package let path: JSONPointer
        /// That it can never apply, and why; nil where it can.
        package let objection: String?
    }

    /// The defaults that are declared where a schema looks at a value; not those of definitions to which nothing
    /// refers.
    ///
    /// - Parameter budget: What the search may cost.
    /// - Returns: The defaults; none where the budget is used up.
    package func declaredDefaults(spending budget: inout WorkBudget) -> [DeclaredDefault] {
        let graph = program.graph
        let nodes = soundNodes
        guard !program.defaultDeclarations.isEmpty, budget.spend(steps: 4 * nodes.count) else { return [] }
        let reach = DefaultsReach(graph, from: schemas.compactMap { $0?.node })
        let idle = DefaultUses(program, in: nodes, spending: &budget).idle
        let required = Dictionary(idle.map { ($0.declaration, $0.property.name) }) { first, _ in first }
        return nodes.compactMap { index in
            let node = graph.nodes[index]
            guard node[.default] != nil else { return nil }
            var objection = required[index].map { DefaultDiagnostic.Fault.isRequired($0).message }
            if objection == nil {
                guard reach.isInUse(index) else { return nil }
                objection = reach.obstacle(to: index).map { "the default can never apply: \($0)" }
            }
            return DeclaredDefault(
                uri: node.document, path: JSONPointer(node.pointer + ["default"]), objection: objection)
        }
    }
}

/// How far the filling of defaults goes in a schema.
private struct DefaultsReach {
    /// For each node that some value is looked at by: how the walk came there.
    private let ways: [Way?]
    /// For each node whether its default is filled in somewhere: as that of a property, or by a reference or `allOf` of
    /// one.
    private let fills: [Bool]

    private enum Way: Equatable {
        /// As filling does.
        case filling
        /// Through a keyword that filling does not follow.
        case behind(Keyword)
    }

    init(_ graph: Graph, from roots: [Int]) {
        var ways = [Way?](repeating: nil, count: graph.nodes.count)
        Self.walk(graph, from: roots) {
            $0.keyword.leadsToDefaults
        } visit: {
            ways[$0] = .filling
        }
        let properties = graph.nodes.indices.filter { ways[$0] != nil }.flatMap {
            graph.nodes[$0].edges(.properties).map(\.target)
        }
        var fills = [Bool](repeating: false, count: graph.nodes.count)
        Self.walk(graph, from: properties) {
            $0.keyword.joinsParts
        } visit: {
            fills[$0] = true
        }
        for index in graph.nodes.indices where ways[index] == .filling {
            for edge in graph.nodes[index].edges where ways[edge.target] == nil && edge.keyword.looksAtValues {
                Self.walk(graph, from: [edge.target]) {
                    ways[$0.target] == nil && $0.keyword.looksAtValues
                } visit: {
                    ways[$0] = .behind(edge.keyword)
                }
            }
        }
        (self.ways, self.fills) = (ways, fills)
    }

    func isInUse(_ node: Int) -> Bool { ways[node] != nil }

    func obstacle(to node: Int) -> String? {
        if fills[node] { return nil }
        if case .behind(let keyword) = ways[node] { return "defaults are not filled in behind \"\(keyword.rawValue)\"" }
        return "it is a missing property that gets one, from the property's own schema, its \"$ref\" or its \"allOf\""
    }

    private static func walk(
        _ graph: Graph, from start: [Int], by goes: (Graph.Edge) -> Bool, visit: (Int) -> Void
    ) {
        var seen: Set<Int> = []
        var waiting = start
        while let next = waiting.popLast() {
            guard seen.insert(next).inserted else { continue }
            visit(next)
            for edge in graph.nodes[next].edges where goes(edge) { waiting.append(edge.target) }
        }
    }
}
