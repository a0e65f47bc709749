import Testing

@testable import LineEditing

@Suite struct KeyDecoderTests {
    private func keys(_ bytes: some Sequence<UInt8>, flushing: Bool = true) -> [Key] {
        var decoder = KeyDecoder()
        decoder.feed(bytes)
        if flushing { decoder.flush() }
        return Array(sequence(state: decoder) { $0.next() })
    }

    @Test(
        arguments: [
            ("a", [.scalar("a")]), ("é日😀", [.scalar("é"), .scalar("日"), .scalar("😀")]),
            ("\u{3}\r", [.scalar("\u{3}"), .scalar("\r")]),
            ("\u{1B}", [.escape]), ("\u{1B}b", [.meta("b")]), ("\u{1B}é", [.meta("é")]),
            ("\u{1B}\u{1B}[A", [.escape, .special(.up, sequence: "\u{1B}[A")]),
            ("\u{1B}[", [.meta("[")]), ("\u{1B}O", [.meta("O")]),
            ("\u{1B}OC", [.special(.right, sequence: "\u{1B}OC")]),
            ("\u{1B}[3~x", [.special(.delete, sequence: "\u{1B}[3~"), .scalar("x")]),
            ("\u{1B}[1;5D", [.special(.wordLeft, sequence: "\u{1B}[1;5D")]),
            ("\u{1B}[15~", [.unknown(sequence: "\u{1B}[15~")]), ("\u{1B}[[A", [.unknown(sequence: "\u{1B}[[A")]),
            ("\u{1B}[1\u{3}", [.scalar("\u{3}")]),
        ] as [(String, [Key])])
    func `What a terminal sends becomes keys`(text: String, expected: [Key]) {
        #expect(keys(text.utf8) == expected)
    }

    @Test(
        arguments: [
            [0xFF], [0xC0], [0x80], [0xE6, 0x97], [0xED, 0xA0, 0x80],
        ] as [[UInt8]])
    func `What is no UTF-8 is replaced`(bytes: [UInt8]) {
        #expect(keys(bytes) == [.scalar("\u{FFFD}")])
    }

    @Test func `The character after a broken one is kept`() {
        #expect(keys([0xE6, 0x97, 0x61]) == [.scalar("\u{FFFD}"), .scalar("a")])
    }

    @Test func `The rest of a sequence and of a character is waited for`() {
        for beginning in ["\u{1B}", "\u{1B}[", "\u{1B}[1;", "\u{1B}O"].map({ Array($0.utf8) }) + [[0xE6]] {
            var decoder = KeyDecoder()
            decoder.feed(beginning)
            #expect(decoder.isWaiting)
            #expect(!decoder.hasKey)
        }
    }

    @Test(arguments: [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"), ("\r\n\r\n", "\n\n"), ("\ttab", "\ttab"), ("", ""),
        ("nul\u{0}", "nul"), ("\u{1B}[A\u{3}", "\u{1B}[A\u{3}"), ("日本", "日本"),
    ])
    func `A paste is one key`(pasted: String, text: String) {
        let keys = keys("\u{1B}[200~\(pasted)\u{1B}[201~x".utf8, flushing: false)
        #expect(keys == [.paste(text), .scalar("x")])
    }

    @Test func `The keys are the same however the bytes are split`() {
        let bytes = Array("a\u{1B}[200~日\r\n\u{1B}[201~\u{1B}[1;5C😀\u{1B}OA".utf8)
        let whole = keys(bytes)
        for split in 1..<bytes.count {
            var decoder = KeyDecoder()
            decoder.feed(bytes[..<split])
            decoder.feed(bytes[split...])
            #expect(Array(sequence(state: decoder) { $0.next() }) == whole)
        }
    }
}
