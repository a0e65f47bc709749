import CPseudoTerminal

/// What a terminal shows: the part of a VT100 that the tool uses, with the deferred wrap of real terminals, wide and
/// combining characters, and rows that are joined and broken anew when the width changes.
///
/// Independent of the tool's own notion of width: it asks the C library's.
struct ScreenModel {
    struct Cell: Equatable {
        /// Empty for the second half of a wide character.
        var text = " "
        /// The parameters of the last SGR sequence; empty for plain text.
        var style = ""
        var isWritten = false
    }

    private struct Row {
        var cells: [Cell]
        /// Whether the text went on in the next row without a newline.
        var wrapped = false
    }

    private(set) var columns: Int
    private(set) var rows: Int
    private(set) var cursorRow = 0
    private(set) var cursorColumn = 0
    /// The rows that have left the screen at its top, as text.
    private(set) var scrollback: [String] = []
    /// The private modes that are on: 2004 for bracketed paste.
    private(set) var modes: Set<Int> = []
    /// Sequences and control characters that the model does not know, as they came.
    private(set) var unknown: [String] = []

    /// Whether rows that wrapped are broken anew when the width changes, and whether the model says where its cursor
    /// is.
    let reflows: Bool
    let answers: Bool
    private var waitingAnswers = ""
    private var grid: [Row]
    private var style = ""
    /// The last column is full, and the next character wraps.
    private var wrapIsPending = false
    private var pending: [UInt8] = []

    init(columns: Int, rows: Int, reflows: Bool = true, answers: Bool = true) {
        self.reflows = reflows
        self.answers = answers
        self.columns = columns
        self.rows = rows
        grid = Array(repeating: Row(cells: Self.blank(columns)), count: rows)
    }

