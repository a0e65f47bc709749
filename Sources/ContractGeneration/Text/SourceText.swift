internal import ClamatorJSON

/// The text of a source file while it is written: lines, each as deep as the blocks that it stands in.
struct SourceText {
    private(set) var text = ""
    /// How many blocks a line stands in.
    var depth = 0
    /// How many columns a line should have at most.
    static let columns = 120
    private static let indent = "    "

    /// The columns that are left in a line.
    var room: Int { Self.columns - depth * Self.indent.utf8.count }

    /// A string in double quotes, with the escapes that languages share.
    ///
    /// - Parameters:
    ///   - value: The string.
    ///   - escape: How another scalar is escaped; nil for one that stands as it is.
    /// - Returns: The literal.
    static func quoted(_ value: ExactString, _ escape: (Unicode.Scalar) -> String?) -> String {
        var text = "\""
        for scalar in value.string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default: text += escape(scalar) ?? String(Character(scalar))
            }
        }
        return text + "\""
    }

    /// Writes a line; an empty one has no spaces.
    mutating func line(_ line: String = "") {
        if !line.isEmpty { text += String(repeating: Self.indent, count: depth) + line }
        text += "\n"
    }

    /// Writes lines that are deeper than those around them.
    mutating func indented(_ body: (inout SourceText) -> Void) {
        depth += 1
        body(&self)
        depth -= 1
    }

    /// Writes a block in braces.
    mutating func block(_ head: String, _ body: (inout SourceText) -> Void) {
        line("\(head) {")
        indented(body)
        line("}")
    }

    /// Writes a list behind a head: in the same line, or an item a line where that would be too long.
    mutating func list(_ head: String, _ items: [String], _ end: String) {
        let short = head + items.joined(separator: ", ") + end
        if short.count <= room || items.isEmpty { return line(short) }
        line(head)
        indented { text in
            for (index, item) in items.enumerated() { text.line(item + (index == items.count - 1 ? "" : ",")) }
        }
        line(end)
    }

    /// Writes a text of words behind a mark, in as many lines as it takes. Lines of the text that begin with a space
    /// are kept as they are.
    mutating func words(_ words: String, mark: String, columns: Int? = nil) {
        let room = columns ?? room
        for paragraph in words.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if paragraph.first?.isWhitespace == true {
                line(Self.trimmed(mark + " " + Self.visible(paragraph)))
                continue
            }
            var current = mark
            for word in paragraph.split(separator: " ") {
                let word = Self.visible(word)
                if current.utf8.count > mark.utf8.count, current.count + word.count + 1 > room {
                    line(current)
                    current = mark
                }
                current += " " + word
            }
            line(current)
        }
    }

    /// A text without characters that do something to a terminal or an editor.
    private static func visible(_ text: Substring) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }

    private static func trimmed(_ text: String) -> String {
        String(text.reversed().drop { $0 == " " }.reversed())
    }
}
