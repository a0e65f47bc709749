internal import LineEditing

/// The white space that lines of an entry begin with: two spaces for each bracket that is open there.
enum Indentation {
    /// What a new line at the cursor begins with. Outside of all brackets, the entry itself counts as one.
    static func ofNewLine(in buffer: TextBuffer, _ vocabulary: Vocabulary) -> String {
        spaces(max(Entry(buffer.scalars, vocabulary).depth(at: buffer.cursor), 1))
    }

    /// The buffer with the closing bracket before the cursor put below what it closes; nil where the bracket does not
    /// begin a line, or stands there already.
    static func aligningBracket(in buffer: TextBuffer, _ vocabulary: Vocabulary) -> TextBuffer? {
        let bracket = buffer.cursor - 1
        guard bracket > 0, buffer.scalars[bracket] == "}" || buffer.scalars[bracket] == "]",
            let line = buffer.scalars[..<bracket].lastIndex(where: { $0 != " " }), buffer.scalars[line] == "\n"
        else { return nil }
        let margin = line + 1..<bracket
        let wanted = spaces(Entry(buffer.scalars, vocabulary).depth(at: bracket) - 1)
        guard wanted.utf8.count != margin.count else { return nil }
        var aligned = buffer
        aligned.replace(margin, with: wanted)
        aligned.moveRight()
        return aligned
    }

    private static func spaces(_ depth: Int) -> String { String(repeating: "  ", count: max(depth, 0)) }
}
