import LineEditing
import Testing

@Suite struct TextBufferTests {
    @Test(arguments: ["a", "é", "e\u{301}", "日", "👩‍👩‍👧", "🇩🇪", "\u{1112}\u{1161}\u{11AB}"])
    func `The cursor moves and deletes by whole characters`(character: String) {
        var buffer = TextBuffer("x" + character + "y", cursor: 1)
        buffer.moveRight()
        #expect(buffer.cursor == 1 + character.unicodeScalars.count)
        buffer.moveLeft()
        #expect(buffer.cursor == 1)
        buffer.deleteForward()
        #expect(buffer.text == "xy")
        buffer.insert(character)
        buffer.deleteBackward()
        #expect(buffer == TextBuffer("xy", cursor: 1))
    }

    @Test func `The cursor stays within the text`() {
        var buffer = TextBuffer("")
        buffer.moveLeft()
        buffer.moveRight()
        buffer.deleteBackward()
        buffer.deleteForward()
        #expect(buffer == TextBuffer(""))
        #expect(TextBuffer("ab", cursor: 9).cursor == 2)
    }

    @Test(arguments: [
        ("abc\ndef", 5, 1), ("日本\nabc", 6, 1), ("a\nlonger", 8, 1), ("\n", 1, 0),
    ])
    func `The cursor moves up to the same column`(text: String, cursor: Int, expected: Int) {
        var buffer = TextBuffer(text, cursor: cursor)
        let hasMoved = buffer.moveUp()
        #expect(hasMoved && buffer.cursor == expected)
    }

    @Test func `The cursor moves down as far right as the line goes`() {
        var buffer = TextBuffer("abc\nd\nefg", cursor: 2)
        let places = (0..<3).map { _ in buffer.moveDown() ? buffer.cursor : nil }
        #expect(places == [5, 7, nil])
    }

    @Test func `The cursor does not move up from the first line`() {
        var buffer = TextBuffer("abc\ndef", cursor: 2)
        let hasMoved = buffer.moveUp()
        #expect(!hasMoved)
    }

    @Test func `The cursor goes to the ends of its line`() {
        var buffer = TextBuffer("abc\ndef\nghi", cursor: 5)
        buffer.moveToLineStart()
        #expect(buffer.cursor == 4)
        buffer.moveToLineEnd()
        #expect(buffer.cursor == 7)
    }
}
