package import ClamatorJSON

/// What a schema says itself, keyword by keyword, for those who make values that follow it.
extension Subschema {
    /// Tells the schema from the others that were compiled with it.
    package var identity: Int { node }

    /// This schema and those that hold for the same value whatever it is, through references and `allOf`; each once.
    package var conjuncts: [Subschema] { partIndices.map { Subschema(program, $0) } }

    /// The value of a keyword of the schema itself.
    package subscript(_ keyword: Keyword) -> JSON? {
        // The one member alone: a copy of the node would count references to all that it has.
        let keywords = program.graph.nodes[node].keywords
        for index in keywords.indices where keywords[index].keyword == keyword { return keywords[index].value }
        return nil
    }

    /// The keywords of the schema itself by which a value can fail.
    package var assertions: [Keyword] {
        program.graph.nodes[node].keywords.map(\.keyword).filter(\.isAssertion)
    }

    /// The schemas that a keyword of the schema itself holds, or refers to: with their names where they have such.
    package func schemas(_ keyword: Keyword) -> [(name: ExactString, schema: Subschema)] {
        let edges = program.graph.nodes[node].edges
        let range = Graph.Node.range(keyword, in: edges)
        return range.isEmpty ? [] : edges[range].map { ($0.name, Subschema(program, $0.target)) }
    }

    /// The schemas that the keywords of the schema itself hold or refer to, but for those that are only declared.
    package var targets: [Subschema] {
        program.graph.nodes[node].edges.filter { $0.keyword.isAssertion }.map { Subschema(program, $0.target) }
    }

    /// Whether a pattern that stands somewhere in the schema's document matches a text.
    package func pattern(_ source: ExactString, matches text: ExactString) -> Bool {
        text.withUTF8 { program.graph.patterns[source]?.search($0) } == .matches
    }

    /// What makes up texts that a pattern matches, which stands somewhere in the schema's document.
    package func sampler(ofPattern source: ExactString) -> PatternSampler? {
        program.graph.patterns[source].map(PatternSampler.init)
    }

    /// Whether a value follows the schema, for a walk that pays for the check. False too where a limit is reached: the
    /// budget then says which.
    package func accepts(_ value: JSON, spending budget: inout WorkBudget) -> Bool {
        value.withView { program.accepts($0, node, spending: &budget) }
    }

    /// Why a value does not follow the schema, as `Schema.explain`.
    package func explain(_ value: JSON) throws(LimitReached) -> [OutputUnit] {
        try Explainer.explain(program, value, from: node)
    }

    /// The same within a budget: the reasons that were found before it was used up, or another limit was reached.
    package func explain(_ value: JSON, spending budget: inout WorkBudget) -> [OutputUnit] {
        Explainer.explain(program, value, from: node, spending: &budget)
    }

    /// Checks a value within a budget.
    package func verdict(on value: JSON, spending budget: inout WorkBudget) -> Schema.Verdict {
        value.withView { program.verdict(node, $0, spending: &budget) }
    }
}
