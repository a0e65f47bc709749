import ClamatorJSON

/// Which properties can be given the defaults that are declared for them, and which are required and so never lack.
///
/// A schema is seen with all that holds beside it through references and `allOf`: one part may declare what another
/// requires.
struct DefaultUses {
    /// A property that has a default and is required.
    struct Idle {
        /// The schema that brings the parts together.
        let whole: Int
        /// The part that declares the property, and the one that requires it.
        let part: Int
        let requiring: Int
        let property: Graph.Edge
        /// The node that the default stands in.
        let declaration: Int
    }

    /// The required properties whose default no property gets at all, not even elsewhere.
    let idle: [Idle]

    /// How many schemas for the same value are searched for a property.
    private static let maximumParts = 1000

    /// - Parameters:
    ///   - program: The schemas.
    ///   - nodes: Those of its nodes that are looked at.
    ///   - budget: Pays for the search; where it is used up, nothing is found.
    init(_ program: Program, in nodes: some Sequence<Int>, spending budget: inout WorkBudget) {
        let (graph, declarations) = (program.graph, program.defaultDeclarations)
        var found: [Idle] = []
        var applied: Set<Int> = []
        /// The schemas of properties that get their defaults.
        var filled: [Int] = []
        search: for whole in Self.wholes(of: graph, in: nodes) {
            let parts = Self.parts(of: whole, in: graph)
            guard budget.spend(steps: parts.reduce(0) { $0 + 1 + graph.nodes[$1].edges.count }) else { break }
            let defaulted = parts.flatMap { part in
                graph.nodes[part].edges(.properties).compactMap { edge in
                    declarations[edge.target].map { (part: part, edge: edge, declaration: $0) }
                }
            }
            if defaulted.isEmpty { continue }
            var requiring: [ExactString: Int] = [:]
            for part in parts {
                let names = graph.nodes[part][.required]?.elements ?? []
                guard budget.spend(steps: names.count) else { break search }
                for name in names.compactMap(\.exactString) where requiring[name] == nil { requiring[name] = part }
            }
            for (part, edge, declaration) in defaulted {
                if let requiring = requiring[edge.name] {
                    found.append(
                        Idle(
                            whole: whole, part: part, requiring: requiring, property: edge, declaration: declaration))
                } else {
                    applied.insert(declaration)
                    filled.append(edge.target)
                }
            }
        }
        if !found.isEmpty {
            let within = Self.filledWithin(filled, in: graph, declarations, spending: &budget)
            applied.formUnion(within.compactMap { declarations[$0] })
        }
        idle = budget.reached == nil ? found.filter { !applied.contains($0.declaration) } : []
    }

    /// The schemas of properties whose defaults the defaults of some properties are given, since they lack them:
    /// required or not, those are not checked before they are filled. More rather than less: whether a branch holds, or
    /// a pattern matches, is not asked.
    private static func filledWithin(
        _ filled: [Int], in graph: Graph, _ declarations: [Int?], spending budget: inout WorkBudget
    ) -> Set<Int> {
        var found: Set<Int> = []
        var seen: Set<Int> = []
        var waiting = filled
        while let property = waiting.popLast() {
            guard seen.insert(property).inserted, let declaration = declarations[property],
                let value = graph.nodes[declaration][.default]
            else { continue }
            var seenInValue: Set<Visit> = []
            var pairs = [(value: value, node: property)]
            while let (value, node) = pairs.popLast() {
                let edges = graph.nodes[node].edges
                guard value.kind == .object || value.kind == .array,
                    seenInValue.insert(Visit(node: node, offset: value.offset)).inserted
                else { continue }
                guard budget.spend(steps: 1 + edges.count + value.count) else { return found }
                let members = Dictionary(value.members.map { ($0.name, $0.value) }) { $1 }
                for edge in edges where edge.keyword.leadsToDefaults {
                    if edge.keyword.isInPlace {
                        pairs.append((value, edge.target))
                    } else if edge.keyword != .properties {
                        guard budget.spend(steps: value.count) else { return found }
                        pairs += (Array(members.values) + value.elements).map { ($0, edge.target) }
                    } else if let member = members[edge.name] {
                        pairs.append((member, edge.target))
                    } else if value.kind == .object, declarations[edge.target] != nil {
                        found.insert(edge.target)
                        waiting.append(edge.target)
                    }
                }
            }
        }
        return found
    }

    /// A value within a default, and a schema that it is looked at by.
    private struct Visit: Hashable {
        let node: Int
        let offset: Int
    }

    /// The nodes by which values are looked at, not only as a part of others; and those to which nothing leads.
    private static func wholes(of graph: Graph, in nodes: some Sequence<Int>) -> [Int] {
        var isWhole = [Bool](repeating: false, count: graph.nodes.count)
        var isPart = isWhole
        for root in graph.roots { isWhole[root] = true }
        for node in nodes {
            for edge in graph.nodes[node].edges where edge.keyword.looksAtValues {
                if edge.keyword.joinsParts { isPart[edge.target] = true } else { isWhole[edge.target] = true }
            }
        }
        return nodes.filter { isWhole[$0] || !isPart[$0] }
    }

    /// The schemas that must all hold where one does.
    static func parts(of node: Int, in graph: Graph) -> [Int] {
        var found = [node]
        var seen: Set<Int> = [node]
        var next = 0
        while next < found.count, found.count < maximumParts {
            for edge in graph.nodes[found[next]].edges
            where edge.keyword.joinsParts && seen.insert(edge.target).inserted {
                found.append(edge.target)
            }
            next += 1
        }
        return found
    }
}
