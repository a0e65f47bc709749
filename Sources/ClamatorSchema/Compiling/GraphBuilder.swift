import ClamatorJSON
import ECMAPattern

/// Builds the graph of a schema document: every subschema of the document, and what is referred to in others.
struct GraphBuilder {
    private var registry: Registry
    private(set) var graph = Graph()
    private(set) var problems: [SchemaProblem] = []
    /// The texts of the problems: a schema that stands in several dynamic scopes has each of its own once.
    private var reported: Set<ExactString> = []
    private var nodeByKey: [Key: Int] = [:]
    private var contexts: [Context] = [[:]]
    /// The numbers of the contexts that are not empty.
    private var contextNumbers: [Context: Int] = [:]
    private var contextOfNode: [Int] = []

    /// What `$dynamicRef` needs to know of the way that led to a schema: for each dynamic anchor the outermost schema
    /// that has it (2020-12 Core §8.2.3.2). Of `$recursiveAnchor` (2019-09) the name is empty.
    private typealias Context = [ExactString: Location]

    private struct Key: Hashable {
        var location: Location
        var context: Int
    }

    /// The most subschemas that a schema may come to; dynamic scopes can multiply them.
    static let maximumNodes = 2_000_000

    init(_ document: JSON, options: Schema.Options) {
        registry = Registry(document, options: options)
        _ = node(at: Location(document: 0, node: document.withView { $0.index }), in: 0)
        var next = 0
        while next < graph.nodes.count {
            expand(next)
            next += 1
        }
        for node in References.endless(graph) {
            report("the schema refers to itself without end", graph.nodes[node], [])
        }
        problems = registry.problems + problems
    }

    // MARK: Nodes

    private mutating func node(at location: Location, in outer: Int) -> Int {
        guard let place = registry.places[location] else { return Graph.root }
        let resource = registry.resources[place.resource]
        let context = enter(resource, from: outer)
        let key = Key(location: location, context: context)
        if let known = nodeByKey[key] { return known }
        if graph.nodes.count == Self.maximumNodes {
            report("the schema has over \(Self.maximumNodes) parts", at: location, tokens: [])
            return Graph.root
        }
        graph.nodes.append(
            Graph.Node(
                source: place.value, location: location, pointer: place.pointer,
                document: registry.documents[location.document].uri, resource: resource.name,
                resourcePointer: place.pointer.dropFirst(resource.pointer.count), rules: resource.rules))
        contextOfNode.append(context)
        nodeByKey[key] = graph.nodes.count - 1
        return graph.nodes.count - 1
    }

    /// The context inside a resource that is entered from another.
    private mutating func enter(_ resource: Resource, from outer: Int) -> Int {
        guard !resource.dynamicAnchors.isEmpty || resource.isRecursiveAnchor else { return outer }
        var context = contexts[outer]
        for name in resource.dynamicAnchors where context[name] == nil { context[name] = resource.anchors[name] }
        if resource.isRecursiveAnchor, context[""] == nil { context[""] = resource.root }
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
                report("expected a schema (an object or a boolean), got \(Wording.value(node.source))", node, [])
            }
            return
        }
        let isReferenceAlone = node.rules.dialect == .draft7 && node.source["$ref"] != nil
        var keywords: [(keyword: Keyword, value: JSON)] = []
        var edges: [Graph.Edge] = []
        for (name, value) in node.source.lastMembers {
            guard let keyword = Keyword(name, under: node.rules) else { continue }
            if isReferenceAlone && keyword != .ref && keyword.isAssertion(in: node.rules.dialect) { continue }
            let shape = keyword.shape(in: node.rules.dialect)
            if let problem = KeywordShape.problem(with: value, as: shape, in: node.rules.dialect) {
                report(problem.text, node, [name] + problem.path)
                continue
            }
            addPatterns(of: value, as: shape, node, name)
            keywords.append((keyword, value))
            let isUnusedDefinition = keyword == .defs || keyword == .definitions
            if isUnusedDefinition && node.location.document != 0 { continue }
            if keyword.isReference {
                if let target = resolve(keyword, value, from: node, index) {
                    edges.append(Graph.Edge(keyword: keyword, target: target))
                }
                continue
            }
            let hasList = value.kind == .array
            for (place, child) in keyword.schemas(in: value, dialect: node.rules.dialect).enumerated() {
                let location = Location(document: node.location.document, node: child.schema.withView { $0.index })
                let target = self.node(at: location, in: contextOfNode[index])
                edges.append(
                    Graph.Edge(
                        keyword: keyword, name: keyword.hasNamedSchemas ? child.path.last ?? "" : "",
                        index: hasList ? place : -1, target: target))
            }
        }
        graph.nodes[index].keywords = keywords
        graph.nodes[index].edges = edges
    }

    /// Compiles the patterns in a keyword's value.
    private mutating func addPatterns(of value: JSON, as shape: Keyword.Shape, _ node: Graph.Node, _ name: ExactString)
    {
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
        guard let reference = value.string, let place = registry.places[node.location] else { return nil }
        let context = contextOfNode[index]
        switch registry.resolve(reference, from: place.resource) {
        case .failure(let failure):
            report(
                "\(keyword.rawValue) \"\(Wording.cut(reference))\" leads nowhere: \(failure.message)", node,
                [ExactString(keyword.rawValue)])
            return nil
        case .success(let target):
            var location = target.location
            if keyword == .dynamicRef, let anchor = target.dynamicAnchor {
                location = contexts[context][anchor] ?? location
            } else if keyword == .recursiveRef, isRecursiveAnchor(location) {
                location = contexts[context][""] ?? location
            }
            guard let value = registry.places[location]?.value, value.kind == .object || value.bool != nil else {
                report(
                    "\(keyword.rawValue) \"\(Wording.cut(reference))\" leads to what is no schema", node,
                    [ExactString(keyword.rawValue)])
                return nil
            }
            return self.node(at: location, in: context)
        }
    }

    private func isRecursiveAnchor(_ location: Location) -> Bool {
        guard let place = registry.places[location] else { return false }
        let resource = registry.resources[place.resource]
        return resource.root == location && resource.isRecursiveAnchor
    }

    // MARK: Problems

    private mutating func report(_ message: String, _ node: Graph.Node, _ tokens: [ExactString]) {
        report(
            SchemaProblem(location: JSONPointer(node.pointer + tokens), uri: node.document, message: message))
    }

    private mutating func report(_ message: String, at location: Location, tokens: [ExactString]) {
        report(
            SchemaProblem(
                location: JSONPointer((registry.places[location]?.pointer ?? []) + tokens),
                uri: registry.documents[location.document].uri, message: message))
    }

    private mutating func report(_ problem: SchemaProblem) {
        if reported.insert(ExactString(problem.description)).inserted { problems.append(problem) }
    }
}
