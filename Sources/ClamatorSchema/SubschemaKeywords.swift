package import ClamatorJSON

/// What a schema says itself, keyword by keyword, for those who make values that follow it.
extension Subschema {
    /// Tells the schema from the others that were compiled with it.
    package var identity: Int { node }

    /// This schema and those that hold for the same value whatever it is, through references and `allOf`; each once.
    package var conjuncts: [Subschema] { partIndices.map { Subschema(program, $0) } }

    /// The value of a keyword of the schema itself.
    package subscript(_ keyword: Keyword) -> JSON? { program.graph.nodes[node][keyword] }

    /// The keywords of the schema itself by which a value can fail.
    package var assertions: [Keyword] {
        program.graph.nodes[node].keywords.map(\.keyword).filter(\.isAssertion)
    }

    /// The schemas that a keyword of the schema itself holds, or refers to: with their names where they have such.
    package func schemas(_ keyword: Keyword) -> [(name: ExactString, schema: Subschema)] {
        program.graph.nodes[node].edges(keyword).map { ($0.name, Subschema(program, $0.target)) }
    }

    /// Whether a pattern that stands somewhere in the schema's document matches a text.
    package func pattern(_ source: ExactString, matches text: ExactString) -> Bool {
        text.withUTF8 { program.graph.patterns[source]?.search($0) } == .matches
    }

    /// A text that a pattern matches, which stands somewhere in the schema's document.
    ///
    /// - Parameters:
    ///   - source: The pattern.
    ///   - generator: Where the random choices come from.
    ///   - minimumLength: The fewest characters.
    ///   - maximumLength: The most characters; nil is no limit.
    /// - Returns: nil where a few attempts found none.
    package func sample(
        ofPattern source: ExactString, using generator: inout some RandomNumberGenerator, minimumLength: Int = 0,
        maximumLength: Int? = nil
    ) -> String? {
        program.graph.patterns[source]?.sample(
            using: &generator, minimumLength: minimumLength, maximumLength: maximumLength)
    }

    /// Why a value does not follow the schema, as `Schema.explain`.
    package func explain(_ value: JSON) -> [OutputUnit] { Explainer.explain(program, value, from: node) }
}
