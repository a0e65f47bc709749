package import ClamatorJSON

/// Schemas of one file that are compiled together, into one program, with the types that they share.
///
/// Each schema refers to the shared types as to its own `$defs`; before 2019-09 as to its `definitions` too. Where it
/// has a definition, an anchor or an `$id` of its own by the same name, its references mean that, while those in the
/// types always mean types. A type is compiled once for each dialect it is used in, however many schemas use it.
package struct SchemaCollection: Sendable {
    /// The schemas in the order in which they were given; nil where something is wrong with one, or with what it leads
    /// to.
    package let schemas: [Schema?]
    /// Why a schema is not there, for each of those.
    package let reasons: [SchemaDiagnostic?]
    /// What is wrong, with the first of the schemas that leads to it; that is nil where the shared types do by
    /// themselves.
    package let diagnostics: [(diagnostic: SchemaDiagnostic, schema: Int?)]
    /// Whether nothing is wrong with the shared types.
    let areTypesSound: Bool
    let program: Program

    /// Compiles schemas.
    ///
    /// - Parameters:
    ///   - schemas: The schemas, each with the path that leads to it in its file.
    ///   - types: The shared types by name: the value of the file's `$defs`; nothing but an object holds any.
    ///   - options: How they are read.
    package init(_ schemas: [(source: JSON, path: JSONPointer)], types: JSON?, options: Schema.Options) {
        let builder = GraphBuilder(
            schemas.map { ($0.source, $0.path.tokens) }, types: types?.kind == .object ? types ?? [:] : [:],
            options: options)
        let program = Program(builder.graph, assertsFormats: options.assertsFormats)
        self.program = program
        let faults = builder.diagnosticsOfNodes
        reasons = builder.graph.roots.map { faults[$0] }
        self.schemas = builder.graph.roots.map { faults[$0] == nil ? Schema(program, $0) : nil }
        areTypesSound = builder.graph.types.map { faults[$0] == nil } ?? true
        diagnostics = builder.diagnostics.map { ($0.diagnostic, $0.schema) }
    }

    /// The nodes that the shared types and the schemas lead to with which nothing is wrong.
    var soundNodes: [Int] {
        let types = areTypesSound ? program.graph.types : nil
        var isFound = [Bool](repeating: false, count: program.graph.nodes.count)
        let roots = [types].compactMap(\.self) + schemas.compactMap { $0?.node }
        return program.graph.reachableNodes(from: roots, except: &isFound) { _ in true }
    }

    /// How many subschemas the program has: it tells whether what many schemas lead to was compiled once.
    package var nodeCount: Int { program.graph.nodes.count }
}

extension Schema {
    /// The schema as it stands in its file, with the shared types that it leads to added to its own definitions, so
    /// that it can be read alone.
    package var sourceWithTypes: JSON {
        let types = sharedTypesInUse
        let source = program.graph.nodes[node].source
        if types.isEmpty { return source }
        let keywords = program.graph.nodes[node].rules.dialect.keywordsOfDefinitions
        let definitions = keywords.map { keyword -> (name: ExactString, value: JSON) in
            let own = source[keyword]?.members ?? []
            let names = Set(own.map(\.name))
            return (keyword, JSON(members: own + types.filter { !names.contains($0.name) }))
        }
        return JSON(members: source.members.filter { !keywords.contains($0.name) } + definitions)
    }

    /// The shared types that the schema leads to, with all that these lead to, in the order of the file.
    private var sharedTypesInUse: [(name: ExactString, value: JSON)] {
        let graph = program.graph
        guard let root = graph.types else { return [] }
        let types = Dictionary(graph.nodes[root].edges.map { ($0.name, $0.target) }) { $1 }
        var names: Set<ExactString> = []
        var isSeen = [Bool](repeating: false, count: graph.nodes.count)
        var start = [node]
        while !start.isEmpty {
            var next: [Int] = []
            for node in graph.reachableNodes(from: start, except: &isSeen, by: { _ in true }) {
                // Other parts of the file are no types.
                let node = graph.nodes[node]
                guard node.depth == 0, node.document.isEmpty, node.pointer.count > 1 else { continue }
                if names.insert(node.pointer[1]).inserted, let type = types[node.pointer[1]] { next.append(type) }
            }
            start = next
        }
        return graph.nodes[root].edges.filter { names.contains($0.name) }.map {
            ($0.name, graph.nodes[$0.target].source)
        }
    }
}
