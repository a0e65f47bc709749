import ClamatorJSON
import ECMAPattern

/// Builds the graph of schemas: every subschema of theirs and of their shared types, and what is referred to in other
/// files.
struct GraphBuilder {
    private var registry: Registry
    private(set) var graph = Graph()
    /// What is wrong, in the order in which it was found.
    private(set) var diagnostics: [Diagnostic] = []
    /// The texts of the problems: a schema that stands in several dynamic scopes has each of its own once.
    private var reported: Set<ExactString> = []
    /// For each node whether something is wrong with it.
    private var isWrong: [Bool] = []
    /// What was found first of the nodes with which something is wrong.
    private var firstDiagnostic: [Int: SchemaDiagnostic] = [:]
    /// The schema that is being read; nil for the shared types.
    private var schema: Int?
    /// The first nodes that were added for each schema, those for the shared types before them.
    private var firstNodes: [Int] = []
    /// The first of the registry's problems that were found for each schema.
    private var firstDiagnostics: [Int] = []
    private var next = 0
    private var nodeByKey: [Key: Int] = [:]
    private var contexts: [Registry.Context] = [[:]]
    /// The numbers of the contexts that are not empty.
    private var contextNumbers: [Registry.Context: Int] = [:]
    private var contextOfNode: [Int] = []

    private struct Key: Hashable {
        var location: Location
        var context: Int
    }

    /// The most subschemas that a schema may come to; dynamic scopes can multiply them.
    static let maximumNodes = 2_000_000

    /// Something that is wrong with a schema.
    struct Diagnostic {
        var diagnostic: SchemaDiagnostic
        /// The first schema that leads to it; nil where the shared types do by themselves.
        var schema: Int?
    }

    /// - Parameters:
    ///   - schemas: The schemas, with the paths that lead to them in their file.
    ///   - types: The types by name that all schemas share as if they were their own `$defs`; nil for a schema that is
    ///     compiled alone.
    ///   - options: How they are read.
    init(_ schemas: [(source: JSON, path: [ExactString])], types: JSON?, options: SchemaOptions) {
        registry = Registry(types: types, options: options)
        if let root = registry.sharedTypes() {
            graph.types = node(at: root, in: 0)
            expandAll()
        }
        for (index, (source, path)) in schemas.enumerated() {
            schema = index
            firstNodes.append(graph.nodes.count)
            firstDiagnostics.append(registry.diagnostics.count)
            let root = registry.add(source, at: path)
            graph.roots.append(node(at: root, in: 0))
            expandAll()
        }
        cutEndlessWays()
        addDiagnosticsOfRegistry()
    }

    /// For each node what is wrong with it, or with one that it leads to; nil where nothing is.
    var diagnosticsOfNodes: [SchemaDiagnostic?] {
        var found = graph.nodes.indices.map { isWrong[$0] ? firstDiagnostic[$0] : nil }
        var sources = [[Int]](repeating: [], count: graph.nodes.count)
        for (index, node) in graph.nodes.enumerated() {
            for edge in node.edges { sources[edge.target].append(index) }
        }
        var waiting = graph.nodes.indices.filter { isWrong[$0] }
        var next = 0
        while next < waiting.count {
            for source in sources[waiting[next]] where found[source] == nil {
                found[source] = found[waiting[next]]
                waiting.append(source)
            }
            next += 1
        }
        return found
    }

    private mutating func expandAll() {
        while next < graph.nodes.count {
            // What was made of another node was read with that.
            if graph.nodes[next].keywords.isEmpty { expand(next) }
            next += 1
        }
    }

    /// Reports the ways on which the schemas for one value lead back to themselves, and takes a step of each away, so
    /// that every walk along them ends.
    private mutating func cutEndlessWays() {
        let steps = References.endless(graph)
        for (node, _) in steps {
            schema = firstNodes.lastIndex { $0 <= node }
            report("the schema refers to itself without end", node, [])
        }
        // The later ones first, so that the others stay where they are.
        for (node, edge) in steps.sorted(by: >) { graph.nodes[node].edges.remove(at: edge) }
    }

