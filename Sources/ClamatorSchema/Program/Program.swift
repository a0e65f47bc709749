import ClamatorJSON
import Synchronization

/// Compiled schemas: the graph that explains, and the rules that answer yes or no. Each schema is a node of it.
///
/// Unsafe code. Invariants: `rules` and the layout have an element for each node of the graph, at the same index; every
/// pointer in them leads into their arena or into a document that `graph` keeps alive; nothing of that changes once it
/// is made. That makes the program `Sendable`, and sound to run rules from as long as it is held.
final class Program: @unchecked Sendable {
    let graph: Graph
    /// The rules of the nodes. A node whose lone reference leads to another has the rule of that other.
    private let rules: ArenaSlice<RulePointer>
    private let arena: Arena
    private let explanation = LazyReference<Explanation>()
    /// For each node that which its default stands in; empty where no node has one.
    let defaultDeclarations: [Int?]
    /// What others have worked out for all schemas, by its type.
    private let workedOut = Mutex<[ObjectIdentifier: any Sendable]>([:])

    init(_ graph: Graph, assertsFormats: Bool) {
        self.graph = graph
        let resolved = References.resolved(graph)
        defaultDeclarations = graph.defaultDeclarations
        arena = Arena()
        let rules = arena.slice([Rule](repeating: Rule(), count: graph.nodes.count))
        let lowering = Lowering(graph, resolved: resolved, rules: rules, arena: arena, assertsFormats: assertsFormats)
        // A node that another's rule stands for needs none.
        for node in graph.nodes.indices where resolved[node] == node {
            let rule = lowering.rule(for: node)
            arena.change(rules.pointer(node)) { $0 = rule }
        }
        lowering.findMarking()
        lowering.findDiscriminators()
        let pointers = resolved.map(rules.pointer)
        if !defaultDeclarations.isEmpty {
            lowering.addDefaults(defaultDeclarations)
            let breaks = FillingHazards.nodes(of: graph, rules: pointers)
            for node in graph.nodes.indices {
                arena.change(rules.pointer(node)) { $0.breaksByFilling = $0.fills && breaks[node] }
            }
        }
        self.rules = arena.slice(pointers)
    }

    /// What the explainer reads, made when it is first asked for: most schemas never refuse a value.
    var layout: ExplanationLayout {
        explanation.made { Explanation(graph, rules) }.layout
    }

    private final class Explanation: @unchecked Sendable {
        let layout: ExplanationLayout
        private let arena = Arena()

        init(_ graph: Graph, _ rules: ArenaSlice<RulePointer>) {
            layout = ExplanationLayout(graph, rules: rules, arena: arena)
        }
    }

    /// What is worked out from the program when it is first asked for, by its type.
    func workedOutOnce<Value: Sendable>(_ work: () -> Value) -> Value {
        let key = ObjectIdentifier(Value.self)
        if let known = workedOut.withLock({ $0[key] }) as? Value { return known }
        let value = work()
        workedOut.withLock { $0[key] = value }
        return value
    }

    /// The rule of a node.
    @inline(__always)
    func rule(_ node: Int) -> RulePointer { rules[node] }
}