    /// The rows without trailing blanks, down to the last that has any text.
    var lines: [String] {
        var lines = grid.map(Self.text(of:))
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// The screen as text.
    var text: String { lines.joined(separator: "\n") }

    /// The row of the cursor.
    var cursorLine: String { Self.text(of: grid[cursorRow]) }

    func cell(row: Int, column: Int) -> Cell { grid[row].cells[column] }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            pending.append(byte)
            if let length = Self.expectedLength(pending), pending.count >= length {
                let unit = pending
                pending = []
                take(unit)
            }
        }
    }

    /// What the terminal says by itself since the last call.
    mutating func takeAnswers() -> String {
        defer { waitingAnswers = "" }
        return waitingAnswers
    }

    /// Changes the size as terminals do that cut rows off: the cursor stays in its row.
    private mutating func cut(columns newColumns: Int, rows newRows: Int) {
        columns = newColumns
        rows = newRows
        grid = grid.map { Row(cells: $0.cells.prefix(columns) + Self.blank(columns - $0.cells.count)) }
        while grid.count > rows, cursorRow < grid.count - 1 { grid.removeLast() }
        let surplus = max(grid.count - rows, 0)
        scrollback += grid.prefix(surplus).map(Self.text(of:))
        grid.removeFirst(surplus)
        cursorRow -= surplus
        while grid.count < rows { grid.append(Row(cells: Self.blank(columns))) }
        cursorColumn = min(cursorColumn, columns - 1)
        wrapIsPending = false
    }

    /// Changes the size as terminals do that reflow: wrapped rows are joined and broken anew, the cursor stays on its
    /// character, and what no longer fits leaves at the top.
    mutating func resize(columns newColumns: Int, rows newRows: Int) {
        guard reflows else { return cut(columns: newColumns, rows: newRows) }
        var lines: [[Cell]] = [[]]
        var cursorLine = 0
        var cursorOffset = 0
        for (index, row) in grid.enumerated() {
            if index == cursorRow {
                cursorLine = lines.count - 1
                cursorOffset = lines[cursorLine].count + cursorColumn
            }
            let written = row.cells.lastIndex { $0.isWritten }.map { $0 + 1 } ?? 0
            lines[lines.count - 1] += row.cells[..<written]
            if !row.wrapped, index + 1 < grid.count { lines.append([]) }
        }
        columns = newColumns
        rows = newRows
        var newGrid: [Row] = []
        for (index, line) in lines.enumerated() {
            var row = Row(cells: [])
            for (offset, cell) in line.enumerated() {
                let isWide = offset + 1 < line.count && line[offset + 1].text.isEmpty
                if row.cells.count + (isWide ? 2 : 1) > columns {
                    row.wrapped = true
                    newGrid.append(row)
                    row = Row(cells: [])
                }
                if index == cursorLine, offset == cursorOffset {
                    cursorRow = newGrid.count
                    cursorColumn = row.cells.count
                }
                row.cells.append(cell)
            }
            if index == cursorLine, cursorOffset >= line.count {
                let column = row.cells.count + cursorOffset - line.count
                cursorRow = newGrid.count + column / columns
                cursorColumn = column % columns
            }
            newGrid.append(row)
            if index == cursorLine {
                while newGrid.count <= cursorRow { newGrid.append(Row(cells: [])) }
            }
        }
        while newGrid.count > rows, newGrid.count - 1 > cursorRow, newGrid.last?.cells.isEmpty == true {
            newGrid.removeLast()
        }
        let surplus = max(newGrid.count - rows, 0)
        grid = newGrid.map { Row(cells: $0.cells + Self.blank(columns - $0.cells.count), wrapped: $0.wrapped) }
        scrollback += grid.prefix(surplus).map(Self.text(of:))
        grid.removeFirst(surplus)
        cursorRow = max(cursorRow - surplus, 0)
        while grid.count < rows { grid.append(Row(cells: Self.blank(columns))) }
        wrapIsPending = false
    }

    private static func blank(_ count: Int) -> [Cell] { Array(repeating: Cell(), count: max(count, 0)) }

    private static func text(of row: Row) -> String {
        var text = row.cells.map(\.text).joined()
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The length of the unit that begins with these bytes; nil while it cannot be told.
    private static func expectedLength(_ bytes: [UInt8]) -> Int? {
        switch bytes[0] {
        case 0x1B:
            guard bytes.count > 1 else { return nil }
            // A choice of a character set takes a byte more.
            guard bytes[1] == UInt8(ascii: "[") else { return bytes[1] == UInt8(ascii: "(") ? 3 : 2 }
            guard bytes.count > 2, let last = bytes.last, (0x40..<0x7F).contains(last) else { return nil }
            return bytes.count
        case 0x00..<0xC0: return 1
        case 0xC0..<0xE0: return 2
        case 0xE0..<0xF0: return 3
        default: return 4
        }
    }

    private mutating func take(_ unit: [UInt8]) {
        let text = String(decoding: unit, as: UTF8.self)
        switch unit[0] {
        case 0x0D:
            cursorColumn = 0
            wrapIsPending = false
        case 0x0A: lineFeed()
        case 0x08: cursorColumn = max(cursorColumn - 1, 0)
        case 0x07: break
        case 0x1B where unit.count > 2 && unit[1] == UInt8(ascii: "["): control(text)
        case 0x00..<0x20, 0x7F: unknown.append(text)
        default: for scalar in text.unicodeScalars { put(scalar) }
        }
    }

    private mutating func control(_ sequence: String) {
        let body = sequence.dropFirst(2).dropLast()
        let number = Int(body)
        switch sequence.last {
        case "A": move(toRow: cursorRow - (number ?? 1), column: cursorColumn)
        case "B": move(toRow: cursorRow + (number ?? 1), column: cursorColumn)
        case "C": move(toRow: cursorRow, column: cursorColumn + (number ?? 1))
        case "D": move(toRow: cursorRow, column: cursorColumn - (number ?? 1))
        case "G": move(toRow: cursorRow, column: (number ?? 1) - 1)
        case "H":
            let place = body.split(separator: ";").compactMap { Int($0) }
            move(toRow: (place.first ?? 1) - 1, column: (place.dropFirst().first ?? 1) - 1)
        case "J": eraseDisplay(number ?? 0)
        case "K": eraseLine(number ?? 0)
        case "n" where body == "6":
            if answers { waitingAnswers += "\u{1B}[\(cursorRow + 1);\(cursorColumn + 1)R" }
        case "m": style = body == "0" ? "" : String(body)
        case "h" where body.hasPrefix("?"):
            modes.formUnion(body.dropFirst().split(separator: ";").compactMap { Int($0) })
        case "l" where body.hasPrefix("?"):
            modes.subtract(body.dropFirst().split(separator: ";").compactMap { Int($0) })
        default: unknown.append(sequence)
        }
    }

    private mutating func move(toRow row: Int, column: Int) {
        cursorRow = min(max(row, 0), rows - 1)
        cursorColumn = min(max(column, 0), columns - 1)
        wrapIsPending = false
    }

    private mutating func eraseDisplay(_ part: Int) {
        switch part {
        case 0:
            eraseLine(0)
            for row in grid.indices.dropFirst(cursorRow + 1) { grid[row] = Row(cells: Self.blank(columns)) }
        case 1:
            eraseLine(1)
            for row in grid.indices.prefix(cursorRow) { grid[row] = Row(cells: Self.blank(columns)) }
        default:
            for row in grid.indices { grid[row] = Row(cells: Self.blank(columns)) }
        }
    }

    private mutating func eraseLine(_ part: Int) {
        let range = [cursorColumn..<columns, 0..<cursorColumn + 1, 0..<columns][min(part, 2)]
        for column in range { grid[cursorRow].cells[column] = Cell() }
        if part != 1 { grid[cursorRow].wrapped = false }
        wrapIsPending = false
    }

    private mutating func lineFeed() {
        wrapIsPending = false
        if cursorRow < rows - 1 {
            cursorRow += 1
        } else {
            scrollback.append(Self.text(of: grid.removeFirst()))
            grid.append(Row(cells: Self.blank(columns)))
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        let width = Int(cpseudoterminal_width(scalar.value))
        guard width != 0 else { return join(scalar) }
        guard width > 0 else { return unknown.append(String(scalar)) }
        if wrapIsPending || cursorColumn + width > columns {
            grid[cursorRow].wrapped = true
            lineFeed()
            cursorColumn = 0
        }
        grid[cursorRow].cells[cursorColumn] = Cell(text: String(scalar), style: style, isWritten: true)
        if width == 2 { grid[cursorRow].cells[cursorColumn + 1] = Cell(text: "", style: style, isWritten: true) }
        wrapIsPending = cursorColumn + width == columns
        cursorColumn = min(cursorColumn + width, columns - 1)
    }

    /// A combining mark joins the character before the cursor.
    private mutating func join(_ scalar: Unicode.Scalar) {
        var column = wrapIsPending ? columns - 1 : cursorColumn - 1
        while column > 0, grid[cursorRow].cells[column].text.isEmpty { column -= 1 }
        guard column >= 0 else { return unknown.append(String(scalar)) }
        grid[cursorRow].cells[column].text.unicodeScalars.append(scalar)
    }
}
