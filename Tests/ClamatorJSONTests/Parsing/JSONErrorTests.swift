import ClamatorJSON
import Testing

@Suite struct JSONErrorTests {
    struct Refusal: CustomTestStringConvertible {
        var text: [UInt8]
        var reason: JSONError.Reason
        var offset: Int
        var line: Int
        var column: Int

        init(_ text: String, _ reason: JSONError.Reason, _ offset: Int, _ line: Int = 1, _ column: Int? = nil) {
            self.init(bytes: Array(text.utf8), reason, offset, line, column)
        }

        init(bytes: [UInt8], _ reason: JSONError.Reason, _ offset: Int, _ line: Int = 1, _ column: Int? = nil) {
            (self.text, self.reason, self.offset, self.line) = (bytes, reason, offset, line)
            self.column = column ?? offset + 1
        }

        var testDescription: String { String(decoding: text, as: UTF8.self).debugDescription }
    }

    static let refusals: [Refusal] = [
        // Cut short.
        Refusal("", .unexpectedEnd, 0),
        Refusal("  ", .unexpectedEnd, 2),
        Refusal("\n\n ", .unexpectedEnd, 3, 3, 2),
        Refusal("[", .unexpectedEnd, 1),
        Refusal(#"{"a":"#, .unexpectedEnd, 5),
        Refusal(#"{"a":1"#, .unexpectedEnd, 6),
        Refusal("tru", .unexpectedEnd, 3),
        Refusal("-", .unexpectedEnd, 1),
        Refusal("1.", .unexpectedEnd, 2),
        Refusal("1e+", .unexpectedEnd, 3),
        Refusal(#""abc"#, .unexpectedEnd, 4),
        Refusal(#""\"#, .unexpectedEnd, 2),
        Refusal(#""\u00"#, .unexpectedEnd, 5),
        Refusal(#""\ud83d"#, .unexpectedEnd, 7),
        Refusal(#""\ud83d\"#, .unexpectedEnd, 8),
        // What cannot stand here.
        Refusal("[1 2]", .unexpected("2", expected: "',' or ']'"), 3),
        Refusal("[1,]", .unexpected("]", expected: "a value"), 3),
        Refusal("[\n  1,\n  x\n]", .unexpected("x", expected: "a value"), 9, 3, 3),
        Refusal(#"{"a" 1}"#, .unexpected("1", expected: "':'"), 5),
        Refusal(#"{"a":1 "b":2}"#, .unexpected("\"", expected: "',' or '}'"), 7),
        Refusal("{1:2}", .unexpected("1", expected: "a member's name or '}'"), 1),
        Refusal(#"{"a":1,}"#, .unexpected("}", expected: "a member's name"), 7),
        Refusal("{\"a\":1,\r\n'b':2}", .unexpected("'", expected: "a member's name"), 9, 2, 1),
        Refusal("trUe", .unexpected("U", expected: "true"), 2),
        Refusal("nan", .unexpected("a", expected: "null"), 1),
        Refusal("\0", .unexpected("\0", expected: "a value"), 0),
        Refusal("\u{201C}a\u{201D}", .unexpected("\u{201C}", expected: "a value"), 0),
        Refusal(#"{"é":€}"#, .unexpected("€", expected: "a value"), 6, 1, 6),
        Refusal(#""\u12x4""#, .unexpected("x", expected: "four hexadecimal digits"), 5),
        // Numbers.
        Refusal("01", .leadingZero, 1),
        Refusal("[-007]", .leadingZero, 3),
        Refusal("-a", .missingDigits, 1),
        Refusal("1.e5", .missingDigits, 2),
        Refusal("1e+]", .missingDigits, 3),
        Refusal("[NaN]", .notFinite, 1),
        Refusal("Infinity", .notFinite, 0),
        Refusal("-Infinity", .notFinite, 1),
        // Strings.
        Refusal("\"a\tb\"", .controlCharacter(0x09), 2),
        Refusal("\"a\nb\"", .controlCharacter(0x0A), 2),
        Refusal("\"\0\"", .controlCharacter(0x00), 1),
        Refusal(#""ab\x41""#, .invalidEscape, 3),
        Refusal("\"\\\n\"", .invalidEscape, 1),
        Refusal(#""a\ud83d""#, .loneSurrogate, 2),
        Refusal(#""\ud83dx""#, .loneSurrogate, 1),
        Refusal(#""\ud83d\n""#, .loneSurrogate, 1),
        Refusal(#""\ud83d\u0041""#, .loneSurrogate, 1),
        Refusal(#""\ud83d\ud83d""#, .loneSurrogate, 1),
        Refusal(#""\ude00\ud83d""#, .loneSurrogate, 1),
        // Bytes.
        Refusal(bytes: [0x22, 0x61, 0xFF, 0x22], .invalidUTF8, 2),
        Refusal(bytes: [0x22, 0xC3], .invalidUTF8, 1),
        Refusal(bytes: [0x5B, 0xC3, 0x5D], .invalidUTF8, 1),
        Refusal(bytes: [0xFF, 0xFE, 0x31, 0x00], .invalidUTF8, 0),
        Refusal("\u{FEFF}{}", .byteOrderMark, 0),
        // The whole.
        Refusal("1 2", .trailingText, 2),
        Refusal("{}\n\n {}", .trailingText, 5, 3, 2),
        Refusal("1\0", .trailingText, 1),
        Refusal("[]\u{FEFF}", .trailingText, 2),
    ]

    @Test(arguments: refusals)
    func `A refusal says what is wrong, and at which byte, line and column`(_ example: Refusal) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: example.text) }
        #expect(error?.reason == example.reason)
        #expect(error?.offset == example.offset)
        #expect(error?.line == example.line)
        #expect(error?.column == example.column)
    }

    @Test(arguments: [
        ("[1 2]", "expected ',' or ']', got '2' at line 1, column 4"),
        ("[1,\n'a']", "expected a value, got a single quote at line 2, column 1"),
        ("tr e", "expected true, got a space at line 1, column 3"),
        ("{\n\t\"a\n\"}", "a line break must be escaped inside a string at line 2, column 4"),
        ("\"\t\"", "a tab must be escaped inside a string at line 1, column 2"),
        ("\"\u{1}\"", "U+0001 must be escaped inside a string at line 1, column 2"),
        ("\u{201C}a\u{201D}", "expected a value, got '\u{201C}' at line 1, column 1"),
        ("\u{A0}1", "expected a value, got U+00A0 at line 1, column 1"),
        ("[", "the text ends too early at line 1, column 2"),
        ("01", "a number has no leading zeros at line 1, column 2"),
        ("1.x", "expected a digit at line 1, column 3"),
        ("NaN", "JSON has no NaN and no Infinity at line 1, column 1"),
        (#""\q""#, "no such escape sequence at line 1, column 2"),
        (#""\ud800""#, "half of a surrogate pair stands alone at line 1, column 2"),
        ("\u{FEFF}1", "a byte-order mark is no JSON at line 1, column 1"),
        ("1 2", "there is text behind the value at line 1, column 3"),
    ])
    func `An error reads as a sentence`(text: String, sentence: String) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.description == sentence)
    }

    @Test(arguments: [
        (0, 1, 1), (1, 1, 2), (3, 1, 3), (4, 2, 1), (5, 2, 2), (6, 3, 1), (9, 3, 2), (100, 3, 2), (-1, 1, 1),
    ])
    func `A position counts lines from 1 and code points from 1`(offset: Int, line: Int, column: Int) {
        let position = TextPosition(offset: offset, in: "aé\n\r\n€".utf8.span)
        #expect(position.line == line)
        #expect(position.column == column)
    }
}
