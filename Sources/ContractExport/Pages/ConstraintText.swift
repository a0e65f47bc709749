import ClamatorJSON

/// What a schema asks for beside its type, in a few words each.
enum ConstraintText {
    static func of(_ schema: JSON) -> [[PageText]] {
        var found: [[PageText]] = []
        for (keyword, words) in counted {
            if let value = schema[keyword] { found.append([.text(words), .code(CompactText.of(value))]) }
        }
        for (keyword, words) in named {
            if let text = schema[keyword]?.string { found.append([.text(words), .code(text)]) }
        }
        for (keyword, words) in flags where schema[keyword]?.bool == true { found.append([.text(words)]) }
        if let value = schema["default"] { found.append([.text("default "), .code(CompactText.of(value))]) }
        let examples = schema["examples"]?.elements ?? []
        if !examples.isEmpty {
            let values = examples.map { [PageText.code(CompactText.of($0))] }
            found.append([.text("for example ")] + values.joined(separator: [.text(", ")]))
        }
        return found
    }

    private static let counted: [(keyword: ExactString, words: String)] = [
        ("minimum", "at least "), ("exclusiveMinimum", "above "), ("maximum", "at most "),
        ("exclusiveMaximum", "below "), ("multipleOf", "a multiple of "), ("minLength", "least length "),
        ("maxLength", "greatest length "), ("minItems", "fewest elements "), ("maxItems", "most elements "),
        ("minProperties", "fewest members "), ("maxProperties", "most members "),
    ]
    private static let named: [(keyword: ExactString, words: String)] = [
        ("format", "format "), ("pattern", "pattern "), ("contentEncoding", "encoding "),
        ("contentMediaType", "media type "),
    ]
    private static let flags: [(keyword: ExactString, words: String)] = [
        ("uniqueItems", "no two equal"), ("readOnly", "read only"), ("writeOnly", "write only"),
        ("deprecated", "deprecated"),
    ]
}
