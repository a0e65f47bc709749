/// Makes text that came from data safe to show: nothing in it can move the cursor or turn the direction of writing.
package enum Printable {
    /// The text with control characters spelled out: C0 and DEL, C1, and bidirectional controls, as JSON escapes them.
    package static func escape(_ text: String) -> String { escape(text, except: []) }

    /// The same, but for line breaks, which stay: for texts of several lines that hold data.
    package static func escapeLines(_ text: String) -> String { escape(text, except: ["\n"]) }

    /// The same, but for the white space that stands between the parts of JSON texts: their values stay what they are.
    package static func escapeJSON(_ text: String) -> String { escape(text, except: ["\n", "\t"]) }

    /// The start of a text, escaped, for messages that name what was typed, or what another process sent.
    package static func excerpt(_ text: String, atMost limit: Int = 60) -> String {
        let start = text.unicodeScalars.prefix(limit + 1)
        return start.count > limit ? escape(String(start.dropLast())) + "…" : escape(text)
    }

    private static func escape(_ text: String, except kept: Set<Unicode.Scalar>) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar), !kept.contains(scalar) {
                escaped += escapeSequence(scalar)
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// JSON's own escape, which people can read too.
    private static func escapeSequence(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
