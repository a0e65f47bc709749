import ClamatorKit
import Testing

@testable import ReplCore

@Suite struct ReplyRenderingTests {
    private let plain = ReplyRendering(paint: Palette(usesColor: false), width: 60)

    @Test func putsTheTimeAtTheRight() throws {
        let result = plain.result(["sum": 5], time: .microseconds(52))
        #expect(result == "{ \"sum\": 5 }" + String(repeating: " ", count: 41) + "0.05 ms")
        #expect(result.count == 60)
    }

    @Test func putsTheTimeAtTheSamePlaceInColours() throws {
        let coloured = ReplyRendering(paint: Palette(usesColor: true), width: 60)
        let withoutColours = coloured.result(["sum": 5], time: .microseconds(52)).replacing(
            /\u{1B}\[[0-9;]*m/, with: "")
        #expect(withoutColours == plain.result(["sum": 5], time: .microseconds(52)))
    }

    @Test(arguments: [
        (Duration.nanoseconds(900), "0.00 ms"), (.microseconds(50), "0.05 ms"), (.microseconds(9_994), "9.99 ms"),
        (.microseconds(12_340), "12.3 ms"), (.milliseconds(100), "100 ms"), (.seconds(1.5), "1500 ms"),
    ])
    func givesTimesAsManyDecimalsAsMatter(time: Duration, text: String) {
        #expect(ReplyRendering.milliseconds(time) == text)
    }

    @Test func showsErrorsOfAFailedCheckBesideTheirPlaces() throws {
        let schema = try Schema(
            JSON(
                parsing: """
                    {
                      "type": "object",
                      "properties": {
                        "a": { "type": "number" },
                        "lines": { "items": { "properties": { "sku": { "pattern": "^[A-Z]+$" } } } }
                      },
                      "required": ["b"]
                    }
                    """))
        let units = schema.explain(try JSON(parsing: #"{"a": "tw\u001bo", "lines": [{}, {"sku": "x"}]}"#))
        #expect(
            plain.error(.invalidParams(units), hint: "demo.add { a: number }") == """
                ✗ -32602 Invalid params
                    params         missing required "b"            /required
                    a              expected number, got string "tw\\u001bo"   /properties/a/type
                    lines[1].sku   expected a match of ^[A-Z]+$, got "x"   /properties/lines/items/properties/sku/pattern
                    demo.add { a: number }
                """)
    }

    @Test func showsWhereALineIsNoJSON() throws {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: "{\"a\":}") }
        #expect(
            plain.error(.parseError(try #require(error)), hint: nil) == """
                ✗ -32700 Parse error
                    expected a value, got '}' at column 6
                """)
        let second = #expect(throws: JSONError.self) { try JSON(parsing: "{\n\"a\":}") }
        #expect(
            plain.error(.parseError(try #require(second)), hint: nil) == """
                ✗ -32700 Parse error
                    expected a value, got '}' at line 2, column 5
                """)
    }

    @Test func showsTheReasonOfAnInvalidRequest() {
        #expect(
            plain.error(.invalidRequest("not an object"), hint: nil) == """
                ✗ -32600 Invalid Request
                    not an object
                """)
    }

    @Test func laysOutTheDataOfOtherErrors() {
        let error = RpcError(
            code: -32010, message: "out of \u{1B}[31mstock",
            data: ["sku": "TEA-0042", "wanted": 200, "left": 3, "supplier": "Leaves & Sons"])
        #expect(
            plain.error(error, hint: nil) == """
                ✗ -32010 out of \\u001b[31mstock
                    {
                      "sku": "TEA-0042",
                      "wanted": 200,
                      "left": 3,
                      "supplier": "Leaves & Sons"
                    }
                """)
    }

    @Test func showsAFailureOfTheTransport() {
        #expect(plain.failure(ClamatorTransportError("call timeout")) == "✗ ClamatorTransportError call timeout")
    }
}
