package import ClamatorJSON
package import ECMAPattern
import StringFormats

/// What a schema says itself, keyword by keyword, for those who make values that follow it.
extension Subschema {
    /// Tells the schema from the others that were compiled with it.
    package var identity: Int { node }

    /// All schemas that were compiled together with it, by their identities.
    package var all: some Collection<Subschema> {
        program.graph.nodes.indices.lazy.map { [program] in Subschema(program, $0) }
    }

    /// What is worked out for all schemas that were compiled together, when it is first asked for.
    package func workedOutOnce<Value: Sendable>(_ work: (Subschema) -> Value) -> Value {
        program.workedOutOnce { work(self) }
    }

    /// This schema and those that hold for the same value whatever it is, through references and `allOf`; each once.
    package var conjuncts: [Subschema] { partIndices.map { Subschema(program, $0) } }

    /// The edition that the schema itself follows.
    package var dialect: Dialect { program.graph.nodes[node].rules.dialect }

    /// The value of a keyword of the schema itself.
    package subscript(_ keyword: Keyword) -> JSON? {
        // The one member alone: a copy of the node would count references to all that it has.
        let keywords = program.graph.nodes[node].keywords
        for index in keywords.indices where keywords[index].keyword == keyword { return keywords[index].value }
        return nil
    }

    /// The keywords of the schema itself by which a value can fail.
    package var assertions: [Keyword] {
        program.graph.nodes[node].keywords.map(\.keyword).filter { $0.isAssertion(in: dialect) }
    }

    /// Whether another schema, which stands beside this one, takes the same values since it reads the same, but for
    /// what only says something.
    package func saysSame(as other: Subschema) -> Bool {
        // What one refers to depends on its base.
        let bases = [Keyword.id, .draft4Id, .schema]
        let assertions = assertions
        return source.bool == other.source.bool && assertions.count == other.assertions.count
            && assertions.allSatisfy { other[$0] == self[$0] } && bases.allSatisfy { other[$0] == self[$0] }
    }

    /// Whether a string is refused that is not of the schema's `format`.
    package var assertsFormat: Bool { program.rule(node).pointee.string?.pointee.text?.format != nil }

    /// What a string must hold by `contentEncoding` and `contentMediaType`, where they are asserted; nil where it is
    /// free.
    package var assertedContent: (isBase64: Bool, isJSON: Bool)? {
        program.rule(node).pointee.string?.pointee.text?.content.map { ($0.isBase64, $0.isJSON) }
    }

    /// How many characters a string has that is of the schema's format, where that is asserted; nil where it may have
    /// any number, or for most formats.
    package var lengthsOfAssertedFormat: ClosedRange<Int>? {
        switch program.rule(node).pointee.string?.pointee.text?.format {
        case .uuid: 36...36
        case .date: 10...10
        case .ipv4: 7...15
        default: nil
        }
    }

    /// A text that holds what it must by those two, of so many characters at least; nil where it is free.
    package func contentSample(minimumLength: Int) -> String? {
        guard let (isBase64, isJSON) = assertedContent else { return nil }
        let count = max(0, minimumLength)
        if !isBase64 { return "{}" + String(repeating: " ", count: count) }
        // Three bytes of text, or white space before an empty object.
        return isJSON
            ? String(repeating: "ICAg", count: count / 4) + "e30=" : String(repeating: "bW9j", count: count / 4 + 1)
    }

    /// The schemas that a keyword of the schema itself holds, or refers to: with their names where they have such.
    package func schemas(_ keyword: Keyword) -> [(name: ExactString, schema: Subschema)] {
        let edges = program.graph.nodes[node].edges
        let range = Graph.Node.range(keyword, in: edges)
        return range.isEmpty ? [] : edges[range].map { ($0.name, Subschema(program, $0.target)) }
    }

    /// The schemas that the keywords of the schema itself hold or refer to, but for those that are only declared.
    package var targets: [Subschema] {
        let own = program.graph.nodes[node]
        return own.edges.filter { $0.keyword.isAssertion(in: own.rules.dialect) }.map { Subschema(program, $0.target) }
    }

    /// Whether a pattern that stands somewhere in the schema's document matches a text.
    package func pattern(_ source: ExactString, matches text: ExactString) -> Bool {
        text.withUTF8 { program.graph.patterns[source]?.search($0) } == .matches
    }

    /// A pattern that stands somewhere in the schema's document in the syntax of matchers that take linear time; nil
    /// where such matchers cannot decide it.
    package func linearText(ofPattern source: ExactString) -> String? { program.graph.patterns[source]?.linearText }

    /// What makes up texts that a pattern matches, which stands somewhere in the schema's document.
    package func sampler(ofPattern source: ExactString) -> PatternSampler? {
        program.graph.patterns[source].map(PatternSampler.init)
    }

    /// The automaton of a pattern, which stands somewhere in the schema's document; nil where it has none.
    package func automaton(ofPattern source: ExactString) -> PatternAutomaton? {
        program.graph.patterns[source].flatMap { PatternAutomaton($0) }
    }

    /// Whether a value follows the schema, for a walk that pays for the check. False too where a limit is reached: the
    /// budget then says which.
    package func accepts(_ value: JSON, spending budget: inout WorkBudget) -> Bool {
        value.withView { program.accepts($0, node, spending: &budget) }
    }

    /// Checks a value within a budget.
    package func verdict(on value: JSON, spending budget: inout WorkBudget) -> Schema.Verdict {
        value.withView { program.verdict(node, $0, spending: &budget) }
    }
}
