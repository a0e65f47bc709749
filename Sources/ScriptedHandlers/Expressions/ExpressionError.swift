import ClamatorKit

/// An expression that cannot be read, or that has no value in a call.
///
/// In a reply it is a −32603 whose `data` has the expression and the offset in it.
struct ExpressionError: DescribedError {
    let reason: String
    /// The expression as it was written, without `${` and `}`.
    let source: String
    /// The offset in the expression that the reason speaks of, in code points from 0.
    let offset: Int
    /// Whether a `}` stands behind the expression.
    var isClosed = true
    /// The same as a byte of the file, where the expression was read from one.
    var fileOffset: Int?

    init(_ reason: String, source: String, offset: Int) {
        self.reason = reason
        self.source = source
        self.offset = offset
    }

    var name: String { "ExpressionError" }
    var message: String { "\(excerpt.text): \(reason)" }
    var attributes: [(String, JSON)] { [("expression", JSON(source)), ("at", JSON(offset))] }

    /// Two lines: the expression, and under that offset a caret and the reason.
    ///
    ///     ${a + }
    ///           ^ expected a value
    var caret: String { "\(underlined) \(reason)" }

    /// The same without the reason, for where it stands already.
    var underlined: String {
        let (text, column) = excerpt
        return "\(text)\n\(String(repeating: " ", count: column))^"
    }

    /// The expression as it is shown, on one line and not too long a one, and the column of the offset in it.
    private var excerpt: (text: String, column: Int) {
        let longest = 72
        let opening = 2
        var shown: [Unicode.Scalar] = "${\(source)\(isClosed ? "}" : "")".unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? " " : scalar
        }
        var column = offset + opening
        if shown.count > longest {
            let start = max(0, min(column - longest / 2, shown.count - longest))
            let end = min(shown.count, start + longest)
            let isCutBehind = end < shown.count
            shown = (start > 0 ? ["…"] : []) + shown[start..<end] + (isCutBehind ? ["…"] : [])
            column -= start > 0 ? start - 1 : 0
        }
        return (String(String.UnicodeScalarView(shown)), column)
    }
}