    private mutating func addDiagnosticsOfRegistry() {
        if registry.diagnostics.isEmpty { return }
        let found = Dictionary(registry.diagnostics.map { ($0.location, $0.diagnostic) }) { first, _ in first }
        var wrong = Set(found.keys)
        for (index, node) in graph.nodes.enumerated() {
            if let diagnostic = found[node.location] { note(diagnostic, of: index) }
        }
        wrong.subtract(graph.nodes.lazy.map(\.location))
        var early: [Diagnostic] = []
        for (index, (diagnostic, location)) in registry.diagnostics.enumerated() {
            let schema = firstDiagnostics.lastIndex { $0 <= index }
            if wrong.contains(location) {
                let document = registry.documents[location.document]
                // What is wrong with a shared type as other rules have it matters where it is used so.
                if document.uri.isEmpty, !document.isOwn { continue }
                if let root = schema.map({ graph.roots[$0] }) ?? graph.types { note(diagnostic, of: root) }
            }
            early.append(Diagnostic(diagnostic: diagnostic, schema: schema))
        }
        diagnostics = early + diagnostics
    }

    // MARK: Nodes

    private mutating func node(at location: Location, in outer: Int) -> Int {
        guard let located = registry.schemas[location] else { return next }
        let context = enter(location, located.resource, from: outer)
        let key = Key(location: location, context: context)
        if let known = nodeByKey[key] { return known }
        if graph.nodes.count == Self.maximumNodes {
            let last = min(next, graph.nodes.count - 1)
            report("the schema has over \(Self.maximumNodes) parts", last, [])
            return last
        }
        let document = registry.documents[location.document]
        let resource = registry.resources[located.resource]
        let isInRootResource =
            resource.root.document == location.document && resource.pointer.count == document.path.count
        graph.nodes.append(
            Graph.Node(
                source: located.value, location: location, pointer: located.pointer, depth: document.path.count,
                document: document.uri, isOwn: document.isOwn, resource: resource.name,
                resourceDepth: resource.pointer.count,
                isElsewhere: !isInRootResource, rules: resource.rules))
        isWrong.append(false)
        contextOfNode.append(context)
        nodeByKey[key] = graph.nodes.count - 1
        return graph.nodes.count - 1
    }

    /// The context inside a resource that is entered from another.
    private mutating func enter(_ location: Location, _ index: Int, from outer: Int) -> Int {
        let index = registry.resources[index].whole ?? index
        let sharedIndex = registry.resources[index].shared
        guard registry.resources[index].isDynamic || sharedIndex.map({ registry.resources[$0].isDynamic }) ?? false
        else { return outer }
        let context = registry.context(at: location, from: contexts[outer])
        if let known = contextNumbers[context] { return known }
        contexts.append(context)
        contextNumbers[context] = contexts.count - 1
        return contexts.count - 1
    }

    /// Reads the node's keywords and adds the nodes they lead to.
    private mutating func expand(_ index: Int) {
        let node = graph.nodes[index]
        if node.source.kind != .object {
            if node.source.bool == nil {
                report("expected a schema (an object or a boolean), got \(Wording.value(node.source))", index, [])
            }
            return
        }
        let types = registry.types(at: node.location).map { [(name: ExactString("$defs"), value: $0)] }
        let isReferenceAlone = node.rules.dialect.isBefore2019_09 && node.source["$ref"] != nil
        var keywords: [(keyword: Keyword, value: JSON)] = []
        var edges: [Graph.Edge] = []
        for (name, value) in types ?? node.source.lastMembers {
            guard let keyword = Keyword(name, under: node.rules) else { continue }
            if isReferenceAlone && keyword != .ref && keyword.isAssertion(in: node.rules.dialect) { continue }
            let shape = keyword.shape(in: node.rules.dialect)
            if let diagnostic = shape.diagnostic(with: value, in: node.rules.dialect) {
                report(diagnostic.text, index, [name] + diagnostic.path)
                continue
            }
            addPatterns(of: value, as: shape, index, name)
            keywords.append((keyword, value))
            let isUnusedDefinition = keyword == .defs || keyword == .definitions
            if isUnusedDefinition && !node.isOwn { continue }
            if keyword.isReference {
                if let target = resolve(keyword, value, from: node, index) {
                    edges.append(Graph.Edge(keyword: keyword, target: target))
                }
                continue
            }
            let hasList = value.kind == .array
            let hasNames = keyword.hasNamedSchemas
            var number = 0
            shape.forEachSchema(in: value) { token, schema in
                let location = Location(document: node.location.document, node: schema.withView { $0.index })
                let target = self.node(at: location, in: contextOfNode[index])
                edges.append(
                    Graph.Edge(
                        keyword: keyword, name: hasNames ? token ?? "" : "", index: hasList ? number : -1,
                        target: target))
                number += 1
            }
        }
        if node.rules.dialect.isOfDraft4 { keywords = translated(keywords, index) }
        graph.nodes[index].keywords = keywords
        graph.nodes[index].edges = edges
        if Translation.needsBranch(keywords) { addBranchForNull(index) }
    }

