import ClamatorJSON
import Testing

@Suite struct JSONStringTests {
    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041""#, "A"),
        (#""\u0000""#, "\0"),
        (#""\u00e9\u00E9""#, "éé"),
        (#""\u20aC""#, "€"),
        (#""\uD83D\uDE00""#, "😀"),
        (#""\ud800\udc00\uDBFF\uDFFF""#, "\u{10000}\u{10FFFF}"),
        (#""\uffff\uFEFF""#, "\u{FFFF}\u{FEFF}"),
        (#""a\\u0041""#, #"a\u0041"#),
        (#""\\\"""#, #"\""#),
        (#""é\u00e9é""#, "ééé"),
        (#""""#, ""),
    ])
    func `An escape sequence stands for its character (RFC 8259 §7)`(text: String, value: String) throws {
        let string = try #require(JSON(parsing: text).string)
        #expect(string.utf8.elementsEqual(value.utf8))
    }

    @Test
    func `Every code unit is read from its escape, and a surrogate needs its other half`() throws {
        var parser = JSONParser()
        for unit in 0...UInt16.max {
            let digits = String(unit, radix: 16)
            let text = Array("\"\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)\"".utf8)
            let string = (try? parser.parse(text))?.string
            try #require(string == Unicode.Scalar(UInt32(unit)).map { String($0) }, "\(digits)")
        }
    }

    @Test(arguments: [
        (#""""#, 0), (#""abc""#, 3), (#""é""#, 1), (#""e\u0301""#, 2), (#""😀""#, 1), (#""\ud83d\ude00""#, 1),
        (#""👨‍👩‍👧""#, 5), (#""\n\u0041€""#, 3),
    ])
    func `Code points are counted, not bytes or graphemes`(text: String, count: Int) throws {
        #expect(try JSON(parsing: text).withView { $0.codePointCount } == count)
    }

    @Test(arguments: [#""caf\u00e9""#, #""café""#, #""\u0063af\u00E9""#])
    func `A string is compared by its value, not by its spelling`(text: String) throws {
        let json = try JSON(parsing: text)
        #expect(json == "café")
        #expect(json != "cafe\u{301}", "nothing is normalised")
        #expect(json.withView { $0.stringEquals("cafe") } == false)
    }

    @Test(arguments: [
        (#""""#, true), (#""abc""#, true), (#""\n\u0041\u007f""#, true), (#""é""#, false), (#""\u0080""#, false),
        (#""a\u00e9""#, false), (#""\ud83d\ude00""#, false), (#""abcdefgh😀""#, false),
    ])
    func `A string knows whether its value is ASCII alone, also where it is escaped`(text: String, isASCII: Bool) throws
    {
        #expect(try JSON(parsing: text).withView { $0.node.isASCII } == isASCII)
    }
}
