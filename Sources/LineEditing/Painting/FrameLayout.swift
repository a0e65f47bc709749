/// The entry of a frame laid out in rows of the terminal's width.
struct FrameLayout {
    /// One row of the screen.
    struct Row {
        private var scalars: [Unicode.Scalar] = []
        /// Where each style begins.
        private var styles: [(start: Int, style: TextStyle)] = []
        var columns = 0
        /// Whether the text goes on in the next row without a newline.
        var continues = false

        /// The style at the end.
        var style: TextStyle { styles.last?.style ?? .plain }

        /// The text in its styles. Made only of rows that are drawn.
        var runs: [StyledRun] {
            styles.indices.map { index in
                let end = index + 1 < styles.count ? styles[index + 1].start : scalars.count
                return StyledRun(scalars.text(styles[index].start..<end), styles[index].style)
            }
        }

        /// The columns that each scalar takes.
        var widths: some Sequence<Int> { scalars.lazy.map { DisplayWidth.columns(of: $0) } }

        mutating func append(_ scalar: Unicode.Scalar, _ style: TextStyle) {
            if styles.last?.style != style { styles.append((scalars.count, style)) }
            scalars.append(scalar)
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
        let scalars = frame.buffer.scalars
        var offset = 0
        while offset < scalars.count {
            let scalar = scalars[offset]
            let sequence = EmojiSequence.length(in: scalars[...], at: offset).map { scalars[offset..<offset + $0] }
            // A cursor within a sequence has no column of its own.
            if (offset..<offset + (sequence?.count ?? 1)).contains(frame.buffer.cursor) {
                placeCursor(needing: sequence.map { Self.room(for: $0) } ?? (WideScalars.contains(scalar) ? 2 : 1))
            }
            let style = styles.isEmpty ? .plain : styles[offset]
            if scalar == "\n" {
                makeRowForCursor()
                rows.append(Row())
                append(frame.continuation)
                afterBase = false
            } else if let sequence {
                append(sequence: sequence, style)
            } else {
                append(scalar, style)
            }
            offset += sequence?.count ?? 1
        }
        if frame.buffer.cursor == frame.buffer.scalars.count { placeCursor(needing: 1) }
        makeRowForCursor()
    }

    /// A line below the entry, cut at the width.
    static func row(of line: StyledText, width: Int) -> Row {
        var layout = FrameLayout(Frame(prompt: line, buffer: TextBuffer()), width: .max)
        var row = layout.rows[0]
        guard row.columns > width else { return row }
        layout = FrameLayout(Frame(prompt: line, buffer: TextBuffer()), width: max(width - 1, 1))
        row = layout.rows[0]
        if width > 1 {
            row.append("…", row.style)
            row.columns += 1
        }
        row.continues = false
        return row
    }

    /// Whether the cell before has a scalar that a combining mark can join.
    private var afterBase = false

    private mutating func append(_ line: StyledText) {
        for run in line.runs {
            for scalar in run.text.unicodeScalars { append(scalar, run.style) }
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ style: TextStyle) {
        if scalar.value >= 0x20, scalar.value < 0x7F {
            put(scalar, columns: 1, style)
            afterBase = true
        } else if let substitute = DisplayWidth.substitute(for: scalar) {
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

    /// Draws an emoji of several scalars, and puts the cursor where it is taken to end; what is drawn beyond is blanked.
    private mutating func append(sequence: ArraySlice<Unicode.Scalar>, _ style: TextStyle) {
        let room = Self.room(for: sequence)
        if rows[rows.count - 1].columns > 0, rows[rows.count - 1].columns > width - room { rows.append(Row()) }
        let last = rows.count - 1
        rows[last].columns += EmojiSequence.columns
        let position = "\r\u{1B}[\(rows[last].columns)C"
        let surplus = room - 1 - EmojiSequence.columns
        let blanked = surplus > 0 ? String(repeating: " ", count: surplus) + position : ""
        for scalar in Array(sequence) + Array((position + blanked).unicodeScalars) { rows[last].append(scalar, style) }
        afterBase = true
    }

    /// The columns that a terminal may need for an emoji of several scalars, and one behind, so that none wraps.
    private static func room(for sequence: ArraySlice<Unicode.Scalar>) -> Int {
        max(sequence.reduce(0) { $0 + DisplayWidth.columns(of: $1) }, EmojiSequence.columns) + 1
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
    private mutating func placeCursor(needing needed: Int) {
        cursorRow = rows.count - 1
        cursorColumn = rows[cursorRow].columns
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
