internal import LineEditing

/// A long text, handed out in pieces that fit on a screen.
struct Pages {
    private var rest: ArraySlice<StyledRun>

    init(_ text: StyledText) { rest = text.runs[...] }

    /// Whether all was handed out.
    var isEmpty: Bool { rest.isEmpty }

    /// How many lines are left, one that was begun among them.
    var linesLeft: Int {
        rest.isEmpty ? 0 : rest.reduce(1) { $0 + $1.text.unicodeScalars.count { $0 == "\n" } }
    }

    /// Whether the rest fits on so many rows.
    func fit(columns: Int, rows: Int) -> Bool {
        var pages = self
        _ = pages.next(columns: columns, rows: rows)
        return pages.isEmpty
    }

    /// The next piece, without a line end: as much as fits on so many rows, one at least. A line that is longer than
    /// that goes on in the next piece.
    mutating func next(columns: Int, rows: Int) -> StyledText {
        var piece = StyledText()
        var row = 1
        var column = 0
        while let run = rest.first {
            let scalars = run.text.unicodeScalars
            for index in scalars.indices {
                let isEndOfLine = scalars[index] == "\n"
                let width = isEndOfLine ? 0 : DisplayWidth.columns(of: scalars[index])
                if isEndOfLine || column + width > max(columns, width) {
                    if row >= max(rows, 1) {
                        piece.append(StyledRun(String(scalars[..<index]), run.style))
                        cut(String(scalars[index...].dropFirst(isEndOfLine ? 1 : 0)))
                        return piece
                    }
                    row += 1
                    column = 0
                }
                column += width
            }
            piece.append(run)
            rest.removeFirst()
        }
        return piece
    }

    /// Leaves no more of the first run than its end.
    private mutating func cut(_ end: String) {
        if end.isEmpty { rest.removeFirst() } else { rest[rest.startIndex].text = end }
    }
}
