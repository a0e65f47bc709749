import ClamatorJSON

/// The subschemas as the explainer reads them, laid out flat: a walk counts no references, and finds the text of every
/// location written already.
///
/// The arguments of keywords lead into documents that the program's graph keeps alive.
struct ExplanationLayout {
    /// In the order of the graph.
    let nodes: ArenaSlice<Node>

    struct Node {
        let rule: RulePointer
        /// The keywords by which a value can fail, in the order of the text, but for those that speak of the value
        /// alone: they stand before those that speak of its parts, so that mostly reasons are found in the order of the
        /// value.
        let keywords: ArenaSlice<Argument>
        let edges: ArenaSlice<Edge>
        /// What `type` allows; nil where it does not stand.
        let types: Types?
        /// The value of a schema that is no object.
        let bool: Bool?
        /// Whether it stands in another resource than the root of its schema.
        let isElsewhere: Bool
        /// Whether it has schemas for the same value.
        let hasSchemasInPlace: Bool
    }

    /// The types that a value may have.
    struct Types {
        /// The kinds of value of which some have one, a bit each.
        let kinds: UInt8
        /// Whether a number must be an integer.
        let isIntegerOnly: Bool
        let names: ByteView
    }

    /// A keyword with its value.
    struct Argument {
        let keyword: Keyword
        let value: JSONView
        /// The keyword's token as a JSON string holds it, with a slash before it.
        let location: ByteView
        fileprivate let firstEdge: Int
        fileprivate let endOfEdges: Int

        /// The indices of the ways that it opens among those of the node.
        var edges: Range<Int> { firstEdge..<endOfEdges }
    }

    /// A way to another subschema.
    struct Edge {
        let keyword: Keyword
        let isReference: Bool
        let target: Int
        /// The tokens as a JSON string holds them, with a slash before each.
        let location: ByteView
    }

    /// Lays out a graph, whose nodes have these rules.
    init(_ graph: Graph, rules: ArenaSlice<RulePointer>, arena: Arena) {
        var texts = Texts(graph, arena)
        // In the order in which the texts were written; the nodes get parts of them.
        var arguments: [Argument] = []
        var edges: [Edge] = []
        var types: [Types?] = []
        for node in graph.nodes {
            for (keyword, value) in Self.assertions(of: node) {
                let opened = Graph.Node.range(keyword, in: node.edges)
                arguments.append(
                    Argument(
                        keyword: keyword, value: value.view, location: texts.next(), firstEdge: opened.lowerBound,
                        endOfEdges: opened.upperBound))
            }
            for way in node.edges {
                edges.append(
                    Edge(
                        keyword: way.keyword, isReference: way.keyword.isReference, target: way.target,
                        location: texts.next()))
            }
            types.append(
                node[.type].map { value in
                    let types = TypeSet(keyword: value)
                    return Types(
                        kinds: types.kinds, isIntegerOnly: types.contains(.integer) && !types.contains(.number),
                        names: texts.next())
                })
        }
        let (allArguments, allEdges) = (arena.slice(arguments), arena.slice(edges))
        var (argument, edge) = (0, 0)
        nodes = arena.slice(
            graph.nodes.indices.map { index in
                let node = graph.nodes[index]
                let (firstArgument, firstEdge) = (argument, edge)
                argument += node.keywords.count { $0.keyword.isAssertion(in: node.rules.dialect) }
                edge += node.edges.count
                return Node(
                    rule: rules[index], keywords: allArguments.part(firstArgument..<argument),
                    edges: allEdges.part(firstEdge..<edge), types: types[index], bool: node.source.bool,
                    isElsewhere: node.isElsewhere, hasSchemasInPlace: node.edges.contains { $0.keyword.isInPlace })
            })
    }

    /// The keywords by which a value can fail, as a node has them here.
    private static func assertions(of node: Graph.Node) -> [(keyword: Keyword, value: JSON)] {
        var assertions: [(keyword: Keyword, value: JSON)] = []
        for (keyword, value) in node.keywords where keyword.isAssertion(in: node.rules.dialect) {
            var index = assertions.count
            if !keyword.looksAtValues {
                while index > 0, assertions[index - 1].keyword.looksAtMembers { index -= 1 }
            }
            assertions.insert((keyword, value), at: index)
        }
        return assertions
    }

    /// The texts of all nodes in one piece of memory, taken in the order in which they were written.
    private struct Texts {
        private let bytes: ArenaSlice<UInt8>
        private let ends: [Int]
        private var taken = 0

        init(_ graph: Graph, _ arena: Arena) {
            var writer = JSONWriter()
            var ends = [0]
            func add(_ write: (inout JSONWriter) -> Void) {
                write(&writer)
                ends.append(writer.byteCount)
            }
            for node in graph.nodes {
                for (keyword, _) in ExplanationLayout.assertions(of: node) {
                    add { $0.append(keyword: keyword) }
                }
                for edge in node.edges { add { $0.append(edge: edge) } }
                if let types = node[.type] { add { $0.append(types: TypeSet(keyword: types)) } }
            }
            bytes = arena.slice(writer.copy)
            self.ends = ends
        }

        mutating func next() -> ByteView {
            defer { taken += 1 }
            return bytes.bytes(ends[taken]..<ends[taken + 1])
        }
    }
}

typealias NodePointer = ArenaPointer<ExplanationLayout.Node>
typealias ArgumentPointer = ArenaPointer<ExplanationLayout.Argument>

extension NodePointer {
    /// A keyword with its value; nil where it does not stand.
    func argument(_ keyword: Keyword) -> ArgumentPointer? {
        let keywords = pointee.keywords
        for index in 0..<keywords.count where keywords[index].keyword == keyword { return keywords.pointer(index) }
        return nil
    }

    /// The indices of a keyword's edges among those of the node.
    func edges(_ keyword: Keyword) -> Range<Int> { argument(keyword)?.pointee.edges ?? 0..<0 }
}
