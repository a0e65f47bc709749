import ECMAPattern
import Testing

struct LinearPatternTests {
    @Test(arguments: [
        ("^[a-z]+$", "^[a-z]+$"), (#"^\d{3}(?:-\d+)?$"#, #"^[0-9]{3}(?:\-[0-9]+)?$"#), ("(a|bc)*", "(?:a|bc)*"),
        (#"\s"#, #"[\x{9}-\x{D} \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}]"#),
        (".", #"[^\x{A}\x{D}\x{2028}\x{2029}]"#), (#"[^"]"#, #"[^"]"#), (#"a{2,}b{2,3}c?d+?"#, "a{2,}b{2,3}c?d+"),
        (#"\bx"#, #"(?-u:\b)x"#), ("é", #"\x{E9}"#), ("a||b", "a||b"), ("()", "(?:)"), (#"[\s\S]"#, "(?s:.)"),
        ("[]", #"[^\x{0}-\x{10FFFF}]"#), ("a&&b", #"a\x{26}\x{26}b"#), (#"[\]\\^-]"#, #"[\-\\-\^]"#),
    ])
    func `Patterns keep their meaning for matchers of linear time`(pattern: String, text: String) throws {
        #expect(try Pattern(pattern).linearText == text)
    }

    @Test(arguments: ["(?=a)", "(?<!a)", #"(a)\1"#, #"\B"#, ".{5000}"])
    func `What such matchers do not have, or is too large for them, has no text`(pattern: String) throws {
        #expect(try Pattern(pattern).linearText == nil)
    }
}
