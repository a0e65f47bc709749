import ClamatorJSON

/// The words that messages are made of, as text.
enum Wording {
    /// How much of a value is shown, in characters.
    static let longest = 60

    /// A value with its type: `string "two"`, `number 3`, `null`.
    static func value(_ value: JSON) -> String {
        var writer = JSONWriter()
        value.withView { writer.append(value: $0) }
        return writer.withBytes { JSONString.value(of: $0) }
    }

    /// A value as JSON, cut where it is long.
    static func spelling(_ value: JSON) -> String {
        value.withSpelling { bytes in
            bytes.count <= longest
                ? String(decoding: bytes, as: UTF8.self) : cutSpelling(bytes, isString: value.kind == .string)
        }
    }

    /// A long value's text, cut.
    static func cutSpelling(_ bytes: UnsafeBufferPointer<UInt8>, isString: Bool) -> String {
        // As many bytes as the characters that are kept can have, at most.
        let head = String(decoding: bytes.prefix(longest * 4), as: UTF8.self)
        if bytes.count <= longest * 4, head.count <= longest { return head }
        return head.prefix(longest) + (isString ? "…\"" : "…")
    }

    /// Whether each byte of a long text's start, and the one behind it, is a character.
    static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.prefix(longest + 1).allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\r") }
    }

    /// Text, cut where it is long.
    static func cut(_ text: String) -> String {
        let kept = text.prefix(longest)
        return kept.endIndex == text.endIndex ? text : kept + "…"
    }

    /// Text as a JSON string, cut where it is long.
    static func quoted(_ text: String) -> String { spelling(JSON(text)) }
}
