import ClamatorSystem

/// Writes a page in Markdown, in GitHub's kind for the tables.
struct MarkdownWriter: PageWriter {
    private var out = ""

    mutating func begin(title: String) { out = "# \(Self.escaped(title))\n" }

    mutating func index(_ groups: [(title: PageText, items: [PageText])]) {
        out += "\n"
        for group in groups {
            out += "- \(Self.inline([group.title]))\n"
            for item in group.items { out += "  - \(Self.inline([item]))\n" }
        }
    }

    mutating func heading(_ level: Int, _ content: [PageText], anchor: String?) {
        if let anchor { out += "\n<a id=\"\(anchor)\"></a>\n" }
        out += "\n\(String(repeating: "#", count: level)) \(Self.inline(content))\n"
    }

    mutating func paragraph(_ content: [PageText]) { out += "\n\(Self.inline(content))\n" }

    mutating func table(_ header: [String], _ rows: [[[PageText]]]) {
        out += "\n| \(header.joined(separator: " | ")) |\n|\(String(repeating: "---|", count: header.count))\n"
        for row in rows {
            out += "| \(row.map { Self.inline($0, isCell: true) }.joined(separator: " | ")) |\n"
        }
    }

    mutating func lines(_ text: String) { out += "\n```\n\(text)\n```\n" }

    mutating func end() -> String { String(Substring(out.utf8.dropLast())) }

    // MARK: Text

    private static func inline(_ pieces: [PageText], isCell: Bool = false) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): escaped(text)
            case .code(let text): code(text, isCell)
            case .link(let text, let anchor): "[\(code(text, isCell))](#\(anchor))"
            }
        }.joined()
    }

    /// Punctuation that could begin something in Markdown or HTML is escaped, so that text from contracts stays text.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in Printable.escape(text).unicodeScalars {
            switch scalar {
            case "\\", "`", "*", "_", "[", "]", "<", ">", "&", "|", "~", "#", "$", "!":
                escaped += "\\"
            // At the start these would begin a list or underline a heading.
            case "-", "+", "=", ".", ")":
                if escaped.unicodeScalars.allSatisfy({ $0.properties.numericType != nil }) { escaped += "\\" }
            default: break
            }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }

    /// Between backquotes nothing has to be escaped but what divides a table's cells. What backquotes cannot hold is
    /// spelled in HTML.
    private static func code(_ text: String, _ isCell: Bool) -> String {
        let text = Printable.escape(text)
        let isPlain =
            !text.isEmpty && !text.utf8.contains(UInt8(ascii: "`"))
            && !(text.utf8.first == UInt8(ascii: " ") && text.utf8.last == UInt8(ascii: " "))
        guard isPlain, !isCell || !text.utf8.contains(UInt8(ascii: "\\")) else {
            let spelled = text.unicodeScalars.map { scalar in
                let isKept =
                    scalar == " " || !scalar.isASCII || scalar.properties.isAlphabetic
                    || scalar.properties.numericType != nil
                return isKept ? String(scalar) : "&#\(scalar.value);"
            }
            return "<code>\(spelled.joined())</code>"
        }
        guard isCell else { return "`\(text)`" }
        return "`" + text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") + "`"
    }
}
