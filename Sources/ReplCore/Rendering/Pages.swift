internal import LineEditing

/// A long text, handed out in pieces that fit on a screen.
struct Pages {
    private var rest: Substring.UnicodeScalarView
    /// The escape sequences that colour the start of the rest.
    private var style = ""

    init(_ text: String) { rest = text[...].unicodeScalars }

    /// Whether all was handed out.
    var isEmpty: Bool { rest.isEmpty }

    /// How many lines are left, one that was begun among them.
    var linesLeft: Int { rest.isEmpty ? 0 : 1 + rest.count { $0 == "\n" } }

    /// Whether the rest fits on so many rows.
    func fit(columns: Int, rows: Int) -> Bool {
        var pages = self
        _ = pages.next(columns: columns, rows: rows)
        return pages.isEmpty
    }

    /// The next piece, without a line end: as much as fits on so many rows, one at least. A line that is longer than that
    /// goes on in the next piece.
    mutating func next(columns: Int, rows: Int) -> String {
        let start = style
        var row = 1
        var column = 0
        var place = rest.startIndex
        while place < rest.endIndex {
            let scalar = rest[place]
            if scalar == "\u{1B}" {
                takeStyle(&place)
                continue
            }
            let width = scalar == "\n" ? 0 : DisplayWidth.columns(of: scalar)
            if scalar == "\n" || column + width > max(columns, width) {
                if row >= max(rows, 1) { break }
                row += 1
                column = 0
            }
            column += width
            place = rest.index(after: place)
        }
        let piece = start + String(rest[..<place]) + (style.isEmpty ? "" : "\u{1B}[0m")
        rest = rest[place...]
        if rest.first == "\n" { rest.removeFirst() }
        return piece
    }

    /// Passes an escape sequence that colours.
    private mutating func takeStyle(_ place: inout Substring.UnicodeScalarView.Index) {
        let end = rest[place...].firstIndex(of: "m").map { rest.index(after: $0) } ?? rest.endIndex
        let sequence = String(rest[place..<end])
        style = sequence == "\u{1B}[0m" ? "" : style + sequence
        place = end
    }
}
