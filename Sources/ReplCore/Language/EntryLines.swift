internal import LineEditing

/// A text of lines, cut into entries as if each line were typed: an entry ends with the line that makes it whole.
struct EntryLines {
    /// An entry in the text.
    struct Piece: Equatable {
        /// The scalars, from the start of its first line on.
        let range: Range<Int>
        /// The number of its first line.
        let line: Int
    }

    /// The entries; all but the last are whole.
    private(set) var pieces: [Piece] = []
    /// Cuts a text.
    ///
    /// - Parameters:
    ///   - text: The lines.
    ///   - vocabulary: What the entries can speak of.
    ///   - joinsIndented: Whether a call goes on with lines that are indented deeper than its first one.
    init(_ text: [Unicode.Scalar], _ vocabulary: Vocabulary, joinsIndented: Bool = false) {
        var first: (start: Int, line: Int, indentation: Int)?
        var form = Entry.Form.empty
        var depth = 0
        var isComplete = true
        var number = 0
        var start = 0
        // How many scalars may be looked at to find the ends of entries: a few times all of them.
        var work = 16 * text.count + 65_536
        while start <= text.count {
            number += 1
            let end = text[start...].firstIndex(of: "\n") ?? text.count
            let line = text[start..<end]
            let indentation = line.firstIndex { !$0.isSpace }.map { $0 - start }
            defer { start = end + 1 }
            if isComplete {
                guard let indentation else { continue }
                let goesOn = joinsIndented && form == .call && first.map { indentation > $0.indentation } ?? false
                if !goesOn { (first, depth) = ((start, number, indentation), 0) }
            }
            guard let first else { continue }
            depth += line.openedBrackets
            // Where brackets are open, more has to come; where they break off otherwise, what was typed fails anyway.
            if isComplete || depth <= 0, end < text.count {
                work -= end - first.start
                let entry = work > 0 ? Entry(Array(text[first.start..<end]), vocabulary) : nil
                isComplete = entry?.isComplete ?? false
                form = entry?.form ?? .empty
            }
            if pieces.last?.line == first.line { pieces.removeLast() }
            pieces.append(Piece(range: first.start..<end, line: first.line))
        }
    }
}
