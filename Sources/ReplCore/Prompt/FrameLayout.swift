/// The entry of a frame laid out in rows of the terminal's width.
struct FrameLayout {
    /// One row of the screen.
    struct Row {
        var runs: StyledLine = []
        var columns = 0
        /// Whether the text goes on in the next row without a newline.
        var continues = false

        mutating func append(_ scalar: Unicode.Scalar, _ style: TextStyle) {
            if runs.last?.style != style { runs.append(StyledRun("", style)) }
            runs[runs.count - 1].text.unicodeScalars.append(scalar)
        }
    }

    private(set) var rows = [Row()]
    private(set) var cursorRow = 0
    private(set) var cursorColumn = 0
    private let width: Int

    init(_ frame: Frame, width: Int) {
        self.width = width
        append(frame.prompt)
        afterBase = false
        let styles = Self.styles(of: frame)
        for (offset, scalar) in frame.buffer.scalars.enumerated() {
            if offset == frame.buffer.cursor { placeCursor(before: scalar) }
            if scalar == "\n" {
                makeRowForCursor()
                rows.append(Row())
                append(frame.continuation)
                afterBase = false
            } else {
                append(scalar, styles.isEmpty ? .plain : styles[offset])
            }
        }
        if frame.buffer.cursor == frame.buffer.scalars.count { placeCursor(before: "\n") }
        makeRowForCursor()
    }

    /// A line below the entry, cut at the width.
    static func row(of line: StyledLine, width: Int) -> Row {
        var layout = FrameLayout(Frame(prompt: line, buffer: TextBuffer()), width: .max)
        var row = layout.rows[0]
        guard row.columns > width else { return row }
        layout = FrameLayout(Frame(prompt: line, buffer: TextBuffer()), width: max(width - 1, 1))
        row = layout.rows[0]
        if width > 1 {
            row.append("…", row.runs.last?.style ?? .plain)
            row.columns += 1
        }
        row.continues = false
        return row
    }

    /// Whether the cell before has a scalar that a combining mark can join.
    private var afterBase = false

    private mutating func append(_ line: StyledLine) {
        for run in line {
            for scalar in run.text.unicodeScalars { append(scalar, run.style) }
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ style: TextStyle) {
        if let substitute = DisplayWidth.substitute(for: scalar) {
            for part in substitute.unicodeScalars { put(part, columns: 1, style) }
            afterBase = false
        } else if DisplayWidth.isCombining(scalar) {
            // Without a base of its own, a mark would join whatever stands to the left.
            if !afterBase { put("◌", columns: 1, style) }
            rows[rows.count - 1].append(scalar, style)
            afterBase = true
        } else {
            put(scalar, columns: DisplayWidth.columns(of: scalar), style)
            afterBase = true
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar, columns: Int, _ style: TextStyle) {
        let last = rows.count - 1
        if rows[last].columns > 0, rows[last].columns > width - columns {
            rows[last].continues = true
            rows.append(Row())
        }
        rows[rows.count - 1].append(scalar, style)
        rows[rows.count - 1].columns += columns
    }

    /// Puts the cursor where the next scalar will be drawn, which may be the row that is not there yet.
    private mutating func placeCursor(before scalar: Unicode.Scalar) {
        cursorRow = rows.count - 1
        cursorColumn = rows[cursorRow].columns
        let needed = WideScalars.contains(scalar) ? 2 : 1
        if cursorColumn > 0, cursorColumn > width - needed {
            cursorRow += 1
            cursorColumn = 0
        }
    }

    /// Adds the row of a cursor that stands behind a full row with nothing after it.
    private mutating func makeRowForCursor() {
        if cursorRow == rows.count { rows.append(Row()) }
    }

    private static func styles(of frame: Frame) -> [TextStyle] {
        guard !frame.decoration.highlights.isEmpty else { return [] }
        var styles = [TextStyle](repeating: .plain, count: frame.buffer.scalars.count)
        for highlight in frame.decoration.highlights {
            for offset in highlight.range.clamped(to: styles.indices) { styles[offset] = highlight.style }
        }
        return styles
    }
}
