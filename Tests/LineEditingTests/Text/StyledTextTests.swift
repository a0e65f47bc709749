import LineEditing
import Testing

@Suite struct StyledTextTests {
    private let red = TextStyle(color: .red)

    @Test func `Styled text is made of plain and styled text`() {
        let text: StyledText = "a \(StyledText("b", red)) \(3)"
        #expect(text.runs == [StyledRun("a "), StyledRun("b", red), StyledRun(" 3")])
        #expect(text.plainText == "a b 3")
    }

    @Test func `Neighbours of one style are joined`() {
        let text = StyledText("a", red) + StyledText("") + StyledText("b", red) + "c"
        #expect(text.runs == [StyledRun("ab", red), StyledRun("c")])
        #expect(StyledText("", red).isEmpty)
    }

    @Test func `Text becomes escape sequences only where it is styled`() {
        #expect(StyledText("plain").ansi == "plain")
        let text: StyledText = "a\(StyledText("b", red))"
        #expect(text.ansi == "a\u{1B}[31mb\u{1B}[0m")
    }

    @Test func `Styles take no columns`() {
        #expect((StyledText("茶") + StyledText("b", red)).columns == 3)
    }

    @Test func `Lines keep the style that they are cut from`() {
        let text: StyledText = "a\(StyledText("b\n\nc", red))d\n"
        #expect(text.lines == ["a\(StyledText("b", red))", "", "\(StyledText("c", red))d", ""])
        #expect(text.lines.joined(separator: "\n").plainText == text.plainText)
        #expect(text.replacingLineBreaks(with: "\n  ").plainText == "ab\n  \n  cd\n  ")
    }
}
