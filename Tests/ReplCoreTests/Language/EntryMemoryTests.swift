import ClamatorSystem
import Testing

@testable import ReplCore

/// Tokens that are read anew from a change on, beside those of a reading from the start.
@Suite struct EntryMemoryTests {
    private static let pieces = [
        "{", "}", "[", "]", ":", ",", "\"a\"", "\"", "12", " ", "tr", "ue", "\\", "\"k\": ", "\n", "[1, {\"b\": 2}], ",
        "x",
    ]

    private static func text(_ count: Int, using generator: inout SplitMix64) -> [Unicode.Scalar] {
        (0..<count).flatMap { _ in Array((pieces.randomElement(using: &generator) ?? "").unicodeScalars) }
    }

    @Test(arguments: 0..<40, [false, true])
    func `A change gives the same tokens as all of it read at once`(seed: UInt64, isOneValue: Bool) {
        var generator = SplitMix64(seed: seed)
        var text = Self.text(60, using: &generator)
        var tokens = JSONTokens(text[2...], ofOneValue: isOneValue)
        for _ in 0..<200 {
            let start = Int.random(in: 2...max(text.count, 2), using: &generator)
            let end = min(start + Int.random(in: 0...4, using: &generator), text.count)
            text.replaceSubrange(
                start..<max(end, start), with: Self.text(Int.random(in: 0...2, using: &generator), using: &generator))
            if text.count < 20 { text += Self.text(20, using: &generator) }
            tokens.reread(text[2...], changedFrom: min(start, text.count), ofOneValue: isOneValue)
            let fresh = JSONTokens(text[2...], ofOneValue: isOneValue)
            guard tokens.tokens == fresh.tokens, tokens.end == fresh.end, tokens.isBalanced == fresh.isBalanced else {
                Issue.record("\(String(String.UnicodeScalarView(text))) changed from \(start)")
                return
            }
        }
    }

    @Test(arguments: 0..<20) func `Entries are found after a change as in a text that is new`(seed: UInt64) {
        let lines = [
            "paint.mix colour=red amount=1", "  note=x", "paint.mix {", "\"dry\": true", "}", "", "# word", "{\"a\":",
            "1}", " ", "_", "paint.mix colour=", ".use paint", "]",
        ]
        var generator = SplitMix64(seed: seed)
        let vocabulary = TypedText.vocabulary()
        let memory = EntryMemory()
        var text: [Unicode.Scalar] = []
        for _ in 0..<150 {
            let start = Int.random(in: 0...text.count, using: &generator)
            let end = min(start + Int.random(in: 0...20, using: &generator), text.count)
            let line = (lines.randomElement(using: &generator) ?? "") + (Bool.random(using: &generator) ? "\n" : "")
            text.replaceSubrange(start..<(text.count > 300 ? end : start), with: Array(line.unicodeScalars))
            #expect(
                memory.entries(in: text, vocabulary) == EntryLines(text, vocabulary, joinsIndented: true).pieces,
                "\(String(String.UnicodeScalarView(text)))")
        }
    }

    @Test func `A memory gives the tokens of the text that it was given last`() {
        var generator = SplitMix64(seed: 1)
        let memory = EntryMemory()
        var text = Array("[".unicodeScalars) + Self.text(2000, using: &generator)
        for _ in 0..<100 {
            let offset = Int.random(in: 1...text.count, using: &generator)
            text.insert(contentsOf: Self.text(1, using: &generator), at: offset)
            memory.begin(text)
            for start in [0, 1] {
                let tokens = memory.tokens(from: start, ofOneValue: false)
                #expect(tokens.tokens == JSONTokens(text[start...], ofOneValue: false).tokens)
            }
        }
    }
}
