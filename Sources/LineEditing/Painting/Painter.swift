/// Turns frames into the bytes that make a terminal show them, knowing what it showed before.
///
/// The whole entry is painted anew each time, from its first row on: rows that fill the width are left to the
/// terminal's own wrap, so that it can join them again when it is resized or copied from, and everything is erased
/// before rather than row by row, since erasing to the end of a full row would take its last column. An entry
/// taller than the screen shows the rows around the cursor.
package struct Painter {
    /// What is on the screen, with the rows above the cursor that belong to the entry.
    private struct Painted {
        var rows: [FrameLayout.Row]
        var cursorRow: Int
        var cursorColumn: Int
    }

    private var painted: Painted?
    private var paintedFrame: Frame?
    package private(set) var size: TerminalSize
    /// Whether the terminal is known to break rows anew.
    private var breaksRows = false
    /// The first row of the entry that is visible.
    private var top = 0

    /// Whether styles are written; where they are not, no sequence stands in the text.
    package var usesStyles = true

    package init(size: TerminalSize) {
        self.size = size
    }

    /// The bytes that show a frame; none where it is shown already.
    package mutating func paint(_ frame: Frame) -> String {
        if frame == paintedFrame { return "" }
        // What is below the screen is of no interest.
        let layout = FrameLayout(frame, width: size.columns, rowsBehindCursor: size.rows)
        let below = frame.decoration.below.prefix(roomBelow(layout))
        let height = size.rows - below.count
        top = min(top, max(layout.count - height, 0))
        if layout.cursorRow < top { top = layout.cursorRow }
        if layout.cursorRow >= top + height { top = layout.cursorRow - height + 1 }

        var rows = layout.rows(top..<min(top + height, layout.count))
        rows[rows.count - 1].continues = false
        rows += below.map { FrameLayout.row(of: $0, width: size.columns) }
        let cursorRow = layout.cursorRow - top
        var output = erase()
        write(rows, to: &output)
        output += up(rows.count - 1 - cursorRow) + "\r" + right(layout.cursorColumn)
        painted = Painted(rows: rows, cursorRow: cursorRow, cursorColumn: layout.cursorColumn)
        paintedFrame = frame
        return output
    }

    /// The bytes that show the whole entry, with nothing below, and leave it behind: the cursor goes to the row after.
    package mutating func finish(_ frame: Frame) -> String {
        var whole = frame
        whole.buffer = TextBuffer(scalars: frame.buffer.scalars)
        whole.decoration.below = []
        let layout = FrameLayout(whole, width: size.columns)
        var rows = layout.rows(0..<layout.count)
        // The row made for a cursor behind a full row is the one to go to.
        if rows.count > 1, rows[rows.count - 1].columns == 0, rows[rows.count - 2].columns >= size.columns {
            rows.removeLast()
        }
        var output = erase()
        write(rows, to: &output)
        output += "\r\n"
        forget()
        return output
    }

    /// The bytes that take the entry off the screen, to write something else there; the next frame follows there.
    package mutating func erase() -> String {
        let rows = painted?.cursorRow ?? 0
        painted = nil
        paintedFrame = nil
        // The rest of the screen is erased from the second column on: from its first place on, tmux would take the
        // entry for a screen to keep among the lines that went off it.
        return up(rows) + "\r\u{1B}[K\u{1B}[C\u{1B}[J\r"
    }

    /// The bytes that clear the screen; the next frame is painted at its top.
    package mutating func clearScreen() -> String {
        forget()
        return "\u{1B}[H\u{1B}[2J"
    }

    /// Takes the screen to be blank from the cursor's row on.
    package mutating func forget() {
        painted = nil
        paintedFrame = nil
        top = 0
    }

    /// Takes note of a new size. Most terminals break the rows anew that wrapped, and keep the cursor on its character;
    /// others cut rows off and leave the cursor in its row. Where that differs, the terminal's cursor tells which it
    /// was; where it does not, the entry is taken to begin at the lower row, so that no line above it is erased.
    ///
    /// - Parameters:
    ///   - newSize: The size.
    ///   - cursor: Asks the terminal where its cursor is; nil where it does not say.
    package mutating func resize(to newSize: TerminalSize, cursor: () -> (row: Int, column: Int)? = { nil }) {
        guard newSize != size else { return }
        let isCut = newSize.columns != size.columns
        size = newSize
        paintedFrame = nil
        guard var last = painted else { return }
        if isCut {
            let broken = cursorInBrokenRows(last)
            if broken.row != last.cursorRow {
                let seen = cursor()
                let cutColumn = min(last.cursorColumn, size.columns - 1)
                let isCertain = last.rows.allSatisfy(\.isCertain)
                if let seen, isCertain, broken.column != cutColumn { breaksRows = seen.column == broken.column }
                let isBroken = breaksRows && isCertain && seen?.column == broken.column
                last.cursorRow = isBroken ? broken.row : min(broken.row, last.cursorRow)
                if let seen { last.cursorRow = min(last.cursorRow, seen.row) }
            }
        }
        last.cursorRow = min(last.cursorRow, size.rows - 1)
        painted = last
    }

    /// Where the cursor is after the painted rows were broken anew, counted from the entry's first row.
    private func cursorInBrokenRows(_ painted: Painted) -> (row: Int, column: Int) {
        var cursorRow = 0
        var column = 0
        for (index, row) in painted.rows.enumerated() {
            var reached = 0
            for width in row.leastWidths {
                // A wide character that does not fit leaves the last column empty.
                if column > 0, column + width > size.columns {
                    cursorRow += 1
                    column = 0
                }
                if index == painted.cursorRow, reached >= painted.cursorColumn { break }
                column += width
                reached += width
            }
            if index == painted.cursorRow {
                column += max(painted.cursorColumn - reached, 0)
                return (cursorRow + column / size.columns, column % size.columns)
            }
            if !row.continues {
                cursorRow += 1
                column = 0
            }
        }
        return (cursorRow, column)
    }

    /// The number of lines that can stand below the entry: what it leaves, and half of the screen where it is long.
    package func roomBelow(_ frame: Frame) -> Int {
        roomBelow(FrameLayout(frame, width: size.columns, rowsBehindCursor: size.rows))
    }

    private func roomBelow(_ layout: FrameLayout) -> Int {
        max(size.rows - layout.count, size.rows / 2)
    }

    private func write(_ rows: [FrameLayout.Row], to output: inout String) {
        var bytes: [UInt8] = []
        for (index, row) in rows.enumerated() {
            row.write(to: &bytes, usesStyles: usesStyles)
            if index + 1 < rows.count, !row.continues { bytes += "\r\n".utf8 }
        }
        output += String(decoding: bytes, as: UTF8.self)
    }

    private func up(_ rows: Int) -> String { rows > 0 ? "\u{1B}[\(rows)A" : "" }

    private func right(_ columns: Int) -> String { columns > 0 ? "\u{1B}[\(columns)C" : "" }
}
