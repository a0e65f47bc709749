internal import ClamatorKit

/// Pieces of JUnit's XML.
enum JUnitText {
    static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

    /// A test case that holds an element with reasons, of which the first line is its message.
    static func element(_ name: String, _ reasons: String) -> String {
        let reasons = excerpt(reasons)
        let firstLine = reasons.prefix { $0 != "\n" }
        return ">\n      <\(name) message=\"\(escape(String(firstLine)))\">\(escape(reasons))</\(name)>\n"
            + "    </testcase>\n"
    }

    /// The start of a text that may quote whole replies.
    private static func excerpt(_ text: String) -> String {
        let limit = 64 << 10
        guard text.utf8.count > limit else { return text }
        return String(decoding: text.utf8.prefix(limit), as: UTF8.self) + "…"
    }

    /// Makes text safe between tags and in attributes. Controls are spelled out, since most cannot stand in XML 1.0 (§2.2)
    /// in any form; so are the two noncharacters that it excludes.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in Printable.escapeLines(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\u{FFFE}", "\u{FFFF}": escaped += "\\u" + String(scalar.value, radix: 16)
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
