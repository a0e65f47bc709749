import ClamatorKit
import LineEditing
import Testing

// For `ReplyRendering` and `JSONLayout`, which are internal.
@testable import ReplCore

@Suite struct ReplyRenderingTests {
    private let plain = ReplyRendering(paint: Palette(usesColor: false), width: 60)

    @Test func `The time stands at the right`() throws {
        let result = plain.result(["sum": 5], time: .microseconds(52)).ansi
        #expect(result == "{ \"sum\": 5 }" + String(repeating: " ", count: 41) + "0.05 ms")
        #expect(result.count == 60)
    }

    @Test func `The time stands at the same place in colours`() throws {
        let coloured = ReplyRendering(paint: Palette(usesColor: true), width: 60)
        let withoutColours = coloured.result(["sum": 5], time: .microseconds(52)).ansi.replacing(
            /\u{1B}\[[0-9;]*m/, with: "")
        #expect(withoutColours == plain.result(["sum": 5], time: .microseconds(52)).ansi)
    }

    @Test func `The time stands beside the first line`() {
        let result = plain.result(["list": JSON((0..<40).map { JSON($0) })], time: .milliseconds(123)).ansi
        #expect(
            result == """
                {                                                     123 ms
                  "list": [
                    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
                    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
                    30, 31, 32, 33, 34, 35, 36, 37, 38, 39
                  ]
                }
                """)
    }

    @Test func `The time stands below where it does not fit`() {
        let text = String(repeating: "x", count: 51)
        #expect(
            plain.result(JSON(text), time: .milliseconds(123)).ansi
                == "\"\(text)\"\n" + String(repeating: " ", count: 54) + "123 ms")
    }

    @Test(arguments: [
        (RpcError.methodNotFound, "\u{1B}[1;31m✗ -32601\u{1B}[0m \u{1B}[1;31mMethod not found\u{1B}[0m"),
        (RpcError(code: -32001, message: "no"), "\u{1B}[1;35m✗ -32001\u{1B}[0m \u{1B}[1;35mno\u{1B}[0m"),
    ])
    func `Errors of the protocol are told from a handler's own by colour`(error: RpcError, text: String) {
        #expect(ReplyRendering(paint: Palette(usesColor: true), width: 60).error(error, hint: nil).ansi == text)
    }

    @Test func `Failures of the transport have a colour of their own`() {
        let coloured = ReplyRendering(paint: Palette(usesColor: true), width: 60)
        #expect(
            coloured.failure(ClamatorTransportError("call timeout")).ansi
                == "\u{1B}[1;33m✗ ClamatorTransportError\u{1B}[0m call timeout")
    }

    /// A handler may send anything under any name.
    @Test(
        arguments: [
            ["errors": ["one", "two"]], ["errors": [["error": "x"]]], ["errors": []],
            [
                "errors": [["instanceLocation": "/a", "keywordLocation": "/b", "error": "x"]], "more": 1,
            ],
        ] as [JSON])
    func `Data that only looks like a failed check is laid out`(data: JSON) {
        let layout = JSONLayout(paint: Palette(usesColor: false), width: 56).text(data).plainText
        #expect(
            plain.error(RpcError(code: -32603, message: "no", data: data), hint: nil).ansi == "✗ -32603 no\n    "
                + layout.replacing("\n", with: "\n    "))
    }

    @Test(arguments: [
        (Duration.nanoseconds(900), "0.00 ms"), (.microseconds(50), "0.05 ms"), (.microseconds(9_994), "9.99 ms"),
        (.microseconds(12_340), "12.3 ms"), (.milliseconds(100), "100 ms"), (.seconds(1.5), "1500 ms"),
        (.milliseconds(Int.max), "1000000000000000 ms"),
    ])
    func `A time has as many decimals as matter`(time: Duration, text: String) {
        #expect(ReplyRendering.milliseconds(time) == text)
    }

    @Test func `Errors of a failed check are shown beside their places`() throws {
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
        let units = try schema.explain(JSON(parsing: #"{"a": "tw\u001bo", "lines": [{}, {"sku": "x"}]}"#))
        #expect(
            plain.error(.invalidParams(units), hint: "demo.add { a: number }", reasons: units).ansi == """
                ✗ -32602 Invalid params
                    b              required, but missing           /required
                    a              expected number, got string "tw\\u001bo"
                    lines[1].sku   expected a match of ^[A-Z]+$, got "x"
                    demo.add { a: number }
                """)
    }

    /// A server may word its reasons as it likes, and may follow another version of the contract.
    @Test func `No missing member is taken from the text of a reason`() throws {
        let schema = try Schema(["required": ["a"]])
        let sent = RpcError(
            code: .invalidParams, message: "Invalid params",
            data: ["errors": [["instanceLocation": "", "keywordLocation": "/required", "error": "a must be given"]]])
        let reasons = try schema.explain([:])
        #expect(
            plain.error(sent, hint: nil, reasons: reasons).ansi == """
                ✗ -32602 Invalid params
                    a   required, but missing                      /required
                """)
        #expect(
            plain.error(sent, hint: nil).ansi == """
                ✗ -32602 Invalid params
                    params   a must be given                       /required
                """)
    }

    @Test func `Where a line is no JSON is shown`() throws {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: "{\"a\":}") }
        #expect(
            plain.error(.parseError(try #require(error)), hint: nil).ansi == """
                ✗ -32700 Parse error
                    expected a value, got '}' at column 6
                """)
        let second = #expect(throws: JSONError.self) { try JSON(parsing: "{\n\"a\":}") }
        #expect(
            plain.error(.parseError(try #require(second)), hint: nil).ansi == """
                ✗ -32700 Parse error
                    expected a value, got '}' at line 2, column 5
                """)
    }

    @Test func `The reason of an invalid request is shown`() {
        #expect(
            plain.error(.invalidRequest("not an object"), hint: nil).ansi == """
                ✗ -32600 Invalid Request
                    not an object
                """)
    }

    @Test func `The data of other errors is laid out`() {
        let error = RpcError(
            code: -32010, message: "out of \u{1B}[31mstock",
            data: ["sku": "TEA-0042", "wanted": 200, "left": 3, "supplier": "Leaves & Sons"])
        #expect(
            plain.error(error, hint: nil).ansi == """
                ✗ -32010 out of \\u001b[31mstock
                    {
                      "sku": "TEA-0042",
                      "wanted": 200,
                      "left": 3,
                      "supplier": "Leaves & Sons"
                    }
                """)
    }

    @Test func `A failure of the transport is shown`() {
        #expect(plain.failure(ClamatorTransportError("call timeout")).ansi == "✗ ClamatorTransportError call timeout")
    }

    @Test(arguments: [
        (-32602, #"{"errors": [UNIT], "sent": false}"#, "not sent: the contract refuses it here"),
        (
            -32603, #"{"name": "ClamatorProtocolError", "message": "no", "errors": [UNIT]}"#,
            "the server's result, which the contract refuses here"
        ),
    ])
    func `A check that was the client's is said to be`(code: Int, data: String, note: String) throws {
        let unit = #"{"instanceLocation": "/a", "keywordLocation": "/type", "error": "expected number, got null"}"#
        let data = try JSON(parsing: data.replacing("UNIT", with: unit))
        #expect(
            plain.error(RpcError(code: RpcError.Code(code), message: "Refused", data: data), hint: nil).ansi == """
                ✗ \(code) Refused
                    a   expected number, got null                      /type
                    \(note)
                """)
    }
}
