import Testing

// For `Indentation`, which is internal.
@testable import ReplCore

@Suite struct IndentationTests {
    @Test(arguments: [
        ("a.b |", 2), ("a.b {|", 2), ("a.b {\"x\": [|", 4), ("a.b {\"x\": [1],|", 2), ("a.b x={\"y\": {|", 4),
        ("{|", 2), ("{\"a\": {|}}", 4), ("{}|", 2), (".on a.b [{|", 4), ("a.b {\"x\": \"{[|", 2), ("|", 2),
    ])
    func `A line is indented by two spaces for each open bracket`(text: String, spaces: Int) {
        #expect(
            Indentation.ofNewLine(in: TypedText.buffer(text), TypedText.vocabulary())
                == String(repeating: " ", count: spaces))
    }

    @Test(arguments: [
        ("a.b {\n  }|", "a.b {\n}|"), ("a.b {\n  \"x\": [\n    1\n    ]|", "a.b {\n  \"x\": [\n    1\n  ]|"),
        ("{\n}|", nil), ("{\n  1}|", nil), ("{  }|", nil), ("}|", nil), ("a.b [{\n}|\n]", "a.b [{\n  }|\n]"),
    ])
    func `A closing bracket stands below what it closes`(text: String, aligned: String?) {
        #expect(
            Indentation.aligningBracket(in: TypedText.buffer(text), TypedText.vocabulary()).map(TypedText.text)
                == aligned)
    }
}
