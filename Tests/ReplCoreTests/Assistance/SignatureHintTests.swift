import LineEditing
import Testing

// For `SignatureHint`, which is internal.
@testable import ReplCore

@Suite struct SignatureHintTests {
    private func hint(_ text: String, columns: Int = 200) -> String? {
        SignatureHint(reading: TypedText.reading(text), usesColor: false).line(columns: columns)?.plainText
    }

    @Test(arguments: [
        ("paint.stop|", "paint.stop  no params → unknown"),
        ("paint.tell |", "paint.tell  object  (notification)"),
        (".use |", ".use SERVICE  lets METHOD stand for SERVICE.METHOD; .use ends that"),
        (
            "paint.mix |",
            "paint.mix  colour: \"red\" | \"rose\" | \"green\" | 7, amount: integer = 3, note?: string, "
                + "dry?: boolean, cover?: null | boolean → { litres?: number }"
        ),
        (
            "paint.mix colour=red am|",
            "paint.mix  colour, amount: integer = 3, note?: string, dry?: boolean, cover?: null | boolean "
                + "→ { litres?: number }"
        ),
        (
            "paint.mix colour=red amount=|",
            "paint.mix  colour, ‹amount: integer (1 to 100) = 3›, note?: string, dry?: boolean, cover?: null | boolean "
                + "→ { litres?: number }"
        ),
        ("paint.order {\"buyer\": {|", "buyer  name: string, mail?: string"),
        ("paint.order {\"buyer\": {\"name\": \"x\", \"mail\": |", "buyer  name, ‹mail?: string›"),
        ("paint.order buyer.name=|", "buyer  ‹name: string›, mail?: string"),
        ("paint.order buyer.|", "buyer  name: string, mail?: string"),
        (".repeat 3 paint.order buyer.|", "buyer  name: string, mail?: string"),
        (".repeat 3 paint.stop|", "paint.stop  no params → unknown"),
        (".repeat |3 paint.stop", ".repeat N [CALL]  makes the last call, or another, N times: the rate"),
        ("paint.tell lines.0.x=|", "paint.tell  object  (notification)"),
        (
            "paint.order lines=[{}, {\"finish\": |",
            "lines[1]  count: integer, ‹finish?: \"matt\" | \"two words\" | \"_gloss\"›"
        ),
    ])
    func `The hint tells what is taken`(text: String, line: String) {
        #expect(hint(text) == line)
    }

    @Test(arguments: ["", "|", "pai|", "paint.mi|", "nothing.here a|", ".nothing |", "{|"])
    func `The hint tells nothing where nothing is known`(text: String) {
        #expect(hint(text) == nil)
    }

    @Test func `A hint that would not fit leaves out what is left of the cursor`() {
        #expect(hint("paint.mix cover=|", columns: 40)?.hasPrefix("paint.mix  … ‹cover?: null | boolean›") == true)
    }
}
