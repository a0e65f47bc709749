import ClamatorJSON

/// The words that messages are made of, as text.
enum Wording {
    /// How much of a value is shown, in characters.
    static let longest = 60

    /// A value with its type: `string "two"`, `number 3`, `null`.
    static func value(_ value: JSON) -> String { text { writer in value.withView { writer.append(value: $0) } } }

    /// A value as JSON, cut where it is long.
    static func rawText(_ value: JSON) -> String { text { writer in value.withView { writer.append(rawText: $0) } } }

    /// Text, cut where it is long, with what cannot be seen in it escaped.
    static func cut(_ text: String) -> String {
        self.text { writer in text.withBytes { writer.append(cut: $0) } }
    }

    /// Text as a JSON string, cut where it is long; beside a text that looks the same, in ASCII.
    static func quoted(_ text: String, beside other: String = "") -> String {
        let (value, isAlike) = (JSON(text), lookAlike(text, other))
        return self.text { writer in value.withView { writer.append(rawText: $0, inASCII: isAlike) } }
    }

    private static func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return writer.withBytes { JSONString.value(of: $0) }
    }

    /// The first characters of a long text in UTF-8; nil where it is not too long.
    static func head(_ bytes: ByteView) -> ByteView? {
        if bytes.count <= longest { return nil }
        // Where each byte of the start, and the one behind it, is a character.
        if bytes[...longest].allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\r") }) {
            return bytes.part(..<longest)
        }
        // As many bytes as the characters that are kept can have, at most, but for those of many accents.
        var end = min(bytes.count, longest * 4)
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        let start = String(decoding: bytes[..<end], as: UTF8.self)
        let head = start.prefix(longest)
        if head.endIndex == start.endIndex, end == bytes.count { return nil }
        return bytes.part(..<head.utf8.count)
    }

    /// Whether a character is shown by an escape: nothing of it can be seen, or it looks like a space.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: true
        default: false
        }
    }

    /// How many bytes a text may have that is compared by its looks: as many as are shown of one, and more.
    static let longestCompared = 256

    /// Whether two different texts look the same: to a reader, Unicode's canonical equivalents are one text. Texts that
    /// are longer than those that are shown whole are not compared.
    static func lookAlike(_ one: ByteView, _ other: ByteView) -> Bool {
        if max(one.count, other.count) > longestCompared { return false }
        // Some characters beyond ASCII, such as the Kelvin sign, are equivalent to one within it.
        if (isASCII(one) && isASCII(other)) || one.elementsEqual(other) { return false }
        return String(decoding: one, as: UTF8.self) == String(decoding: other, as: UTF8.self)
    }

    private static func lookAlike(_ one: String, _ other: String) -> Bool {
        one.withBytes { one in other.withBytes { lookAlike(one, $0) } }
    }

    /// Whether the start of a text has accents that are characters of their own, as no reader sees.
    static func hasAccents(_ value: JSONView) -> Bool {
        value.kind == .string ? value.withUTF8(hasAccents) : hasAccents(value.rawText)
    }

    static func hasAccents(_ text: ByteView) -> Bool {
        let text = head(text) ?? text
        return !isASCII(text)
            && String(decoding: text, as: UTF8.self).unicodeScalars.contains { 0x300...0x36F ~= $0.value }
    }

    /// Whether two texts have characters that look the same and are not.
    static func shareLookalikes(_ one: ByteView, _ other: ByteView) -> Bool {
        if max(one.count, other.count) > longestCompared || (isASCII(one) && isASCII(other)) { return false }
        // What is equivalent is equal, and found by the set.
        let characters = Set(String(decoding: one, as: UTF8.self))
        return String(decoding: other, as: UTF8.self).contains { character in
            guard let index = characters.firstIndex(of: character) else { return false }
            return !characters[index].utf8.elementsEqual(character.utf8)
        }
    }

    static func isASCII(_ text: ByteView) -> Bool { text.allSatisfy { $0 < 0x80 } }
}
