import ClamatorJSON
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "-1", "10", "0.0", "-0.0e-0", "1e5", "1E+5", "1.25e-300", "1e400",
        "123456789012345678901234567890", #""""#, #""a""#, #""\"\\\/\b\f\n\r\t\u0041""#, "[]", "{}", "[[]]",
        "[{}]", #"{"":0}"#, #"{"a":{"a":[]}}"#, #"{"a":1,"a":2}"#, "[ ]", "{ }", "[1 ,\t2\r\n]",
        #"{ "a" : 1 , "b" : [ ] }"#, "\"\u{7F}\"", "\"\u{80}\"", "\"\u{2028}\u{2029}\"", "\"\u{FEFF}\"",
        "\"\u{FFFF}\u{10FFFF}\"",
    ])
    func `A text that RFC 8259 has is accepted, and kept as it was spelled`(text: String) throws {
        #expect(try JSON(parsing: text).description == text)
        #expect(try JSON(parsing: " \t\n\r\(text)\r\n\t ").description == text)
    }

    @Test(arguments: [
        "", " ", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1;2]", "{,}", "{1:2}",
        "{a:1}", "{'a':1}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{"a"::1}"#,
        #"{"a":1]"#, "[1}", "nul", "nulll", "Null", "NULL", "tru", "truee", "fals", "undefined", "01", "-01", "00",
        "-", "+1", ".5", "5.", "-.5", "1.e5", "1e", "1e+", "1e1.5", "0x10", "1_000", "1,5", "NaN", "nan",
        "Infinity",
        "-Infinity", "-NaN", #"""#, #""a"#, "'a'", "\"\t\"", "\"\n\"", #""\x41""#, #""\U0041""#, #""\u004""#,
        #""\u00g1""#, #""\u+041""#, #""\""#, #""\'""#, "1 2", "{}{}", "[] []", "// a\n1", "/* a */ 1", "1 // a",
        "\u{FEFF}1", "\u{A0}1", "\u{2003}1", "\u{C}1", "\u{B}1", "1\0", "\0", "\u{201C}a\u{201D}",
    ])
    func `A text that RFC 8259 does not have is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test(arguments: [("[", "]", ""), (#"{"a":"#, "}", "0"), ("[ ", "\n]", "")])
    func `Arrays and objects nest to 512 levels`(opening: String, closing: String, innermost: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: opening, count: depth) + innermost + String(repeating: closing, count: depth)
        }
        #expect(try JSON(parsing: nested(512)).description == nested(512))
        #expect(JSONParser.maximumDepth == 512)
        let error = #expect(throws: JSONError.self) { try JSON(parsing: nested(513)) }
        #expect(error?.reason == .tooDeep(limit: 512))
        #expect(error?.offset == 512 * opening.utf8.count)
    }

    @Test
    func `Depth is what is open at once, not what was opened`() throws {
        let deep = String(repeating: "[", count: 511) + String(repeating: "]", count: 511)
        let text = "[" + Array(repeating: deep, count: 3).joined(separator: ",") + "]"
        #expect(try JSON(parsing: text).count == 3)
    }

    @Test(arguments: ["[", #"{"a":"#, #"[{"":"#, "[0,"])
    func `A hundred thousand brackets are an error`(opening: String) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: opening, count: 100_000)) }
        #expect(error?.reason == .tooDeep(limit: 512))
    }

    @Test
    func `A value that was kept does not change while its parser goes on`() throws {
        var parser = JSONParser()
        let texts = (0..<200).map { #"{"n": \#($0), "padding": "\#(String(repeating: "x", count: $0 * 7))"}"# }
        let values = try texts.map { try parser.parse(Array($0.utf8)) }
        #expect(zip(values, texts).allSatisfy { $0.description == $1 })
        #expect(zip(values, 0...).allSatisfy { $0["n"]?.int == $1 })
    }

    @Test
    func `A copy of a parser and its original do not share what they parse`() throws {
        var one = JSONParser()
        _ = try one.parse(Array("[1]".utf8))
        var other = one
        let ours = try one.parse(Array("[2,2]".utf8))
        let theirs = try other.parse(Array("[3,3,3]".utf8))
        #expect(ours.description == "[2,2]")
        #expect(theirs.description == "[3,3,3]")
    }

    @Test
    func `A parser goes on after a text it refused, and after one of many megabytes`() throws {
        var parser = JSONParser()
        #expect(throws: JSONError.self) { try parser.parse(Array(#"[1, {"a": [2, "cut"#.utf8)) }
        #expect(try parser.parse(Array("[]".utf8)).description == "[]")
        let long = [UInt8(ascii: "\"")] + [UInt8](repeating: UInt8(ascii: "x"), count: 4 << 20) + [UInt8(ascii: "\"")]
        #expect(try parser.parse(long).withRawBytes { $0.count } == long.count)
        #expect(try parser.parse(Array("7".utf8)) == 7)
    }
}
