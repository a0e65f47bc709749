import ClamatorJSON
import StringFormats

/// Keywords and formats that nothing gives a meaning.
extension SchemaDiagnostics {
    /// Reports keywords that do nothing; all of them, or only those that are unknown to the edition.
    mutating func checkKeywords(of node: Graph.Node, _ index: Int, areUnknown: Bool = false) {
        // A meta-schema of the author's own may bring keywords of its own.
        guard node.rules.vocabularies == .standard else { return }
        for (name, value) in node.source.lastMembers {
            guard budget.spend(steps: 1), found.count < mostFound else { return }
            if areUnknown, Keyword(name, under: node.rules) != nil { continue }
            if let message = message(on: name, value, in: node, index) { report(message, at: node, [name]) }
        }
    }

    private mutating func message(on name: ExactString, _ value: JSON, in node: Graph.Node, _ index: Int) -> String? {
        let dialect = node.rules.dialect
        if name == "nullable", dialect != .openAPI3_0 { return value.bool == true ? nullable(node, index) : nil }
        if name == "$schema", let uri = value.string, Dialect(reference: uri) == nil, node[.id] == nil {
            return "unknown $schema \(Wording.quoted(uri)), which is passed over; known are \(Dialect.known)"
        }
        if let successor = IdleKeyword.successor(of: name.string, value, in: dialect) {
            return "\(Wording.quoted(name.string)) is no keyword of \(dialect.shortName); write \(successor)"
        }
        if Keyword(name, under: node.rules) != nil || IdleKeyword.isAnnotation(name.string, in: dialect) { return nil }
        if Keyword(rawValue: name.string) != nil {
            return "\(Wording.quoted(name.string)) is no keyword of \(dialect.shortName) and does nothing"
        }
        return "unknown keyword \(Wording.quoted(name.string))" + suggestion(for: name, in: node)
    }

    /// `; did you mean "required"?`, or nothing.
    private func suggestion(for name: ExactString, in node: Graph.Node) -> String {
        let known = Keyword.allCases.map(\.rawValue).filter { Keyword(ExactString($0), under: node.rules) != nil }
        // Of names as near as each other the first is suggested: rather one of which only the end is missing.
        let longer = known.filter { $0.utf8.starts(with: name.utf8) }
        return Suggestion.sentence(for: name.string, among: longer + known)
    }

    /// OpenAPI 3.0's `nullable`, and what says the same in JSON Schema.
    private mutating func nullable(_ node: Graph.Node, _ index: Int) -> String? {
        switch JSON.null.withView({ program.verdict(index, $0, spending: &budget) }) {
        case .limitReached: return nil
        case .valid: return "JSON Schema has no \"nullable\"; null is allowed here without it"
        case .invalid: break
        }
        var advice = "\"anyOf\": [{…}, {\"type\": \"null\"}]"
        if let type = node[.type] {
            let types = type.string.map { [JSON($0)] } ?? type.elements
            var parts: [String] = []
            if !types.contains("null") { parts.append("\"type\": \(Wording.rawText(JSON(types + ["null"])))") }
            if let values = node[.enum]?.elements, !values.contains(.null) { parts.append("null in \"enum\"") }
            if !parts.isEmpty { advice = parts.joined(separator: " and ") }
        }
        return "JSON Schema has no \"nullable\", and null is refused here; write \(advice)"
    }

    mutating func checkFormat(of node: Graph.Node) {
        guard let format = node.unknownFormat else { return }
        let known = Format.allCases.map(\.rawValue)
        report(
            "unknown format \(Wording.quoted(format)), which refuses nothing"
                + Suggestion.sentence(for: format, among: known),
            at: node, [ExactString(Keyword.format.rawValue)])
    }
}

extension Graph.Node {
    /// The node's format where it is one that nothing gives a meaning.
    fileprivate var unknownFormat: String? {
        guard let format = self[.format]?.string, Format(rawValue: format) == nil,
            !IdleKeyword.isFormatOfNumbersAndBytes(format)
        else { return nil }
        return format
    }
}

/// Keywords that do nothing where they stand.
enum IdleKeyword {
    /// Whether a keyword that this edition does not know is one that only says something: by its name, or since it is
    /// OpenAPI's.
    static func isAnnotation(_ name: String, in dialect: Dialect) -> Bool {
        if name.utf8.starts(with: "x-".utf8) { return true }
        switch name {
        case "example", "discriminator", "xml", "externalDocs": return true
        default: return Keyword(rawValue: name)?.isAssertion(in: dialect) == false
        }
    }

    /// Whether a format is one of those that OpenAPI 3.0 names for the width of numbers and for bytes, which say
    /// nothing that a JSON value could break.
    static func isFormatOfNumbersAndBytes(_ name: String) -> Bool {
        switch name {
        case "int32", "int64", "float", "double", "byte", "binary", "password": true
        default: false
        }
    }

    /// What another edition's keyword is called in this one; nil where the keyword is this edition's, or has no
    /// successor.
    static func successor(of name: String, _ value: JSON, in dialect: Dialect) -> String? {
        switch (name, dialect) {
        case ("dependencies", .draft2019_09), ("dependencies", .draft2020_12): successorOfDependencies(value)
        case ("additionalItems", .draft2020_12): "\"items\", beside \"prefixItems\""
        case ("prefixItems", _) where dialect != .draft2020_12: "an array under \"items\""
        case ("$recursiveRef", .draft2020_12): "\"$dynamicRef\""
        case ("$recursiveAnchor", .draft2020_12): "\"$dynamicAnchor\""
        case ("$dynamicRef", .draft2019_09): "\"$recursiveRef\""
        case ("$dynamicAnchor", .draft2019_09): "\"$recursiveAnchor\""
        case ("$recursiveRef", _) where dialect.isBefore2019_09: "\"$ref\""
        case ("$dynamicRef", _) where dialect.isBefore2019_09: "\"$ref\""
        case ("$anchor", .draft4): "\"id\": \"#…\""
        case ("$anchor", .draft6), ("$anchor", .draft7): "\"$id\": \"#…\""
        case ("dependentRequired", _) where dialect.isBefore2019_09: "\"dependencies\""
        case ("dependentSchemas", _) where dialect.isBefore2019_09: "\"dependencies\""
        case ("const", _) where dialect.isOfDraft4: "\"enum\" with one value"
        case ("$id", .draft4): "\"id\""
        case ("id", .draft4), ("id", .openAPI3_0): nil
        case ("id", _) where value.kind == .string: "\"$id\""
        case ("divisibleBy", _): "\"multipleOf\""
        case ("extends", _): "\"allOf\""
        case ("disallow", _): "\"not\""
        default: nil
        }
    }

    private static func successorOfDependencies(_ value: JSON) -> String {
        let kinds = Set(value.members.map { $0.value.kind == .array })
        switch (kinds.contains(true), kinds.contains(false)) {
        case (true, false): return "\"dependentRequired\""
        case (false, true): return "\"dependentSchemas\""
        default: return "\"dependentRequired\" and \"dependentSchemas\""
        }
    }
}

extension Dialect {
    /// The edition as people call it.
    var shortName: String {
        switch self {
        case .draft4: "draft-04"
        case .draft6: "draft-06"
        case .draft7: "draft-07"
        case .draft2019_09: "2019-09"
        case .draft2020_12: "2020-12"
        case .openAPI3_0: "OpenAPI 3.0"
        }
    }
}
