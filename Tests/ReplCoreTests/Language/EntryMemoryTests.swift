import ClamatorKit
import ClamatorSystem
import LineEditing
import TestSupport
import Testing

// For `CallArguments`, `JSONTokens`, `EntryMemory` and `ParamNames`, among others, which are internal.
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

    @Test(arguments: RandomCases.seeds(40), [false, true])
    func `A change gives the same tokens as all of it read at once`(seed: UInt64, isOneValue: Bool) {
        var generator = SplitMix64(seed: seed)
        var text = Self.text(60, using: &generator)
        var tokens = JSONTokens(text[2...], ofOneValue: isOneValue)
        for _ in 0..<200 {
            let start = Int.random(in: 2...max(text.count, 2), using: &generator)
            let end = min(start + Int.random(in: 0...4, using: &generator), text.count)
            let before = text
            text.replaceSubrange(
                start..<max(end, start), with: Self.text(Int.random(in: 0...2, using: &generator), using: &generator))
            if text.count < 20 { text += Self.text(20, using: &generator) }
            let atStart = min(start, text.countInCommon(with: before))
            let atEnd = text.countInCommonAtEnd(with: before, atMost: min(text.count, before.count) - atStart)
            tokens.reread(
                text[2...], changedFrom: atStart, unchangedFrom: text.count - atEnd, movedBy: text.count - before.count,
                ofOneValue: isOneValue)
            let fresh = JSONTokens(text[2...], ofOneValue: isOneValue)
            guard tokens.tokens == fresh.tokens, tokens.end == fresh.end, tokens.isBalanced == fresh.isBalanced else {
                Issue.record("\(String(String.UnicodeScalarView(text))) changed from \(start)")
                return
            }
        }
    }

    @Test(arguments: RandomCases.seeds(20))
    func `Entries are found after a change as in a text that is new`(seed: UInt64) {
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

    /// All that is known of arguments.
    private static func summary(_ all: CallArguments) -> [String] {
        all.arguments.map { argument in
            let tokens = argument.json?.tokens.map { "\($0)" } ?? []
            return "\(argument.range) \(argument.path) \(all.mistake(of: argument).map { "\($0)" } ?? "") \(tokens)"
        }
    }

    private static let words = [
        "note=x", "amount=1", "amount.a=2", "amount.b=2", "amount.a.c=3", "x y", " ", "=", "\"", "'", "{", "}",
        "{\"a\": [1, 2]}", "\"a b\"=1", "@f", "_", "[", "]", "note", "p1=", "#", "\n", "12", "a.b", "{\"b c\"}x",
    ]

    @Test(arguments: RandomCases.seeds(6), [nil, ["note", "amount"] as [ExactString]])
    func `Arguments are found after a change as in a text that is new`(seed: UInt64, positions: [ExactString]?) throws {
        let schema = try Schema(["properties": ["note": [:], "amount": [:]]])
        let names = ParamNames(schema: schema.root, positions: positions)
        var generator = SplitMix64(seed: seed)
        let memory = EntryMemory()
        var text: [Unicode.Scalar] = []
        for step in 0..<300 {
            let start = Int.random(in: 0...text.count, using: &generator)
            let end = min(start + Int.random(in: 0...8, using: &generator), text.count)
            let word = (Self.words.randomElement(using: &generator) ?? "") + (Bool.random(using: &generator) ? " " : "")
            text.replaceSubrange(start..<(text.count > 120 ? end : start), with: Array(word.unicodeScalars))
            memory.begin(text)
            // Now and then another method is called, or none.
            let own = step % 7 == 0 ? ParamNames(schema: nil) : names
            if step % 11 == 0 { continue }
            let kept = CallArguments(
                text, ArgumentSyntax.arguments(in: text, from: 0, own, memory), own, SessionResults())
            let fresh = CallArguments(text.text(0..<text.count), own)
            guard Self.summary(kept) == Self.summary(fresh) else {
                Issue.record("\(text.text(0..<text.count)): \(Self.summary(kept)) but \(Self.summary(fresh))")
                return
            }
        }
    }
}
