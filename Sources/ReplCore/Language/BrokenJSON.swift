internal import ClamatorKit
internal import LineEditing

/// A text that should be JSON, with a mark where it breaks.
enum BrokenJSON {
    /// How much of a long line is shown before the mark, and behind it.
    private static let before = 40
    private static let behind = 20

    /// The reason and the position, the line, and a mark below the position.
    static func text(_ error: JSONError, in text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = lines.indices.contains(error.line - 1) ? Array(lines[error.line - 1].unicodeScalars) : []
        let position = error.line > 1 ? "line \(error.line), column \(error.column)" : "column \(error.column)"
        return "no JSON: \(error.reason) at \(position)\n" + excerpt(of: line[...], column: error.column - 1)
    }

    /// A line, and a mark below a column of it, which is counted from 0.
    static func excerpt(of line: ArraySlice<Unicode.Scalar>, column: Int) -> String {
        let line = Array(line)
        let column = min(column, line.count)
        let start = max(0, column - before)
        let end = min(line.count, column + behind)
        let head = (start > 0 ? "…" : "") + shown(line[start..<column])
        let tail = shown(line[column..<end]) + (end < line.count ? "…" : "")
        let margin = String(repeating: " ", count: 4 + DisplayWidth.columns(of: head))
        return "    \(head)\(tail)\n\(margin)^"
    }

    private static func shown(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        Printable.escape(String(String.UnicodeScalarView(scalars)))
    }
}
