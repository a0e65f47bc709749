import ClamatorJSON
import Testing

@Suite struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) throws -> Void) rethrows -> String {
        var writer = JSONWriter()
        try body(&writer)
        return writer.text
    }

    @Test
    func `The writer puts commas between values, and none elsewhere`() {
        let text = text { writer in
            writer.object { writer in
                writer.member("a") { $0.array { _ in } }
                writer.member("b") { writer in
                    writer.array { writer in
                        writer.null()
                        writer.bool(true)
                        writer.object { _ in }
                        writer.array { $0.array { $0.bool(false) } }
                        writer.number(1)
                        writer.number(-0.5)
                        writer.string("")
                    }
                }
                writer.name("c")
                writer.value(JSON("x"))
            }
        }
        #expect(text == #"{"a":[],"b":[null,true,{},[[false]],1,-0.5,""],"c":"x"}"#)
    }

    @Test(arguments: [
        ("", #""""#), ("a\"b\\c/", #""a\"b\\c/""#), ("\u{8}\u{9}\n\u{C}\r", #""\b\t\n\f\r""#),
        ("\0\u{1}\u{F}\u{10}\u{1F}", #""\u0000\u0001\u000f\u0010\u001f""#), ("\u{7F}", "\"\u{7F}\""),
        ("é€😀\u{2028}", "\"é€😀\u{2028}\""), ("\"", #""\"""#), ("\\\\", #""\\\\""#),
    ])
    func `A string is escaped where RFC 8259 §7 asks for it, and nowhere else`(value: String, written: String) throws {
        #expect(text { $0.string(value) } == written)
        #expect(try JSON(parsing: written).string == value)
        #expect(text { writer in writer.object { $0.member(value) { $0.null() } } } == "{\(written):null}")
    }

    @Test
    func `What must be escaped is escaped wherever it stands, in strings of any length`() {
        for length in 1...40 {
            for position in 0..<length {
                var plain = [UInt8](repeating: UInt8(ascii: "x"), count: length)
                var written = plain
                plain[position] = UInt8(ascii: "\"")
                written.insert(UInt8(ascii: "\\"), at: position)
                written[position + 1] = UInt8(ascii: "\"")
                let value = String(decoding: plain, as: UTF8.self)
                #expect(text { $0.string(value) } == "\"\(String(decoding: written, as: UTF8.self))\"")
                #expect(text { $0.string(value + value) }.utf8.count == 2 * length + 4)
            }
        }
    }

    @Test
    func `Every scalar survives writing and parsing`() throws {
        var parser = JSONParser()
        var codePoint: UInt32 = 0
        while codePoint < 0x110000 {
            let scalars = (codePoint..<codePoint + 0x400).compactMap(Unicode.Scalar.init)
            codePoint += 0x400
            let value = String(String.UnicodeScalarView(scalars))
            let parsed = try parser.parse(Array(text { $0.string(value) }.utf8)).string
            try #require(parsed.map { $0.utf8.elementsEqual(value.utf8) } == true, "from \(codePoint - 0x400)")
        }
    }

    @Test(arguments: [0, 1, -1, 9, 10, 99, 100, -1000, 123_456_789, .max, .min])
    func `Integers are written in decimal`(value: Int) {
        #expect(text { $0.number(value) } == String(value))
    }

    @Test
    func `Parsed values are written as they were spelled`() throws {
        let json = try JSON(parsing: #"[1.50, "\u0041", { "a" : 1e400 }, [ ]]"#)
        #expect(
            text { writer in writer.array { for element in json.elements { $0.value(element) } } }
                == #"[1.50,"\u0041",{ "a" : 1e400 },[ ]]"#)
    }

    @Test
    func `A writer grows, is emptied and is used again`() {
        var writer = JSONWriter()
        for length in [10, 300, 5000, 2 << 20, 3] {
            writer.removeAll()
            #expect(writer.byteCount == 0)
            writer.string(String(repeating: "x", count: length))
            #expect(writer.byteCount == length + 2)
            #expect(writer.copy.first == 0x22 && writer.copy.last == 0x22)
        }
        #expect(writer.text == #""xxx""#)
    }

    @Test
    func `A value that was spelled over several lines is written on one`() throws {
        var writer = JSONWriter()
        for value in try JSON(parsing: "[[1,\r\n2], \"a\\nb\"]").elements {
            let start = writer.byteCount
            writer.value(value)
            writer.endLine(from: start)
        }
        #expect(writer.text == "[1,  2]\n\"a\\nb\"\n")
    }

    @Test
    func `An error thrown inside goes through`() {
        struct Stop: Error {}
        #expect(throws: Stop.self) { try text { try $0.array { _ throws(Stop) in throw Stop() } } }
    }
}
