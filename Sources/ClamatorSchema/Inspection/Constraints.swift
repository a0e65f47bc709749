import ClamatorJSON

/// What a schema asks for beside its type, in a few words each: `email`, `1 to 50 elements`.
enum Constraints {
    /// The words of what the node itself asks of values of some types.
    static func words(of node: Graph.Node, for types: TypeSet) -> [String] {
        var words: [String] = []
        if !types.isDisjoint(with: [.string, .number, .integer]), let format = node[.format]?.string {
            words.append(format)
        }
        if types.contains(.string) {
            if let pattern = node[.pattern]?.string { words.append("/\(pattern)/") }
            words += count(node, .minLength, .maxLength, "character", "characters")
            if let encoding = node[.contentEncoding]?.string { words.append(encoding) }
            if let mediaType = node[.contentMediaType]?.string { words.append(mediaType) }
        }
        if !types.isDisjoint(with: [.number, .integer]) {
            words += range(node)
            if let factor = node[.multipleOf] { words.append("multiple of \(Wording.rawText(factor))") }
        }
        if types.contains(.array) {
            words += count(node, .minItems, .maxItems, "element", "elements")
            if node[.uniqueItems]?.bool == true { words.append("all different") }
        }
        if types.contains(.object) { words += count(node, .minProperties, .maxProperties, "member", "members") }
        return words
    }

    private static func range(_ node: Graph.Node) -> [String] {
        if let least = node[.minimum], let most = node[.maximum] {
            return ["\(Wording.rawText(least)) to \(Wording.rawText(most))"]
        }
        let bounds: [(Keyword, String)] = [
            (.minimum, "at least"), (.exclusiveMinimum, "above"), (.maximum, "at most"), (.exclusiveMaximum, "below"),
        ]
        return bounds.compactMap { keyword, words in node[keyword].map { "\(words) \(Wording.rawText($0))" } }
    }

    private static func count(
        _ node: Graph.Node, _ fewest: Keyword, _ most: Keyword, _ noun: String, _ plural: String
    ) -> [String] {
        func counted(_ count: JSON) -> String { "\(Wording.rawText(count)) \(count == 1 ? noun : plural)" }
        // At least none is no constraint.
        switch (node[fewest].flatMap { $0 == 0 ? .none : $0 }, node[most]) {
        case (let fewest?, let most?) where fewest == most: return ["exactly \(counted(most))"]
        case (let fewest?, let most?): return ["\(Wording.rawText(fewest)) to \(counted(most))"]
        case (let fewest?, nil): return ["at least \(counted(fewest))"]
        case (nil, let most?): return ["at most \(counted(most))"]
        case (nil, nil): return []
        }
    }
}

extension Subschema {
    /// What the schema asks for beside its type, in a few words each; what references and `allOf` lead to with it.
    package var constraints: [String] {
        var seen: Set<ExactString> = []
        return partIndices.flatMap { Constraints.words(of: program.graph.nodes[$0], for: .all) }
            .filter { seen.insert(ExactString($0)).inserted }
    }
}
