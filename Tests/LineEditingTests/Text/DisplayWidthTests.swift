import LineEditing
import Testing

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("😀", 2),
        ("ｱ", 1), ("Ａ", 2), ("\u{200D}", 0), ("…", 1), ("", 0),
    ])
    func `Columns are counted as terminals do`(text: String, columns: Int) {
        #expect(DisplayWidth.columns(of: text) == columns)
    }

    @Test(
        arguments: [
            ("\u{0}", "^@"), ("\u{1B}", "^["), ("\u{7F}", "^?"), ("\t", "    "), ("\u{85}", "\\u{85}"),
            ("\u{202E}", "\\u{202e}"), ("\u{2028}", "\\u{2028}"), ("\u{AD}", "\\u{ad}"), ("\u{FEFF}", "\\u{feff}"),
        ] as [(Unicode.Scalar, String)])
    func `A substitute is drawn for what must not reach the terminal`(scalar: Unicode.Scalar, substitute: String) {
        #expect(DisplayWidth.substitute(for: scalar) == substitute)
        #expect(DisplayWidth.columns(of: scalar) == substitute.count)
    }

    @Test(arguments: ["a", "日", "\u{301}", "\u{200D}", "\u{E000}"] as [Unicode.Scalar])
    func `Everything else is left as it is`(scalar: Unicode.Scalar) {
        #expect(DisplayWidth.substitute(for: scalar) == nil)
    }
}
