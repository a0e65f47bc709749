import Testing

// For `Matcher`, which is internal.
@testable import ECMAPattern

/// A pattern, texts it matches and texts it does not.
struct PatternExample: Sendable, CustomTestStringConvertible {
    let pattern: String
    let matching: [String]
    let others: [String]
    var testDescription: String { pattern }

    init(_ pattern: String, matches matching: [String] = [], not others: [String] = []) {
        self.pattern = pattern
        self.matching = matching
        self.others = others
    }
}

@Suite
struct PatternSearchTests {
    @Test(arguments: examples)
    func `A pattern means what ECMA-262 says, whichever matcher decides`(_ example: PatternExample) throws {
        var patterns = [try Pattern(example.pattern)]
        for matcher in Pattern.Matcher.allCases {
            if let pattern = try Pattern(example.pattern, matcher: matcher) { patterns.append(pattern) }
        }
        for pattern in patterns {
            for text in example.matching { #expect(pattern.search(text) == .matches, "\(text.debugDescription)") }
            for text in example.others { #expect(pattern.search(text) == .doesNotMatch, "\(text.debugDescription)") }
        }
    }

    @Test(arguments: [
        "^[A-Z]{3}-[0-9]{4}$", "^ORD-[0-9]{6,10}$", "^[0-9A-Z -]{3,10}$", "^.{1,500}$", "^[a-z]{2,1000}$", "^foo",
        "^$", "^\\p{L}+$", "^(?:[a-z]+)-(\\d+)$", "^[0-9]{1,100000}$",
    ])
    func `Simple anchored patterns are searched with class runs`(_ pattern: String) throws {
        #expect(try Pattern(pattern, matcher: .classRuns) != nil)
    }

    @Test(arguments: ["^a*[ac]b$", "^a*b?a$", "^\\w+_$", "a", "^a|b$", "^a$b", "^(?:ab)*$"])
    func `Class runs are not used where a run could take what comes after it`(_ pattern: String) throws {
        #expect(try Pattern(pattern, matcher: .classRuns) == nil)
    }

    @Test(arguments: ["(a+)+$", "(.*)*x", "\\bfoo\\b", "^(?:[0-9a-f]{2})*$", "^(a|b{2,30}|c)?\\p{L}$"])
    func `An automaton is used where there is neither back-reference nor look-around`(_ pattern: String) throws {
        #expect(try Pattern(pattern, matcher: .automaton) != nil)
    }

    static let examples: [PatternExample] = [
        PatternExample("", matches: ["", "a"]),
        PatternExample("b", matches: ["abc"], not: ["", "ac", "B"]),
        PatternExample("^$", matches: [""], not: ["a", "\n"]),
        PatternExample("a$", matches: ["ba"], not: ["a\n", "ab"]),
        PatternExample("^a", matches: ["ab"], not: ["\na"]),
        PatternExample(
            "^[A-Z]{3}-[0-9]{4}$", matches: ["ABC-1234"], not: ["ABC-123", "ABC-12345", "AbC-1234", "ABC–1234"]),
        PatternExample(
            "^ORD-[0-9]{6,10}$", matches: ["ORD-123456", "ORD-1234567890"], not: ["ORD-12345", "ORD-12345678901"]),
        PatternExample("^[0-9A-Z -]{3,10}$", matches: ["A 1", "AB-12 CD-3"], not: ["", "A1", "AB-12 CD-34", "a12"]),
        PatternExample("^[a-z]{2,3}[a-z]{1,2}$", matches: ["abc", "abcde"], not: ["ab", "abcdef"]),
        PatternExample("^[a-z]+[0-9]*", matches: ["a", "ab!", "a1!"], not: ["1a", ""]),
        // Escapes and classes.
        PatternExample(
            "^.$", matches: ["a", "é", "😀", "\u{85}"], not: ["\n", "\r", "\u{2028}", "\u{2029}", "", "ab"]),
        PatternExample("^[^]$", matches: ["a", "\n", "😀"], not: [""]),
        PatternExample("[]", not: ["", "a"]),
        PatternExample(
            "^\\s$", matches: ["\t", "\u{B}", "\u{A0}", "\u{FEFF}", "\u{2028}", "\u{3000}"],
            not: ["\u{85}", "\u{180E}"]),
        PatternExample("^\\S$", matches: ["a", "\u{85}", "\u{200B}"], not: [" ", "\u{FEFF}"]),
        PatternExample("^\\d$", matches: ["7"], not: ["٧", "a"]),
        PatternExample("^\\w$", matches: ["a", "Z", "_", "0"], not: ["é", "-", "ſ"]),
        PatternExample("^[\\W\\d]$", matches: ["é", "1"], not: ["a"]),
        PatternExample("^[^\\s\\d]$", matches: ["a", "é"], not: ["1", " "]),
        PatternExample("^[\\b]\\t\\n\\v\\f\\r\\0\\cJ\\x41$", matches: ["\u{8}\t\n\u{B}\u{C}\r\u{0}\nA"]),
        PatternExample("^[a\\-z]$", matches: ["-", "a", "z"], not: ["b"]),
        PatternExample("^\\u{1F600}$", matches: ["😀"], not: ["😁"]),
        PatternExample("^\\uD83D\\uDE00$", matches: ["😀"], not: ["😁"]),
        PatternExample("^[\\uD83D\\uDE00-\\uD83D\\uDE4F]+$", matches: ["😀🙏"], not: ["a", "🚀"]),
        PatternExample("\\uD83D", not: ["😀", "\u{FFFD}"]),
        PatternExample("[^\\uD83D]", matches: ["😀"]),
        PatternExample("^\\p{Letter}+$", matches: ["Straße", "中文"], not: ["a1", "", "٧"]),
        PatternExample("^\\p{Script=Greek}\\P{L}$", matches: ["α1", "ω!"], not: ["a1", "αβ"]),
        PatternExample("^[\\p{Lu}\\d]{2}$", matches: ["É1"], not: ["é1"]),
        // Assertions.
        PatternExample("\\bfoo\\b", matches: ["foo", "a foo.", "éfooé"], not: ["foob", "_foo"]),
        PatternExample("\\Bo", matches: ["foo"], not: ["o", "-o"]),
        PatternExample("^\\B$", matches: [""], not: ["a"]),
        PatternExample("\\b$", matches: ["a"], not: ["", "a "]),
        PatternExample("a|^b|c$", matches: ["xa", "bx", "xc"], not: ["xb", "cx"]),
        PatternExample("(?:^|,)a(?:,|$)", matches: ["a", "b,a", "a,b", "x,a,y"], not: ["ba", "ab"]),
        PatternExample("(?:^a)*b", matches: ["ab", "cb"]),
        // Quantifiers.
        PatternExample("^(?:ab){2,3}$", matches: ["abab", "ababab"], not: ["ab", "abababab"]),
        PatternExample("^a??b+?c{0}$", matches: ["b", "abb"], not: ["bc", "a"]),
        PatternExample("^(?:a*)*$", matches: ["", "aaa"], not: ["ab"]),
        PatternExample("^(?:a|ab)(?:c|bcd)$", matches: ["ac", "abc", "abcd"], not: ["abcdd"]),
        PatternExample("^(?:[0-9a-f]{2})*$", matches: ["", "0f", "00ff"], not: ["0", "0g"]),
        PatternExample("^[a-z]{2,1000}$", matches: ["ab", String(repeating: "z", count: 1000)], not: ["a"]),
        PatternExample(
            "^.{1,500}$", matches: ["é", String(repeating: "é", count: 500)],
            not: ["", String(repeating: "é", count: 501)]),
        // Back-references, and captures that are forgotten on each turn.
        PatternExample("^(a+)b\\1$", matches: ["aba", "aabaa"], not: ["aaba", "ab"]),
        PatternExample("^(?<q>['\"]).*\\k<q>$", matches: ["'a'", "\"'\""], not: ["'a\""]),
        PatternExample("^\\1(a)$", matches: ["a"], not: ["aa"]),
        PatternExample("^(a\\1)$", matches: ["a"], not: ["aa"]),
        PatternExample("^(?:(a)|b)*\\1$", matches: ["", "ab", "abaa"], not: ["a", "aba", "bba"]),
        PatternExample("^(?:(a)|(b)|c)+\\1\\2$", matches: ["abc", "abcc", "aaa", "cbb"]),
        PatternExample("^(?:(a)|b){2}\\1c$", matches: ["abc", "baac"], not: ["abac", "bac"]),
        PatternExample("^(é|😀)\\1$", matches: ["éé", "😀😀"], not: ["é😀"]),
        PatternExample("(?!(a)b)\\1c", matches: ["c", "ac"]),
        PatternExample("^(?=(a+))\\1b$", matches: ["aab"]),
        PatternExample("^(?=(a+))a*b\\1$", matches: ["aabaa"], not: ["aaba"]),
        // Look-around.
        PatternExample(
            "^(?=.*\\d)(?=.*[a-z]).{8,64}$", matches: ["passw0rd"], not: ["password", "12345678", "passw0r"]),
        PatternExample("^(?!.*--)[a-z-]+$", matches: ["a-b"], not: ["a--b"]),
        PatternExample("(?<=\\$)\\d+", matches: ["$7"], not: ["7"]),
        PatternExample("(?<!\\$)\\b\\d+", matches: ["7"], not: ["$7"]),
        PatternExample("(?<=a.*)b", matches: ["a  b"], not: ["ba"]),
        PatternExample("(?<=^(?:é|aé){2})x", matches: ["aééx"], not: ["éx"]),
        PatternExample("(?<=(\\d+)(\\d+))$(?!\\1)", matches: ["1053"]),
        PatternExample("(?<=\\1(a))b", matches: ["aab"], not: ["ab"]),
        PatternExample("(?<=([ab]+)([bc]+))$", matches: ["abc"], not: ["ab1"]),
        PatternExample("(?<!^|[ab]{2})c", matches: ["ac"], not: ["c", "abc"]),
        PatternExample("(?=a(?!b))(?<=x(?=ac))a", matches: ["xac"], not: ["xab", "ac"]),
        PatternExample("(?:(?=(a))a)+b", matches: ["aab"], not: ["b"]),
    ]
}
