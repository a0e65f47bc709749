import LineEditing
import Testing

@Suite struct KeyDecoderTests {
    private typealias Instant = KeyDecoder.Instant

    /// The keys of pieces that come one after the other, each so long after the one before, and then of a long silence.
    private func keys(_ pieces: [[UInt8]], apart: Duration = .zero, silence: Duration = .seconds(10)) -> [Key] {
        var decoder = KeyDecoder()
        var now = Instant.now
        for piece in pieces {
            decoder.expire(at: now)
            decoder.feed(piece, at: now)
            now += apart
        }
        decoder.expire(at: now + silence)
        return Array(sequence(state: decoder) { $0.next() })
    }

    private func keys(_ bytes: some Sequence<UInt8>) -> [Key] { keys([Array(bytes)]) }

    private func pieces(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

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

    @Test(arguments: [
        ("\u{1B}", 50), ("\u{1B}[", 500), ("\u{1B}[1;", 500), ("\u{1B}O", 500), ("\u{1B}[200~", 2000),
        ("\u{1B}[200~text", 2000),
    ])
    func `What has begun is waited for so long`(beginning: String, milliseconds: Int) throws {
        var decoder = KeyDecoder()
        let now = Instant.now
        decoder.feed(beginning.utf8, at: now)
        let deadline = try #require(decoder.deadline)
        #expect(deadline - now == .milliseconds(milliseconds))
        decoder.expire(at: deadline - .nanoseconds(1))
        #expect(!decoder.hasKey)
        decoder.expire(at: deadline)
        #expect(decoder.hasKey)
        #expect(decoder.deadline == nil)
    }

    @Test func `The rest of a character is waited for`() {
        #expect(keys([[0xE6], [0x97], [0xA5]], apart: .milliseconds(499)) == [.scalar("日")])
        #expect(keys([[0xE6], [0x61]], apart: .milliseconds(500)) == [.scalar("\u{FFFD}"), .scalar("a")])
    }

    @Test(arguments: [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"), ("\r\n\r\n", "\n\n"), ("\ttab", "\ttab"), ("", ""),
        ("nul\u{0}", "nul"), ("\u{1B}[A\u{3}", "\u{1B}[A\u{3}"), ("日本", "日本"),
    ])
    func `A paste is one key`(pasted: String, text: String) {
        #expect(keys("\u{1B}[200~\(pasted)\u{1B}[201~x".utf8) == [.paste(text), .scalar("x")])
    }

    @Test(arguments: [Duration.zero, .milliseconds(49)])
    func `The keys are the same however the bytes are split`(apart: Duration) {
        let bytes = Array("a\u{1B}[200~日\r\n\t\u{1B}[201~\u{1B}[1;5C😀\u{1B}OA".utf8)
        let whole = keys(bytes)
        for split in 1..<bytes.count {
            #expect(keys([Array(bytes[..<split]), Array(bytes[split...])], apart: apart) == whole)
        }
        #expect(keys(bytes.map { [$0] }, apart: apart) == whole)
    }

    @Test func `Escape and the key after it are two keys where they come slowly`() {
        #expect(keys(pieces(["\u{1B}", "b"]), apart: .milliseconds(49)) == [.meta("b")])
        #expect(keys(pieces(["\u{1B}", "b"]), apart: .milliseconds(50)) == [.escape, .scalar("b")])
        #expect(
            keys(pieces(["\u{1B}", "[A"]), apart: .milliseconds(60)) == [.escape, .scalar("["), .scalar("A")])
        #expect(keys(pieces(["\u{1B}[", "A"]), apart: .milliseconds(400)) == [.special(.up, sequence: "\u{1B}[A")])
    }

    // MARK: Pastes that are not ended

    @Test func `A paste that is not ended is kept as text`() {
        #expect(keys(pieces(["\u{1B}[200~a\tb", "\nc"]), apart: .milliseconds(1999)) == [.paste("a\tb\nc")])
        #expect(keys(pieces(["\u{1B}[200~ab", "c"]), apart: .seconds(2)) == [.paste("ab"), .scalar("c")])
    }

    @Test func `Ctrl-C by itself drops a paste that is not ended`() {
        #expect(
            keys(pieces(["\u{1B}[200~ab", "\u{3}", "c"]), apart: .milliseconds(300)) == [
                .scalar("\u{3}"), .scalar("c"),
            ])
    }

    @Test(arguments: [(["\u{3}"], 299), (["c\u{3}"], 1000), (["\u{3}c"], 1000)])
    func `Ctrl-C within a paste is text`(rest: [String], milliseconds: Int) {
        let all = pieces(["\u{1B}[200~ab"] + rest + ["\u{1B}[201~"])
        #expect(keys(all, apart: .milliseconds(milliseconds)) == [.paste("ab" + rest.joined())])
    }

    // MARK: Texts that come at once

    @Test(arguments: [
        ("{\n\t\"a\"\r\n}\r", "{,text \n,text \t,\",a,\",text \n,},\r"), ("a\t", "a,\t"), ("a\t\t", "a,\t,\t"),
        ("a\t\r", "a,\t,\r"), ("a\tb", "a,text \t,b"), ("a\r\u{1B}[A", "a,\r,up"), ("a\t\u{3}b", "a,\t,\u{3},b"),
        ("a\r\n", "a,\r"),
    ])
    func `Tabs and line ends with text behind them are text`(text: String, expected: String) {
        let names = keys(text.utf8).map { key in
            switch key {
            case .text(let scalar): "text \(scalar)"
            case .special(let special, _): "\(special)"
            default: key.typedText
            }
        }
        #expect(names.joined(separator: ",") == expected)
    }

    @Test func `A long text that comes at once is put in at once`() {
        let line = String(repeating: "wört\t", count: 20)
        #expect(
            keys((line + "\r" + line).utf8) == [
                .paste(String(line.dropLast())), .text("\t"), .text("\n"), .paste(String(line.dropLast())),
                .scalar("\t"),
            ])
        // A character that is cut off goes on in the next piece.
        let bytes = Array(String(repeating: "日", count: 30).utf8)
        #expect(
            keys([Array(bytes.dropLast()), [bytes[bytes.count - 1]]])
                == [.paste(String(repeating: "日", count: 29)), .scalar("日")])
    }
}
