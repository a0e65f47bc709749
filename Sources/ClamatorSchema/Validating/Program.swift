import ClamatorJSON

/// A compiled schema: the graph that explains, and the rules that answer yes or no.
///
/// Raw-pointer code. Invariants: `rules` holds one rule for each node of the graph, at the node's place; every pointer in
/// them leads into `arena` or into a document that `graph` keeps alive; nothing changes once `init` has returned. That
/// makes the program `Sendable`, and sound to run rules from as long as it is held.
final class Program: @unchecked Sendable {
    let graph: Graph
    /// For each node the node whose rule stands for it: itself, or where a lone reference leads in the end.
    let resolved: [Int]
    private let rules: UnsafeMutablePointer<Rule>
    private let arena: Arena
    let assertsFormats: Bool
    let hasDefaults: Bool

    init(_ graph: Graph, resolved: [Int], assertsFormats: Bool) {
        self.graph = graph
        self.resolved = resolved
        self.assertsFormats = assertsFormats
        hasDefaults = Defaults.canFill(graph)
        arena = Arena()
        rules = arena.reserve(graph.nodes.count, of: Rule.self)
        rules.initialize(repeating: Rule(), count: graph.nodes.count)
        let lowering = Lowering(graph, resolved: resolved, rules: rules, arena: arena, assertsFormats: assertsFormats)
        for node in graph.nodes.indices { rules[node] = lowering.rule(for: node) }
        lowering.findDiscriminators()
    }

    /// The rule of a node.
    func rule(_ node: Int) -> RulePointer { RulePointer(rules + resolved[node]) }
}
