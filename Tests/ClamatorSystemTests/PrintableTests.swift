import ClamatorSystem
import Testing

@Suite struct PrintableTests {
    @Test(arguments: [0x00, 0x07, 0x08, 0x09, 0x0A, 0x0D, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9B, 0x9F] as [UInt32])
    func `Control characters are spelled out`(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let digits = String(value, radix: 16)
        #expect(Printable.escape("a\(scalar)b") == "a\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)b")
    }

    @Test(
        arguments: [
            0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068,
            0x2069,
        ] as [UInt32])
    func `What turns the direction of writing is spelled out`(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let digits = String(value, radix: 16)
        #expect(Printable.escape("\(scalar)") == "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)")
    }

    @Test(arguments: ["", "plain", "é日本😀", "e\u{301}", "שלום", "\u{A0}", "\\u001b", "👩‍👩‍👧"])
    func `Other text is left alone`(text: String) {
        #expect(Printable.escape(text) == text)
    }

    @Test(arguments: [(59, 59, ""), (60, 60, ""), (61, 60, "…"), (100_000, 60, "…")])
    func `Of a long text the start is shown`(count: Int, shown: Int, mark: String) {
        #expect(
            Printable.excerpt(String(repeating: "\u{1B}", count: count))
                == String(repeating: "\\u001b", count: shown) + mark)
    }

    @Test func `Line breaks are kept where asked`() {
        #expect(Printable.escapeLines("a\n\u{1B}b\r\n\tc\n") == "a\n\\u001bb\\u000d\n\\u0009c\n")
    }

    @Test func `The white space of JSON is kept`() {
        #expect(Printable.escapeJSON("{\n\t\"a\": \"\u{9B}2J\"\n}") == "{\n\t\"a\": \"\\u009b2J\"\n}")
    }
}
