import ClamatorKit
import LineEditing
import Testing

@testable import ReplCore

/// Names of elsewhere and values by position, while they are typed.
@Suite struct WireNamesWhileTypingTests {
    private let vocabulary: Vocabulary

    init() async throws {
        vocabulary = Vocabulary(
            catalogue: ServiceCatalogue(try await Elsewhere.host().services), serviceInUse: nil, results: [])
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
        ("eth_getBalance addr|", "eth_getBalance address=|"),
    ])
    func `Are completed`(text: String, result: String) {
        #expect(completed(text) == result)
    }

    @Test(
        arguments: [
            ("eth_getBalance 0x1 latest|", nil), ("eth_getBalance 0x1 x=1 |", nil), ("tools/call 7|", nil),
            ("eth_getBalance address=1 |", nil), ("tools/call n=x |", #"n: expected integer, got string "x""#),
            ("eth_getBalanc 1|", #"no service or method "eth_getBalanc"; did you mean "eth_getBalance"?"#),
        ] as [(String, String?)])
    func `Are not taken for mistakes`(text: String, message: String?) {
        #expect(InlineDiagnostics(reading: reading(text)).diagnostic?.message == message)
    }
}