    // MARK: Draft-04 and OpenAPI 3.0

    private mutating func translated(_ keywords: Translation.Keywords, _ node: Int) -> Translation.Keywords {
        let (keywords, lacking) = Translation.translated(keywords)
        for (keyword, lacked) in lacking {
            report(
                "\"\(keyword.rawValue)\" needs \"\(lacked.rawValue)\" beside it", node, [ExactString(keyword.rawValue)])
        }
        return keywords
    }

    /// Makes of a schema that is nullable a choice between what it says and null.
    private mutating func addBranchForNull(_ index: Int) {
        let whole = graph.nodes[index]
        let isAssertion = { (keyword: Keyword) in keyword.isAssertion(in: whole.rules.dialect) }
        var said = whole
        said.keywords.removeAll { !isAssertion($0.keyword) }
        said.edges.removeAll { !isAssertion($0.keyword) }
        var null = whole
        (null.source, null.keywords, null.edges) = (["type": "null"], [(.type, "null")], [])
        graph.nodes[index].keywords.removeAll { isAssertion($0.keyword) }
        graph.nodes[index].keywords.append((.anyOf, JSON([said.source, null.source])))
        graph.nodes[index].edges.removeAll { isAssertion($0.keyword) }
        for (number, branch) in [said, null].enumerated() {
            let edge = Graph.Edge(keyword: .anyOf, index: number, target: graph.nodes.count)
            graph.nodes[index].edges.append(edge)
            graph.nodes.append(branch)
            isWrong.append(false)
            contextOfNode.append(contextOfNode[index])
        }
    }

    /// Compiles the patterns in a keyword's value.
    private mutating func addPatterns(of value: JSON, as shape: KeywordShape, _ node: Int, _ name: ExactString) {
        let patterns: [(source: ExactString, path: [ExactString])]
        switch shape {
        case .pattern: patterns = value.exactString.map { [($0, [])] } ?? []
        case .schemasByPattern: patterns = value.lastMembers.map { ($0.name, [$0.name]) }
        default: return
        }
        for (source, path) in patterns where graph.patterns[source] == nil {
            do {
                graph.patterns[source] = try Pattern(source.string)
            } catch {
                let message = "bad pattern \(Wording.quoted(source.string)): \(error.reason), at offset \(error.offset)"
                report(message, node, [name] + path)
            }
        }
    }

    // MARK: References

    private mutating func resolve(_ keyword: Keyword, _ value: JSON, from node: Graph.Node, _ index: Int) -> Int? {
        guard let reference = value.string else { return nil }
        let context = contextOfNode[index]
        switch registry.target(of: keyword, reference, at: node.location, in: contexts[context]) {
        case .failure(let failure):
            report(
                "\(keyword.rawValue) \"\(Wording.cut(reference))\" leads nowhere: \(failure.message)", index,
                [ExactString(keyword.rawValue)])
            return nil
        case .success(let location):
            guard registry.schemas[location]?.value.isSchema == true else {
                report(
                    "\(keyword.rawValue) \"\(Wording.cut(reference))\" leads to what is no schema", index,
                    [ExactString(keyword.rawValue)])
                return nil
            }
            return self.node(at: location, in: context)
        }
    }

    // MARK: Problems

    private mutating func note(_ diagnostic: SchemaDiagnostic, of node: Int) {
        isWrong[node] = true
        if firstDiagnostic[node] == nil { firstDiagnostic[node] = diagnostic }
    }

    private mutating func report(_ message: String, _ node: Int, _ tokens: [ExactString]) {
        let diagnostic = SchemaDiagnostic(
            location: JSONPointer(graph.nodes[node].pointer + tokens), uri: graph.nodes[node].document,
            message: message)
        note(diagnostic, of: node)
        if reported.insert(ExactString(diagnostic.description)).inserted {
            diagnostics.append(Diagnostic(diagnostic: diagnostic, schema: schema))
        }
    }
}
