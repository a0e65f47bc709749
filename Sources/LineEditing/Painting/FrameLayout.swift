/// The entry of a frame laid out in rows of the terminal's width.
///
/// An entry may have far more rows than are seen, so rows are counted first, and only those that are seen are made.
struct FrameLayout {
    /// One row of the screen.
    struct Row {
        private var scalars: [Unicode.Scalar] = []
        /// Where each style begins.
        private var styles: [(start: Int, style: TextStyle)] = []
        /// The columns that each character takes; those of an emoji of several scalars less than 0, since terminals
        /// differ in them.
        private var widths: [Int] = []
        var columns = 0
        /// Whether the text goes on in the next row without a newline.
        var continues = false

        /// The style at the end.
        var style: TextStyle { styles.last?.style ?? .plain }

        /// Writes the text, in its styles where they are wanted.
        func write(to output: inout [UInt8], usesStyles: Bool) {
            for (index, (start, style)) in styles.enumerated() {
                let end = index + 1 < styles.count ? styles[index + 1].start : scalars.count
                let isStyled = usesStyles && style != .plain
                if isStyled { style.appendSequence(to: &output) }
                scalars.append(start..<end, to: &output)
                if isStyled { output += TextStyle.end.utf8 }
            }
        }

        /// Whether every terminal takes the text for as wide.
        var isCertain: Bool { widths.allSatisfy { $0 >= 0 } }

        /// The columns that each character takes at least.
        var leastWidths: some Sequence<Int> { widths.lazy.map { $0 >= 0 ? $0 : 1 } }

        /// Adds scalars that take a column each.
        mutating func append(_ text: ArraySlice<Unicode.Scalar>, _ style: TextStyle) {
            begin(style)
            scalars += text
            widths += repeatElement(1, count: text.count)
            columns += text.count
        }

        mutating func append(_ scalar: Unicode.Scalar, columns: Int, _ style: TextStyle) {
            append(scalar, style)
            widths.append(columns)
            self.columns += columns
        }

        /// Adds an emoji of several scalars with what is written around it.
        mutating func append(sequence: some Sequence<Unicode.Scalar>, columns: Int, _ style: TextStyle) {
            for scalar in sequence { append(scalar, style) }
            widths.append(-columns)
            self.columns += columns
        }

        private mutating func append(_ scalar: Unicode.Scalar, _ style: TextStyle) {
            begin(style)
            scalars.append(scalar)
        }

        /// Goes on in a style.
        private mutating func begin(_ style: TextStyle) {
            if styles.last?.style != style { styles.append((scalars.count, style)) }
        }
    }

    private let frame: Frame
    private let width: Int
    /// The offset in the buffer that each row begins at.
    private var offsets: [Int]
    private(set) var cursorRow = 0
    private(set) var cursorColumn = 0
    private var columns = 0
    /// Whether the cell before has a scalar that a combining mark can join.
    private var afterBase = false

    /// The columns of what stands before a line, where that is printable ASCII and shorter than a row.
    private let plainContinuation: Int?

    /// The rows to make; none where they are only counted.
    private let wanted: Range<Int>
    private var made: [Row] = []
    /// The styles of the buffer's scalars in those rows, and the offset of the first.
    private var styles: [TextStyle] = []
    private var firstStyled = 0

    /// Counts the rows of a frame.
    ///
    /// - Parameters:
    ///   - frame: The frame.
    ///   - width: The columns of a row.
    ///   - limit: How many rows behind the cursor's are counted at least, where there are so many; all others are not.
    init(_ frame: Frame, width: Int, rowsBehindCursor limit: Int = .max) {
        self.init(frame, width, making: 0..<0, behindCursor: limit, styles: [], from: 0, after: [0])
    }

    /// The number of rows, as far as they are counted.
    var count: Int { offsets.count }

    /// Makes rows.
    func rows(_ range: Range<Int>) -> [Row] {
        let scalars = frame.buffer.scalars.count
        let end = range.upperBound < count ? offsets[range.upperBound] : scalars
        let styled = offsets[range.lowerBound]..<max(end, offsets[range.lowerBound])
        var styles: [TextStyle] = []
        for highlight in frame.decoration.highlights where highlight.range.overlaps(styled) {
            if styles.isEmpty { styles = Array(repeating: .plain, count: styled.count) }
            for offset in highlight.range.clamped(to: styled) { styles[offset - styled.lowerBound] = highlight.style }
        }
        let start = range.contains(0) ? 0 : (1...range.lowerBound).last(where: beginsPlainly) ?? 0
        return FrameLayout(
            frame, width, making: range, behindCursor: 0, styles: styles, from: styled.lowerBound,
            after: Array(offsets[...start])
        ).made
    }

