import ClamatorSystem
import ClamatorKit
import LineEditing
import TestSupport
import Testing

// For `Completer`, `SignatureHint`, `Indentation` and `EntryReading`, among others, which are internal.
@testable import ReplCore

/// Whatever stands in an entry, and wherever the cursor is: there is an answer, and it speaks of scalars that are
/// there.
@Suite struct TypingRobustnessTests {
    private static let pieces = [
        "paint.mix", "paint.order", "plaster.", ".use", ".on", ".load", " ", " ", "  ", "\n", "\t", "{", "}", "[", "]",
        ":", ",",
        "\"", "\\", "=", "@", "_", "_2", ".", "..", "colour", "amount", "payment", "lines", "buyer", "\"kind\"",
        "\"card\"",
        "\"params\"", "\"method\"", "1", "-", "1e", "true", "nul", "é", "日本", "😀", "👍🏽", "\u{301}", "\u{200D}", "\u{0}",
        "\u{1B}",
    ]

    @Test(arguments: RandomCases.seeds(8)) func `There is an answer whatever is typed`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<20 {
            let count = Int.random(in: 0...14, using: &generator)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
            let length = text.unicodeScalars.count
            for cursor in 0...length {
                let reading = EntryReading(TextBuffer(text, cursor: cursor), TypedText.vocabulary(using: "paint"))
                let completions = Completer(reading: reading, files: { _, _ in ["a.json", "b/"] }).completions
                #expect(completions.range.upperBound <= length, "\(text.debugDescription) at \(cursor)")
                _ = completions.completed(TextBuffer(text, cursor: cursor))
                for highlight in SyntaxHighlighter(reading: reading).highlights {
                    #expect(highlight.range.upperBound <= length)
                }
                if let diagnostic = InlineDiagnostics(reading: reading).diagnostic {
                    #expect(diagnostic.range.upperBound <= length)
                }
                _ = SignatureHint(reading: reading, usesColor: false).line(columns: 40)
                _ = SignatureHint(reading: reading, usesColor: false).description
                _ = Indentation.ofNewLine(in: TextBuffer(text, cursor: cursor), reading.vocabulary)
                _ = Indentation.aligningBracket(in: TextBuffer(text, cursor: cursor), reading.vocabulary)
            }
        }
    }

    /// What Tab puts in is read as the value that was offered.
    @Test func `Values that are offered are read as they were meant`() throws {
        for text in ["paint.mix colour=|", "paint.mix amount=|", "paint.mix note=|", "paint.mix cover=|"] {
            let reading = TypedText.reading(text)
            let names = ParamNames(reading.method?.method)
            for candidate in Completer(reading: reading, files: { _, _ in [] }).completions.candidates {
                let typed = text.dropFirst("paint.mix ".count).dropLast() + candidate.text
                let params = try CallArguments(String(typed), names).params()
                let name = try #require(params.members.first?.name)
                #expect(reading.params.member(name).accepts(try #require(params[name])))
            }
        }
    }
}
