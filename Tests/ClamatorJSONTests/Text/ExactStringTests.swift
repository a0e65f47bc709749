import ClamatorJSON
import Testing

@Suite struct ExactStringTests {
    /// Texts that Swift's `String` holds equal, and JSON does not.
    static let equivalent: [(ExactString, ExactString)] = [
        ("\u{E9}", "e\u{301}"), ("\u{212B}", "\u{C5}"), ("\u{2126}", "\u{3A9}"), ("K", "\u{212A}"),
        ("\u{1100}\u{1161}", "\u{AC00}"), ("a\u{323}\u{307}", "a\u{307}\u{323}"), (";", "\u{37E}"),
    ]

    @Test(arguments: equivalent)
    func `Texts that differ only by normalisation are different`(one: ExactString, other: ExactString) {
        #expect(one.string == other.string)
        #expect(one != other)
        #expect(Set([one, other]).count == 2)
        #expect([one: 1, other: 2] == [other: 2, one: 1])
        #expect((one < other) != (other < one))
    }

    @Test
    func `Texts with the same code points are equal, however they came to be`() {
        let parts = ExactString("\u{301}" + "e".dropFirst(0))
        #expect(parts == "\u{301}e")
        #expect(Set([parts, "\u{301}e"]).count == 1)
    }

    @Test
    func `The order is that of code points, beyond the BMP too`() {
        let inOrder: [ExactString] = ["", "\0", "a", "a\0", "b", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}"]
        #expect(inOrder.shuffled().sorted() == inOrder)
    }

    @Test(arguments: [("/\u{301}a", "/", true), ("\u{E9}", "e", false), ("e\u{301}", "e", true), ("a", "", true)])
    func `A text begins and ends with others by its bytes`(text: String, prefix: String, isPrefix: Bool) {
        #expect(ExactString(text).hasPrefix(prefix) == isPrefix)
        let reversed = String(String.UnicodeScalarView(text.unicodeScalars.reversed()))
        #expect(ExactString(reversed).hasSuffix(prefix) == isPrefix)
    }

    @Test(arguments: equivalent)
    func `An object keeps members whose names differ only by normalisation`(one: ExactString, other: ExactString) throws
    {
        let object = JSON(members: [(name: one, value: 1), (name: other, value: 2)])
        #expect(object[one] == 1)
        #expect(object[other] == 2)
        #expect(object.lastMembers.map(\.name) == [one, other])
        #expect(
            try JSON(parsing: object.description) == JSON(members: [(name: other, value: 2), (name: one, value: 1)]))
    }
}
