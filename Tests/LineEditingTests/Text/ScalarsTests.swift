import LineEditing
import Testing

@Suite struct ScalarsTests {
    @Test func `What two texts have in common is counted at both ends, wherever they differ`() {
        for length in [1, 15, 16, 17, 32, 33, 50] {
            let text = (0..<length).compactMap { Unicode.Scalar(0x61 + $0) }
            for place in 0..<length {
                var other = text
                other[place] = "\u{10FFFF}"
                #expect(text.countInCommon(with: other) == place)
                #expect(text.countInCommonAtEnd(with: other, atMost: length) == length - 1 - place)
                #expect(text.countInCommonAtEnd(with: other, atMost: 3) == min(3, length - 1 - place))
                let longer = text[..<place] + ["é"] + text[place...]
                #expect(text.countInCommon(with: Array(longer)) == place)
                #expect(text.countInCommonAtEnd(with: Array(longer), atMost: length) == length - place)
            }
            #expect(text.countInCommon(with: text) == length)
            #expect(text.countInCommonAtEnd(with: text, atMost: length) == length)
        }
    }

    @Test func `An end of a line is found wherever it stands`() {
        for length in [0, 1, 15, 16, 17, 33, 50] {
            let text: [Unicode.Scalar] = (0..<length).map { $0 % 2 == 0 ? "\u{10FFFF}" : "\0" }
            #expect(!text.hasNewline)
            for place in 0..<length {
                var other = text
                other[place] = "\n"
                #expect(other.hasNewline)
            }
        }
    }
}
