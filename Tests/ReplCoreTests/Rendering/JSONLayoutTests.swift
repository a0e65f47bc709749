import ClamatorKit
import LineEditing
import Testing

// For `JSONLayout`, which is internal.
@testable import ReplCore

@Suite struct JSONLayoutTests {
    private func layout(_ json: String, width: Int = 40, usesColor: Bool = false) throws -> String {
        JSONLayout(paint: Palette(usesColor: usesColor), width: width).text(try JSON(parsing: json)).ansi
    }

    @Test(arguments: [
        ("{}", "{}"), ("[]", "[]"), ("[[],{}]", "[[], {}]"), ("1.50E+3", "1.50E+3"), ("null", "null"),
        ("\"a\\u0062\\n\"", "\"a\\u0062\\n\""), ("{\"a\":1,\"b\":[true,null]}", "{ \"a\": 1, \"b\": [true, null] }"),
        ("\"\u{9B}2J\u{202E}\"", "\"\\u009b2J\\u202e\""), ("{\"\u{7F}\":1}", "{ \"\\u007f\": 1 }"),
        ("{\"a\":1,\"a\":2}", "{ \"a\": 1, \"a\": 2 }"), ("9007199254740993000", "9007199254740993000"),
    ])
    func `Short values are written on one line`(json: String, text: String) throws {
        #expect(try layout(json) == text)
    }

    @Test func `Long values are broken into lines`() throws {
        let json =
            #"{"id":"ORD-1","lines":[{"sku":"TEA-0042","quantity":2},{"sku":"a longer name than that","quantity":1}],"e":{}}"#
        let text = try layout(json, width: 42)
        #expect(
            text == """
                {
                  "id": "ORD-1",
                  "lines": [
                    { "sku": "TEA-0042", "quantity": 2 },
                    {
                      "sku": "a longer name than that",
                      "quantity": 1
                    }
                  ],
                  "e": {}
                }
                """)
    }

    @Test(arguments: [(20, "[1, 2, 3, 4, 5, 600]"), (19, "[\n  1, 2, 3, 4, 5,\n  600\n]")])
    func `The width is filled`(width: Int, text: String) throws {
        // One column more, for a comma that may follow.
        #expect(try layout("[1,2,3,4,5,600]", width: width + 1) == text)
    }

    @Test func `What is wide counts twice`() throws {
        #expect(try layout(#"["茶","茶","茶"]"#, width: 19) == "[\"茶\", \"茶\", \"茶\"]")
        #expect(try layout(#"["茶","茶","茶"]"#, width: 18) == "[\n  \"茶\",\n  \"茶\",\n  \"茶\"\n]")
        // An escape takes the columns that it is spelled with.
        #expect(try layout("{\"a\u{9B}\":1,\"b\":2}", width: 25) == "{ \"a\\u009b\": 1, \"b\": 2 }")
        #expect(try layout("{\"a\u{9B}\":1,\"b\":2}", width: 24) == "{\n  \"a\\u009b\": 1,\n  \"b\": 2\n}")
    }

    @Test func `What is nested deeply is laid out`() throws {
        let json = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        let text = try layout(json, width: 80)
        #expect(text.contains(" []\n"))
        #expect(try JSON(parsing: text) == JSON(parsing: json))
    }

    @Test func `Names and values have colours`() throws {
        let text = try layout(#"{"a":["x",1,null]}"#, usesColor: true)
        #expect(
            text
                == "{ \u{1B}[36m\"a\"\u{1B}[0m: [\u{1B}[32m\"x\"\u{1B}[0m, \u{1B}[33m1\u{1B}[0m, \u{1B}[35mnull\u{1B}[0m] }"
        )
    }
}
