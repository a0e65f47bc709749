import ClamatorJSON

/// A compiled schema: the graph that explains, and the rules that answer yes or no.
///
/// Raw-pointer code. Invariants: `ruleOfNode` holds a rule for each node of the graph, at the node's place; every pointer
/// in the rules leads into `arena` or into a document that `graph` keeps alive; nothing changes once `init` has returned. That
/// makes the program `Sendable`, and sound to run rules from as long as it is held.
final class Program: @unchecked Sendable {
    let graph: Graph
    /// For each node its rule, or the rule of the node where its lone reference leads in the end.
    private let ruleOfNode: UnsafePointer<RulePointer>
    private let arena: Arena
    private let nodes: UnsafeMutablePointer<Graph.Node>
    let assertsFormats: Bool
    let hasDefaults: Bool

    init(_ graph: Graph, resolved: [Int], assertsFormats: Bool) {
        self.graph = graph
        self.assertsFormats = assertsFormats
        hasDefaults = Defaults.canFill(graph)
        nodes = .allocate(capacity: graph.nodes.count)
        nodes.initialize(from: graph.nodes, count: graph.nodes.count)
        arena = Arena()
        let rules = arena.reserve(graph.nodes.count, of: Rule.self)
        rules.initialize(repeating: Rule(), count: graph.nodes.count)
        let lowering = Lowering(graph, resolved: resolved, rules: rules, arena: arena, assertsFormats: assertsFormats)
        for node in graph.nodes.indices { rules[node] = lowering.rule(for: node) }
        lowering.findDiscriminators()
        ruleOfNode = arena.flat(resolved.map { RulePointer(rules + $0) }).base
    }

    deinit {
        nodes.deinitialize(count: graph.nodes.count)
        nodes.deallocate()
    }

    /// A node, to be looked at in place: a copy of it would count many references.
    @inline(__always)
    func node(_ index: Int) -> UnsafePointer<Graph.Node> { UnsafePointer(nodes + index) }

    /// The value of a node's keyword.
    func value(_ keyword: Keyword, of node: Int) -> JSON? { Graph.Node.value(keyword, in: nodes[node].keywords) }

    /// The node that the one schema of a node's keyword is.
    func target(_ keyword: Keyword, of node: Int) -> Int? { Graph.Node.target(keyword, in: nodes[node].edges) }

    /// The places of a keyword's edges among those of a node.
    func edges(_ keyword: Keyword, of node: Int) -> Range<Int> { Graph.Node.range(keyword, in: nodes[node].edges) }

    /// The rule of a node.
    @inline(__always)
    func rule(_ node: Int) -> RulePointer { ruleOfNode[node] }
}
