import ClamatorJSON

/// The references of a graph, followed to their ends without recursion.
enum References {
    /// For each node the node whose rule stands for it: where a reference that nothing stands beside leads in the end.
    static func resolved(_ graph: Graph) -> [Int] {
        var resolved = [Int](repeating: -1, count: graph.nodes.count)
        for start in graph.nodes.indices where resolved[start] < 0 {
            var path = [start]
            // References do not lead back to themselves, so there is an end to this.
            var end = start
            while resolved[end] < 0, let next = graph.nodes[end].onlyReference {
                path.append(next)
                end = next
            }
            let target = resolved[end] < 0 ? end : resolved[end]
            for node in path { resolved[node] = target }
        }
        return resolved
    }

    /// A step of each way on which the schemas for one value lead back to themselves, so that no check would end: a
    /// node, and the index of its edge.
    static func endless(_ graph: Graph) -> [(node: Int, edge: Int)] {
        enum State { case new, open, done }
        var state = [State](repeating: .new, count: graph.nodes.count)
        var found: [(node: Int, edge: Int)] = []
        for start in graph.nodes.indices where state[start] == .new {
            var stack = [(node: start, edge: 0)]
            state[start] = .open
            while let (node, edge) = stack.last {
                let edges = graph.nodes[node].edges
                guard edge < edges.count else {
                    state[node] = .done
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].edge += 1
                guard edges[edge].keyword.isInPlace else { continue }
                let target = edges[edge].target
                if state[target] == .open { found.append((node, edge)) }
                if state[target] == .new {
                    state[target] = .open
                    stack.append((target, 0))
                }
            }
        }
        return found
    }
}

extension Graph.Node {
    /// Where the node's reference leads, if nothing that could refuse or evaluate a value stands beside it.
    var onlyReference: Int? {
        let asserting = keywords.filter { $0.keyword.isAssertion(in: rules.dialect) }
        guard asserting.count == 1, let keyword = asserting.first?.keyword, keyword.isReference else { return nil }
        return edges.first { $0.keyword == keyword }?.target
    }
}
