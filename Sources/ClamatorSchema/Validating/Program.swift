import ClamatorJSON

/// A compiled schema: the graph that explains, and the rules that answer yes or no.
///
/// Raw-pointer code. Invariants: `layout` has a node for each of the graph, at the same place; every pointer in it and
/// in the rules leads into `arena` or into a document that `graph` keeps alive; nothing changes once `init` has returned. That
/// makes the program `Sendable`, and sound to run rules from as long as it is held.
final class Program: @unchecked Sendable {
    let graph: Graph
    /// What the explainer reads. A node whose lone reference leads to another has the rule of that other.
    let layout: Layout
    private let arena: Arena
    let hasDefaults: Bool

    init(_ graph: Graph, resolved: [Int], assertsFormats: Bool) {
        self.graph = graph
        hasDefaults = Defaults.canFill(graph)
        arena = Arena()
        let rules = arena.reserve(graph.nodes.count, of: Rule.self)
        rules.initialize(repeating: Rule(), count: graph.nodes.count)
        let lowering = Lowering(graph, resolved: resolved, rules: rules, arena: arena, assertsFormats: assertsFormats)
        for node in graph.nodes.indices { rules[node] = lowering.rule(for: node) }
        lowering.findMarking()
        lowering.findDiscriminators()
        layout = Layout(graph, rules: resolved.map { RulePointer(rules + $0) }, arena: arena)
    }

    /// The rule of a node.
    @inline(__always)
    func rule(_ node: Int) -> RulePointer { layout.nodes[node].rule }
}
