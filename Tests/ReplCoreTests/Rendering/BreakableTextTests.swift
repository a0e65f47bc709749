import LineEditing
import Testing

// For `BreakableText`, which is internal.
@testable import ReplCore

@Suite struct BreakableTextTests {
    @Test(arguments: [
        ("", ""),
        ("one two", "one two"),
        ("one two three", "one two\n    three"),
        ("one two three four five", "one two\n    three\n    four\n    five"),
        ("one two three\nfour", "one two\n    three\nfour"),
        ("one alongword12", "one\n alongword12"),
        ("alongerwordthanaline a b", "alongerwordthanaline\n    a b"),
        ("one  two three", "one  two\n    three"),
        ("  one two three", "  one two\n    three"),
        ("茶茶 茶茶 茶茶", "茶茶 茶茶\n    茶茶"),
        ("    one two three", "    one two\n    three"),
        ("✗ alongerwordthanaline a", "✗ alongerwordthanaline\n    a"),
        ("✗ alongerwordthanaline ", "✗ alongerwordthanaline "),
        (#"{"a":1,"b":2,"c":3}"#, "{\"a\":1,\n    \"b\":2,\n    \"c\":3}"),
        (#"{"a":"one two","b":2}"#, "{\"a\":\"one\n    two\",\n    \"b\":2}"),
        ("[1,2,3,4,5,6,7,8]", "[1,2,3,4,5,\n    6,7,8]"),
        ("a [1,2,3,4,5,6,7,8] b", "a [1,2,3,4,\n    5,6,7,8]\n    b"),
    ])
    func `A long line is broken at its words`(text: String, lines: String) {
        #expect(StyledText(text).brokenAtWords(to: 12).ansi == lines)
    }

    @Test func `A piece that is longer than a line is broken at its words`() {
        let text = BreakableText(["{ customer: customer, ", "note: string (at most 9) }"])
        #expect(
            text.wrapped(behind: "  params   ", to: 18, indentedBy: 13).ansi
                .split(separator: "\n").map { String($0) } == [
                    "  params   ", "      { customer:", "      customer,", "      note: string", "      (at most 9)",
                    "      }",
                ])
    }

    @Test func `Words keep their styles`() {
        let text: StyledText = [
            StyledRun("one ", .dim), StyledRun("two", TextStyle(color: .red)), StyledRun(", three"),
        ]
        let broken: StyledText = [
            StyledRun("one", .dim), StyledRun(" "), StyledRun("two", TextStyle(color: .red)), StyledRun(",\n    three"),
        ]
        #expect(text.brokenAtWords(to: 12) == broken)
    }
}