    /// Whether a row, not the first, begins in the middle of printable ASCII, so that it can be made by itself.
    private func beginsPlainly(_ row: Int) -> Bool {
        let offset = offsets[row]
        let scalars = frame.buffer.scalars
        guard offset > 0, offset < scalars.count, offsets[row - 1] < offset else { return false }
        return scalars[offset - 1].value &- 0x20 < 0x5F && scalars[offset].value &- 0x20 < 0x5F
    }

    /// Lays the frame out from a row on.
    ///
    /// - Parameters:
    ///   - frame: The frame.
    ///   - width: The columns of a row.
    ///   - wanted: The rows to make; where there are none, rows are counted.
    ///   - limit: How many of those behind the cursor's are counted.
    ///   - styles: The styles of the scalars in those rows.
    ///   - first: The offset of the first of these scalars.
    ///   - offsets: Where the rows begin up to the one to begin with, which is the first or begins plainly.
    private init(
        _ frame: Frame, _ width: Int, making wanted: Range<Int>, behindCursor limit: Int, styles: [TextStyle],
        from first: Int, after offsets: [Int]
    ) {
        self.frame = frame
        self.width = width
        self.wanted = wanted
        self.styles = styles
        self.offsets = offsets
        firstStyled = first
        let continuation = frame.continuation.plainText.utf8
        let isPlain = continuation.count < width && continuation.allSatisfy { $0 &- 0x20 < 0x5F }
        plainContinuation = isPlain ? continuation.count : nil
        if isMade { made.append(Row()) }
        var offset = offsets[offsets.count - 1]
        if offsets.count == 1 { append(frame.prompt, before: 0) }
        afterBase = offset > 0
        let scalars = frame.buffer.scalars
        let cursor = frame.buffer.cursor
        while offset < scalars.count,
            wanted.isEmpty ? offset <= cursor || count - cursorRow <= limit : count <= wanted.upperBound
        {
            if offset != cursor {
                let taken = takePlain(scalars, from: offset, to: offset < cursor ? cursor : scalars.count)
                offset += taken
                if taken > 0 { continue }
            }
            let scalar = scalars[offset]
            let sequence = EmojiSequence.length(in: scalars[...], at: offset).map { scalars[offset..<offset + $0] }
            // A cursor within a sequence has no column of its own.
            if (offset..<offset + (sequence?.count ?? 1)).contains(cursor) {
                placeCursor(needing: sequence.map { Self.room(for: $0) } ?? (WideScalars.contains(scalar) ? 2 : 1))
            }
            let style = style(at: offset)
            if scalar == "\n" {
                makeRowForCursor(at: offset)
                breakRow(at: offset + 1)
                if !isMade, let plainContinuation {
                    columns = plainContinuation
                } else {
                    append(frame.continuation, before: offset + 1)
                }
                afterBase = false
            } else if let sequence {
                append(sequence: sequence, at: offset, style)
            } else {
                append(scalar, at: offset, style)
            }
            offset += sequence?.count ?? 1
        }
        if cursor == scalars.count { placeCursor(needing: 1) }
        makeRowForCursor(at: scalars.count)
    }

    /// Whether the current row is made.
    private var isMade: Bool { wanted.contains(count - 1) }

    private func style(at offset: Int) -> TextStyle {
        styles.indices.contains(offset - firstStyled) ? styles[offset - firstStyled] : .plain
    }

    /// Takes printable ASCII into the current row, all but the last before something else, which may belong to that.
    ///
    /// - Returns: How much.
    private mutating func takePlain(_ scalars: [Unicode.Scalar], from start: Int, to end: Int) -> Int {
        if columns == width { return 0 }
        let limit = width - columns < end - start ? start + width - columns : end
        var offset = start + scalars.span.extracting(start..<limit).countOfPlain
        if offset < scalars.count, scalars[offset].value >= 0x80 { offset -= 1 }
        guard offset > start else { return 0 }
        columns += offset - start
        afterBase = true
        if isMade {
            var start = start
            while start < offset {
                let style = style(at: start)
                let end = (start..<offset).first { self.style(at: $0) != style } ?? offset
                made[made.count - 1].append(scalars[start..<end], style)
                start = end
            }
        }
        return offset - start
    }

