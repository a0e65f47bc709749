import ClamatorKit
import LineEditing
import Testing

// For `EntryReading`, `InlineDiagnostics`, `Vocabulary` and `SignatureHint`, among others, which are internal.
@testable import ReplCore

/// Names of elsewhere and values by position, while they are typed.
@Suite struct WireNamesWhileTypingTests {
    private let vocabulary: Vocabulary

    init() async throws {
        vocabulary = Vocabulary(
            catalogue: ServiceCatalogue(try await Elsewhere.host().services), serviceInUse: nil)
    }

    private func reading(_ text: String) -> EntryReading { EntryReading(TypedText.buffer(text), vocabulary) }

    private func completed(_ text: String) -> String {
        let completions = Completer(reading: reading(text)) { _, _ in [] }.completions
        let buffer = TypedText.buffer(text)
        return TypedText.text(completions.completed(buffer) ?? buffer)
    }

    @Test(arguments: [
        ("eth_g|", "eth_getBalance |"), ("too|", "tools/call |"), ("eth.toolsC|", "eth.toolsCall |"),
        (".describe too|", ".describe tools/call|"), (".off eth.toolsC|", ".off eth.toolsCall|"),
        ("eth_getBalance addr|", "eth_getBalance address=|"), ("eth_getBalance 0x1 bl|", "eth_getBalance 0x1 block=|"),
        ("eth_getBalance 0x1 latest t|", "eth_getBalance 0x1 latest true |"),
        ("eth_getBalance \"Hy|", "eth_getBalance \"Hydrated transactions\"=|"),
        ("eth_getBalance a.b=1 \"H|", "eth_getBalance a.b=1 \"Hydrated transactions\"=|"),
        ("eth_getBalance [\"0x1\", nu|", "eth_getBalance [\"0x1\", null|"),
    ])
    func `Are completed`(text: String, result: String) {
        #expect(completed(text) == result)
    }

    @Test(
        arguments: [
            ("eth_getBalance 0x1 latest yes |", #"Hydrated transactions: expected boolean, got string "yes""#),
            (
                "eth_getBalance 0x1 latest true 4 |",
                "expected at most 3 values (address, block, Hydrated transactions), got 4"
            ),
            (
                "eth_getBalance 0x1 \"Hydrated transactions\"=1 |",
                "Hydrated transactions: expected boolean, got number 1"
            ),
            ("eth_getBalance 0x1 address=0x2 |", "address is given twice, by position and by name"),
            ("eth_getBalance [7] |", "address: expected string, got number 7"), ("tools/call {\"n\": 1} |", nil),
            ("eth_getBalance {\"a.b\": true, |", "a.b: expected integer, got boolean true"),
            ("eth_getBalance [7, |", "address: expected string, got number 7"), ("eth_getBalance [\"0x1\"|", nil),
            ("eth_getBalance 0x1 ye|", nil),
            ("eth_getBalance 0x1 latest yes|", #"Hydrated transactions: expected boolean, got string "yes""#),
            ("eth_getBalance 0x1 latest|", nil), ("eth_getBalance 0x1 x=1 |", nil), ("tools/call 7|", nil),
            ("eth_getBalance address=1 |", nil), ("tools/call n=x |", #"n: expected integer, got string "x""#),
            ("eth_getBalanc 1|", #"no service or method "eth_getBalanc"; did you mean "eth_getBalance"?"#),
        ] as [(String, String?)])
    func `Are not taken for mistakes`(text: String, message: String?) {
        #expect(InlineDiagnostics(reading: reading(text)).diagnostic?.message == message)
    }

    @Test(
        arguments: [
            (#"["0x1", null]}|"#, nil), (#"[7]}|"#, "params.address: expected string, got number 7"),
            (#"["0x1", 8, |"#, "params.block: expected null or string, got number 8"),
            (
                #"["a", "b", true, 1]}|"#,
                "params: expected at most 3 elements (address, block, Hydrated transactions), got 4"
            ),
            (#"{"a.b": "x"}}|"#, #"params.a.b: expected integer, got string "x""#),
        ] as [(String, String?)])
    func `Are checked in lines of JSON too`(params: String, message: String?) {
        let text = #"{"jsonrpc": "2.0", "id": 1, "method": "eth_getBalance", "params": "# + params
        #expect(InlineDiagnostics(reading: reading(text)).diagnostic?.message == message)
    }

    @Test(
        arguments: [
            (#""tools/call", "params": {"n": 1}}|"#, "params: expected params by position (an array), got an object"),
            (#""tools/call", "params": [1]}|"#, nil),
            (#""eth.plain", "params": [1]}|"#, "params: expected object, got array [1]"),
        ] as [(String, String?)])
    func `Are given in lines of JSON as the method takes them`(end: String, message: String?) {
        let text = #"{"jsonrpc": "2.0", "id": 1, "method": "# + end
        #expect(InlineDiagnostics(reading: reading(text)).diagnostic?.message == message)
    }

    @Test func `Are completed and marked in an array of a line of JSON`() {
        let start = #"{"jsonrpc": "2.0", "id": 1, "method": "eth_getBalance", "params": ["0x1", "#
        #expect(completed(start + "nu|") == start + "null|")
        let line = SignatureHint(reading: reading(start + "|"), usesColor: false).line(columns: 200)?.plainText
        #expect(line?.hasPrefix("params  address, ‹block?: null | string›") == true, "\(line ?? "nothing")")
    }

    @Test(arguments: [
        ("eth_getBalance 0x1 |", "eth_getBalance  address, ‹block?: null | string›"),
        ("eth_getBalance 0x1 x|", "eth_getBalance  address, ‹block?: null | string›"),
        ("eth_getBalance [\"0x1\", |", "eth_getBalance  address?: string, ‹block?: null | string›"),
    ])
    func `Their params are marked by position`(text: String, start: String) {
        let line = SignatureHint(reading: reading(text), usesColor: false).line(columns: 200)?.plainText ?? ""
        #expect(line.hasPrefix(start), "\(line)")
    }

    @Test func `Their values and quoted names have colours`() {
        func styles(_ text: String) -> [TextStyle] {
            let buffer = TypedText.buffer(text)
            let highlights = SyntaxHighlighter(reading: EntryReading(buffer, vocabulary)).highlights
            return highlights.sorted { $0.range.lowerBound < $1.range.lowerBound }.map(\.style)
        }
        let named = styles("paint |").isEmpty ? [] : styles("eth_getBalance address=x \"Hydrated transactions\"=true |")
        #expect(
            styles("eth_getBalance x \"Hydrated transactions\"=true |") == [named[0], named[2], named[1], named[4]])
        #expect(styles("eth_getBalance 7 |") == [named[0], named[2]])
    }

    @Test(arguments: [
        ("eth_getBalance 0x1 {", true), ("eth_getBalance 0x1 {}", true),
        ("eth_getBalance \"Hydrated transactions\"=[", false),
        ("eth_getBalance [1,", false), ("tools/call 7 [", false), ("eth_getBalance 0x1 \"[", true),
    ])
    func `Lines go on inside their brackets`(text: String, isComplete: Bool) {
        #expect(Entry(text, vocabulary).isComplete == isComplete)
        let buffer = TextBuffer(text, cursor: text.unicodeScalars.count)
        #expect(Indentation.ofNewLine(in: buffer, vocabulary) == "  ")
    }
}
