import ClamatorJSON

/// The words that messages are made of.
enum Wording {
    /// How much of a value is shown, in characters.
    private static let longest = 60

    /// The type of a value as messages name it.
    static func type(of value: JSON) -> String { type(of: value.kind) }

    static func type(of kind: JSON.Kind) -> String {
        switch kind {
        case .null: "null"
        case .true, .false: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// A value with its type: `string "two"`, `number 3`, `null`.
    static func value(_ value: JSON) -> String {
        switch value.kind {
        case .null: "null"
        case .true, .false: "boolean \(value)"
        case .number: "number \(spelling(value))"
        case .string: "string \(spelling(value))"
        case .array: value.count == 0 ? "an empty array" : "array \(spelling(value))"
        case .object: value.count == 0 ? "an empty object" : "object \(spelling(value))"
        }
    }

    /// A value as JSON, cut where it is long.
    static func spelling(_ value: JSON) -> String {
        value.withSpelling { bytes in
            if bytes.count <= longest { return String(decoding: bytes, as: UTF8.self) }
            // As many bytes as the characters that are kept can have, at most.
            let head = String(decoding: bytes.prefix(longest * 4), as: UTF8.self)
            return cut(head, isWhole: bytes.count <= longest * 4)
                + (value.kind == .string && head.count > longest ? "\"" : "")
        }
    }

    /// Text, cut where it is long.
    static func cut(_ text: String, isWhole: Bool = true) -> String {
        let kept = text.prefix(longest)
        return isWhole && kept.endIndex == text.endIndex ? text : kept + "…"
    }

    /// Text as a JSON string, cut where it is long.
    static func quoted(_ text: String) -> String { spelling(JSON(text)) }

    /// `a`, `a or b`, `a, b or c`.
    static func alternatives(_ items: [String], _ word: String = "or") -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(word) " + last
    }
}
