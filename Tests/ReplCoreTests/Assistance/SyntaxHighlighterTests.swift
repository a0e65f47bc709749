import LineEditing
import Testing

// For `EntryReading` and `SyntaxHighlighter`, which are internal.
@testable import ReplCore

@Suite struct SyntaxHighlighterTests {
    /// The entry with a letter for the style of each scalar.
    private func colours(_ text: String) -> String {
        let buffer = TypedText.buffer(text)
        let reading = EntryReading(buffer, TypedText.vocabulary())
        var letters = [Character](repeating: ".", count: buffer.scalars.count)
        for highlight in SyntaxHighlighter(reading: reading).highlights {
            for place in highlight.range { letters[place] = letter(of: highlight.style) }
        }
        return String(letters)
    }

    private func letter(of style: TextStyle) -> Character {
        if style == .mistake { return "!" }
        if style.isUnderlined { return "b" }
        switch style.color {
        case .cyan: return style.isBold ? "M" : "n"
        case .magenta: return style.isBold ? "C" : "l"
        case .green: return "s"
        case .yellow: return "d"
        case .blue: return "r"
        default: return "."
        }
    }

    @Test(arguments: [
        (".use paint|", "CCCC.MMMMM"),
        (".trace on|", "CCCCCC.ll"),
        (".tra|", "CCCC"),
        (".nope |", "!!!!!."),
        ("paint.m|", "......."),
        ("paint.x|", "!!!!!!!"),
        ("paint.mxi |", "!!!!!!!!!."),
        ("paint.mix amount=12 dry=true|", "MMMMMMMMM.nnnnnn.dd.nnn.llll"),
        (".repeat 3 paint.mix amount=12 {|", "CCCCCCC...MMMMMMMMM.nnnnnn.dd.n"),
        (".repeat 3 paint.mxi |", "CCCCCCC...!!!!!!!!!."),
        ("paint.mix note=12 size=1|", "MMMMMMMMM.nnnn.ss.!!!!.d"),
        ("paint.mix note=_.sum |", "MMMMMMMMM.nnnn.rrrrr."),
        ("paint.mix {\"dry\": [1, \"x\"]} |", "MMMMMMMMM..nnnnn...d..sss..."),
        ("paint.mix {\"dry\": 1}|", "MMMMMMMMM.bnnnnn..db"),
        ("paint.mix |{\"dry\": 1}", "MMMMMMMMM.bnnnnn..db"),
        ("{\"a\": [1}|", ".nnn..!d!"),
        ("{\"a\": tru|", ".nnn....."),
        ("{\"a\": tru, |", ".nnn..!!!.."),
        ("[1]]|", ".d.!"),
    ])
    func `What is typed has colours`(text: String, colours: String) {
        #expect(self.colours(text) == colours)
    }
}
