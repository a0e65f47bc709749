package import ClamatorJSON

extension Schema {
    /// What in the schema is most likely not meant: it compiles, and does nothing or something else than it seems to.
    ///
    /// Only what is certain is told. A schema that is reached in several ways is looked at once.
    ///
    /// - Parameters:
    ///   - budget: What the search may cost; where it is used up, the list is not complete.
    ///   - isWanted: Whether a subschema is looked at.
    /// - Returns: The diagnostics in the order of the search.
    package func diagnostics(
        spending budget: inout WorkBudget, where isWanted: (Subschema) -> Bool
    ) -> [SchemaDiagnostic] {
        var search = SchemaDiagnostics(program: program, budget: budget)
        search.run(where: isWanted)
        budget = search.budget
        return search.found
    }

    /// The keywords and formats that nothing gives a meaning. Annotations, those of OpenAPI too, and what starts with
    /// `x-` are none of them.
    ///
    /// - Parameters:
    ///   - limit: How many diagnostics are wanted; the search ends there.
    ///   - budget: As for `diagnostics(spending:where:)`.
    /// - Returns: The diagnostics in the order of the search.
    package func unknownWords(atMost limit: Int, spending budget: inout WorkBudget) -> [SchemaDiagnostic] {
        var search = SchemaDiagnostics(program: program, budget: budget, mostFound: limit)
        search.runForUnknownWords()
        budget = search.budget
        return search.found
    }
}

extension SchemaCollection {
    /// What is most likely not meant in the schemas with which nothing is wrong and in the shared types.
    ///
    /// - Parameters:
    ///   - budget: What the search may cost; where it is used up, the list is not complete.
    ///   - isWanted: Whether a subschema is looked at.
    /// - Returns: The diagnostics in the order of the search.
    package func diagnostics(
        spending budget: inout WorkBudget, where isWanted: (Subschema) -> Bool
    ) -> [SchemaDiagnostic] {
        var isSound = [Bool](repeating: false, count: program.graph.nodes.count)
        for node in soundNodes { isSound[node] = true }
        var search = SchemaDiagnostics(program: program, budget: budget)
        search.run { isSound[$0.node] && isWanted($0) }
        budget = search.budget
        return search.found
    }
}

/// A search for what is most likely not meant in a schema.
struct SchemaDiagnostics {
    let program: Program
    var budget: WorkBudget
    /// How many diagnostics are wanted.
    let mostFound: Int
    private(set) var found: [SchemaDiagnostic] = []
    /// What has been reported, where several subschemas may show the same.
    private var reported: Set<Report> = []

    private struct Report: Hashable {
        let uri: ExactString
        let path: JSONPointer
        let message: ExactString
    }

    init(program: Program, budget: WorkBudget, mostFound: Int = .max) {
        self.program = program
        self.mostFound = mostFound
        self.budget = budget
    }

    var graph: Graph { program.graph }

    mutating func run(where isWanted: (Subschema) -> Bool) {
        visit { search, node, index in
            guard isWanted(Subschema(search.program, index)) else { return }
            search.checkKeywords(of: node, index)
            search.checkFormat(of: node)
            search.checkValues(of: node, index)
            search.checkNames(of: node, index)
        }
    }

    mutating func runForUnknownWords() {
        visit { search, node, index in
            search.checkKeywords(of: node, index, areUnknown: true)
            search.checkFormat(of: node)
        }
    }

    /// Goes through the subschemas that are objects, each once.
    private mutating func visit(_ body: (inout SchemaDiagnostics, Graph.Node, Int) -> Void) {
        // Dynamic scopes make several nodes of one subschema.
        var seen: Set<Location> = []
        for index in graph.nodes.indices {
            let node = graph.nodes[index]
            guard budget.spend(steps: 1), found.count < mostFound else { return }
            guard node.source.kind == .object, seen.insert(node.location).inserted else { continue }
            body(&self, node, index)
        }
    }

    /// Notes a diagnostic at a path below a node.
    mutating func report(_ message: String, at node: Graph.Node, _ tokens: [ExactString]) {
        let location = JSONPointer(node.pointer + tokens)
        found.append(SchemaDiagnostic(location: location, uri: node.document, message: message))
    }

    /// The same, where other nodes may show the same.
    mutating func reportOnce(_ message: String, at node: Graph.Node, _ tokens: [ExactString]) {
        let new = Report(
            uri: ExactString(node.document), path: JSONPointer(node.pointer + tokens), message: ExactString(message))
        if reported.insert(new).inserted { report(message, at: node, tokens) }
    }
}
