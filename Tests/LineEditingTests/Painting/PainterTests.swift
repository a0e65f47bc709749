import Testing

// For `FrameLayout`, which is internal.
@testable import LineEditing

@Suite struct PainterTests {
    /// What erases from the first column of the cursor's row on, and leaves the cursor there.
    private let erased = "\r\u{1B}[K\u{1B}[C\u{1B}[J\r"

    @Test func `The screen is not erased from its first place on, which a terminal may keep as lines gone off it`() {
        var painter = Painter(size: TerminalSize(columns: 20, rows: 5))
        _ = painter.paint(frame("abc"))
        let parts = painter.erase().split(separator: "\u{1B}[J", omittingEmptySubsequences: false)
        #expect(parts.count == 2 && parts[0].hasSuffix("\u{1B}[C"))
    }

    private func frame(_ text: String, cursor: Int? = nil, below: [String] = []) -> Frame {
        Frame(
            prompt: [StyledRun("> ")], continuation: [StyledRun(". ")], buffer: TextBuffer(text, cursor: cursor),
            decoration: Decoration(below: below.map { [StyledRun($0)] }))
    }

    private func layout(_ text: String, cursor: Int? = nil, width: Int = 6) -> [String] {
        let layout = FrameLayout(frame(text, cursor: cursor), width: width)
        return layout.rows(0..<layout.count).map { $0.text }
    }

    @Test(arguments: [
        ("", ["> "]), ("abc", ["> abc"]), ("abcd", ["> abcd", ""]), ("abcde", ["> abcd", "e"]),
        ("a\nb", ["> a", ". b"]), ("日本", ["> 日本", ""]), ("a日本", ["> a日", "本"]),
        ("abcde\u{301}", ["> abcd", "e\u{301}"]), ("\u{301}", ["> ◌\u{301}"]), ("a\u{1B}", ["> a^["]),
        ("\u{7F}\u{301}", ["> ^?◌\u{301}"]),
    ])
    func `Rows are broken at the width`(text: String, rows: [String]) {
        #expect(layout(text) == rows)
    }

    @Test(arguments: [("\u{7F}", "^?"), ("\u{1F}", "^_"), ("é", "é"), ("日", "日"), ("~", "~")])
    func `What is no printable ASCII is found wherever it stands in a long line`(character: String, shown: String) {
        for place in 0..<40 {
            let (before, after) = (String(repeating: "a", count: place), String(repeating: "b", count: 40 - place))
            #expect(layout(before + character + after, width: 80) == ["> " + before + shown + after])
        }
    }

    @Test(arguments: [
        ("abcdef", 4, 1, 0), ("abcd", 4, 1, 0), ("abc", 1, 0, 3), ("a\nb", 2, 1, 2), ("abc日", 3, 1, 0),
        ("abcd\nx", 4, 1, 0), ("e\u{301}f", 2, 0, 3),
    ])
    func `The cursor stands where the next character is drawn`(text: String, cursor: Int, row: Int, column: Int) {
        let layout = FrameLayout(frame(text, cursor: cursor), width: 6)
        #expect(layout.cursorRow == row)
        #expect(layout.cursorColumn == column)
    }

    @Test func `For a frame that is shown nothing is written`() {
        var painter = Painter(size: TerminalSize(columns: 20, rows: 5))
        let outputs = [painter.paint(frame("abc")), painter.paint(frame("abc"))]
        #expect(outputs == ["\(erased)> abc\r\u{1B}[5C", ""])
    }

    @Test func `Painting begins at the first row again`() {
        var painter = Painter(size: TerminalSize(columns: 6, rows: 5))
        _ = painter.paint(frame("abcdef"))
        let output = painter.paint(frame("abcdef", cursor: 0))
        #expect(output == "\u{1B}[1A\(erased)> abcdef\u{1B}[1A\r\u{1B}[2C")
    }

    @Test func `Lines below the entry are cut at the width`() {
        var painter = Painter(size: TerminalSize(columns: 6, rows: 5))
        let output = painter.paint(frame("a", below: ["abcdef", "abcdefg", "日本語x"]))
        #expect(output == "\(erased)> a\r\nabcdef\r\nabcde…\r\n日本…\u{1B}[3A\r\u{1B}[3C")
    }

    @Test func `Of a tall entry the rows around the cursor are shown`() {
        var painter = Painter(size: TerminalSize(columns: 10, rows: 3))
        let atEnd = painter.paint(frame("1\n2\n3\n4"))
        let atStart = painter.paint(frame("1\n2\n3\n4", cursor: 0))
        #expect(atEnd == "\(erased). 2\r\n. 3\r\n. 4\r\u{1B}[3C")
        #expect(atStart == "\u{1B}[2A\(erased)> 1\r\n. 2\r\n. 3\u{1B}[2A\r\u{1B}[2C")
    }

    @Test func `Lines below a tall entry have half of the screen`() {
        var painter = Painter(size: TerminalSize(columns: 10, rows: 4))
        let output = painter.paint(frame("1\n2\n3\n4\n5", below: ["a", "b", "c"]))
        #expect(output == "\(erased). 4\r\n. 5\r\na\r\nb\u{1B}[2A\r\u{1B}[3C")
    }

    @Test func `The whole entry is left behind`() {
        var painter = Painter(size: TerminalSize(columns: 10, rows: 2))
        _ = painter.paint(frame("1\n2\n3", below: ["hint"]))
        let output = painter.finish(frame("1\n2\n3", below: ["hint"]))
        #expect(output.hasSuffix("\(erased)> 1\r\n. 2\r\n. 3\r\n"))
    }