    /// Ends the current row. The next begins at an offset of the buffer.
    private mutating func breakRow(at offset: Int, continues: Bool = false) {
        if isMade { made[made.count - 1].continues = continues }
        offsets.append(offset)
        columns = 0
        if isMade { made.append(Row()) }
    }

    /// A line below the entry, cut at the width.
    static func row(of line: StyledText, width: Int) -> Row {
        let frame = Frame(prompt: line, buffer: TextBuffer())
        var row = FrameLayout(frame, width: .max).rows(0..<1)[0]
        guard row.columns > width else { return row }
        row = FrameLayout(frame, width: max(width - 1, 1)).rows(0..<1)[0]
        if width > 1 { row.append("…", columns: 1, row.style) }
        row.continues = false
        return row
    }

    private mutating func append(_ line: StyledText, before offset: Int) {
        for run in line.runs {
            for scalar in run.text.unicodeScalars { append(scalar, at: offset, run.style) }
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, at offset: Int, _ style: TextStyle) {
        if scalar.value >= 0x20, scalar.value < 0x7F {
            put(scalar, columns: 1, at: offset, style)
            afterBase = true
        } else if let substitute = DisplayWidth.substitute(for: scalar) {
            for part in substitute.unicodeScalars { put(part, columns: 1, at: offset, style) }
            afterBase = false
        } else if DisplayWidth.isCombining(scalar) {
            // Without a base of its own, a mark would join whatever stands to the left.
            if !afterBase { put("◌", columns: 1, at: offset, style) }
            if isMade { made[made.count - 1].append(scalar, columns: 0, style) }
            afterBase = true
        } else {
            put(scalar, columns: DisplayWidth.columns(of: scalar), at: offset, style)
            afterBase = true
        }
    }

    /// Draws an emoji of several scalars, and puts the cursor where it is taken to end; what is drawn beyond is
    /// blanked.
    private mutating func append(sequence: ArraySlice<Unicode.Scalar>, at offset: Int, _ style: TextStyle) {
        let room = Self.room(for: sequence)
        if columns > 0, columns > width - room { breakRow(at: offset) }
        columns += EmojiSequence.columns
        afterBase = true
        guard isMade else { return }
        let position = "\r\u{1B}[\(columns)C"
        let surplus = room - 1 - EmojiSequence.columns
        let blanked = surplus > 0 ? String(repeating: " ", count: surplus) + position : ""
        made[made.count - 1].append(
            sequence: Array(sequence) + Array((position + blanked).unicodeScalars), columns: EmojiSequence.columns,
            style)
    }

    /// The columns that a terminal may need for an emoji of several scalars, and one behind, so that none wraps.
    private static func room(for sequence: ArraySlice<Unicode.Scalar>) -> Int {
        max(sequence.reduce(0) { $0 + DisplayWidth.columns(of: $1) }, EmojiSequence.columns) + 1
    }

    private mutating func put(_ scalar: Unicode.Scalar, columns needed: Int, at offset: Int, _ style: TextStyle) {
        if columns > 0, columns > width - needed { breakRow(at: offset, continues: true) }
        columns += needed
        if isMade { made[made.count - 1].append(scalar, columns: needed, style) }
    }

    /// Puts the cursor where the next scalar will be drawn, which may be the row that is not there yet.
    private mutating func placeCursor(needing needed: Int) {
        cursorRow = count - 1
        cursorColumn = columns
        if cursorColumn > 0, cursorColumn > width - needed {
            cursorRow += 1
            cursorColumn = 0
        }
    }

    /// Adds the row of a cursor that stands behind a full row with nothing after it.
    private mutating func makeRowForCursor(at offset: Int) {
        if cursorRow == count { breakRow(at: offset) }
    }
}

extension Span<Unicode.Scalar> {
    /// How many scalars at the start are printable ASCII.
    fileprivate var countOfPlain: Int {
        var index = 0
        // Sixteen at once, which the processor looks at side by side: what is less than a space or more than a tilde
        // leaves the highest bit of a difference set.
        while index <= count - 16 {
            let block = extracting(index..<index + 16)
            var differences: UInt32 = 0
            for place in 0..<16 { differences |= (block[place].value &- 0x20) | (0x7E &- block[place].value) }
            if differences >> 31 != 0 { break }
            index += 16
        }
        while index < count, self[index].value &- 0x20 < 0x5F { index += 1 }
        return index
    }
}
