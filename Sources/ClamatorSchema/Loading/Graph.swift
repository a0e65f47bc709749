import ClamatorJSON
import ECMAPattern

/// Schemas that are compiled together, as their subschemas and the keywords that lead from one to another.
///
/// This is what explanations, defaults, signatures and completion read; the yes/no check runs on the `Program` that is
/// lowered from it. A subschema appears once, however many schemas lead to it; again only for each dialect it is used
/// in and for each dynamic scope in which `$dynamicRef` could tell a difference. So the references in it are settled
/// here and nothing is left to look up while a value is checked.
struct Graph: Sendable {
    /// One subschema.
    struct Node: Sendable {
        /// The keyword object, or a boolean.
        var source: JSON
        var location: Location
        /// The path from the root of the file it stands in.
        var pointer: [ExactString]
        /// How many of the path's tokens lead to the schema that it is a part of: none where that is the whole file.
        var depth: Int
        /// The URI of the file it stands in; empty for the one that is compiled.
        var document: String
        /// Whether it stands in the schemas themselves or in their shared types, read as those are by themselves.
        var isOwn: Bool
        /// The URI of the resource it stands in, and how many of the path's tokens lead to that resource's root.
        var resource: ExactString
        var resourceDepth: Int
        /// Whether that is another resource than that of the schema's root.
        var isElsewhere: Bool
        var rules: Rules
        /// The keywords that hold, in the order of the text, with their values.
        var keywords: [(keyword: Keyword, value: JSON)] = []
        /// The ways to other subschemas, in the order of the keywords.
        var edges: [Edge] = []
    }

    /// A way from a subschema to another, by a keyword.
    struct Edge: Sendable {
        var keyword: Keyword
        /// The member's name under `properties` and the like; empty elsewhere.
        var name: ExactString = ""
        /// The position under `allOf` and the like; -1 where the keyword has one schema.
        var index = -1
        var target: Int
    }

    var nodes: [Node] = []
    /// The compiled patterns by their text.
    var patterns: [ExactString: Pattern] = [:]
    /// The nodes of the schemas, in the order in which they were given.
    var roots: [Int] = []
    /// The node from which the shared types can be reached by `$defs`; nil where there are no such types.
    var types: Int?
}

extension Graph {
    /// For each node whether it is one of some nodes, or leads to one.
    func leading(to marked: [Bool], by goes: (Edge) -> Bool = { _ in true }) -> [Bool] {
        guard marked.contains(true) else { return marked }
        var leads = marked
        var sources = [[Int]](repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() {
            for edge in node.edges where goes(edge) { sources[edge.target].append(index) }
        }
        var waiting = nodes.indices.filter { marked[$0] }
        while let next = waiting.popLast() {
            for source in sources[next] where !leads[source] {
                leads[source] = true
                waiting.append(source)
            }
        }
        return leads
    }
}

extension Graph.Node {
    /// The path from the root of the resource that it stands in.
    var resourcePointer: ArraySlice<ExactString> { pointer.dropFirst(resourceDepth) }

    /// The value of a keyword; nil where it is absent or unknown to the dialect.
    subscript(_ keyword: Keyword) -> JSON? {
        for index in keywords.indices where keywords[index].keyword == keyword { return keywords[index].value }
        return nil
    }

    /// The ways that a keyword opens. The others are not copied, of which an object with many properties has many.
    func edges(_ keyword: Keyword) -> [Graph.Edge] { Array(edges[Self.range(keyword, in: edges)]) }

    /// The indices of a keyword's edges; they follow each other.
    static func range(_ keyword: Keyword, in edges: [Graph.Edge]) -> Range<Int> {
        var first = 0
        while first < edges.count, edges[first].keyword != keyword { first += 1 }
        var end = first
        while end < edges.count, edges[end].keyword == keyword { end += 1 }
        return first..<end
    }

    /// The node that the keyword's one schema is.
    func target(_ keyword: Keyword) -> Int? {
        for index in edges.indices where edges[index].keyword == keyword && edges[index].index < 0 {
            return edges[index].target
        }
        return nil
    }
}