    @Test func `No empty row is left behind a full one`() {
        var painter = Painter(size: TerminalSize(columns: 6, rows: 5))
        let output = painter.finish(frame("abcd"))
        #expect(output == "\(erased)> abcd\r\n")
    }

    /// How many rows the painter goes up to erase a text, after the terminal got another width and said where its
    /// cursor is.
    private func rowsAbove(_ text: String, columns: Int, cursor: (row: Int, column: Int)?) -> Int {
        var painter = Painter(size: TerminalSize(columns: 20, rows: 9))
        _ = painter.paint(frame(text))
        painter.resize(to: TerminalSize(columns: columns, rows: 9)) { cursor }
        let up = painter.erase().dropFirst(2).prefix { $0.isNumber }
        return Int(up) ?? 0
    }

    @Test(arguments: [(10, 1), (6, 2), (4, 3), (40, 0)])
    func `The rows above are counted as a terminal has broken them anew`(columns: Int, rows: Int) {
        #expect(rowsAbove("abcdefghijkl", columns: columns, cursor: (8, 14 % columns)) == rows)
    }

    @Test func `Where the cursor does not tell, it is as it was before`() {
        var painter = Painter(size: TerminalSize(columns: 20, rows: 9))
        for (columns, rows) in [(3, 0), (20, 0), (10, 1), (20, 0), (3, 4)] {
            _ = painter.paint(frame("abcdefghijkl"))
            painter.resize(to: TerminalSize(columns: columns, rows: 9)) { (8, 14 % columns) }
            let output = painter.erase()
            #expect(output == (rows > 0 ? "\u{1B}[\(rows)A" : "") + erased)
        }
    }

    @Test(arguments: [(10, 9), (6, 5), (4, 3), (3, 2), (10, nil)] as [(Int, Int?)])
    func `No row above is erased where a terminal has cut rows off, or does not say`(columns: Int, column: Int?) {
        #expect(rowsAbove("abcdefghijkl", columns: columns, cursor: column.map { (8, $0) }) == 0)
    }

    @Test func `Where terminals differ in a width, as few rows are erased as may be the entry's`() {
        #expect(rowsAbove("abcdefgh👨\u{200D}👩\u{200D}👧", columns: 6, cursor: (8, 1)) == 0)
        #expect(rowsAbove("❤\u{FE0F}abcdefghijklmnopqrstu", columns: 80, cursor: (8, 25)) == 0)
    }

    @Test func `Of a long entry the same rows are made as of a short one`() {
        let line = "abcdefghi日\u{301}j👍🏽\t"
        let long = (0..<30).map { "\($0)\(line)" }.joined(separator: "\n") + String(repeating: "x1", count: 40)
        let layout = FrameLayout(frame(long), width: 7)
        let all = layout.rows(0..<layout.count).map { $0.text }
        #expect(all.count == layout.count)
        for first in stride(from: 0, to: layout.count - 3, by: 2) {
            #expect(
                layout.rows(first..<first + 3).map { $0.text } == Array(all[first..<first + 3]))
        }
    }

    @Test func `Rows on the screen are the same where those below it are not counted`() {
        let text = (0..<30).map { "\($0)abcdefghi日\u{301}j👍🏽\t" }.joined(separator: "\n")
        for cursor in 0...text.unicodeScalars.count {
            let (all, seen) = (
                FrameLayout(frame(text, cursor: cursor), width: 7),
                FrameLayout(frame(text, cursor: cursor), width: 7, rowsBehindCursor: 4)
            )
            #expect(seen.cursorRow == all.cursorRow && seen.cursorColumn == all.cursorColumn)
            let end = min(all.count, all.cursorRow + 4)
            #expect(end <= seen.count && seen.count <= all.cursorRow + 6)
            let rows = all.cursorRow..<end
            #expect(seen.rows(rows).map(\.text) == all.rows(rows).map(\.text))
        }
    }

    @Test func `Rows are the same wherever the first of them stands in a text of one line`() {
        let text = (0..<300).map { "x\($0)" + ($0 % 50 == 7 ? "日e\u{301}" : "") }.joined(separator: " ")
        let layout = FrameLayout(frame(text, cursor: 500), width: 11)
        let all = layout.rows(0..<layout.count).map(\.text)
        for first in 0..<layout.count - 2 {
            let rows = layout.rows(first..<first + 2)
            #expect(rows.map(\.text) == Array(all[first..<first + 2]))
            #expect(rows[0].continues && rows.count == 2)
        }
    }

    @Test func `Ranges are painted in their styles`() {
        var painter = Painter(size: TerminalSize(columns: 20, rows: 5))
        var styled = frame("abc", cursor: 0)
        styled.decoration.highlights = [
            Highlight(0..<3, TextStyle(isBold: true)), Highlight(1..<9, TextStyle(color: .red)),
        ]
        let output = painter.paint(styled)
        #expect(output.contains("> \u{1B}[1ma\u{1B}[0m\u{1B}[31mbc\u{1B}[0m"))
    }
}

extension FrameLayout.Row {
    /// What is written of the row where nothing has a style.
    fileprivate var text: String {
        var bytes: [UInt8] = []
        write(to: &bytes, usesStyles: false)
        return String(decoding: bytes, as: UTF8.self)
    }
}
