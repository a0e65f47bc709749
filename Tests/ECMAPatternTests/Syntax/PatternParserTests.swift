import Testing

// For `PatternParser` and `PatternSyntax`, which are internal.
@testable import ECMAPattern

/// A pattern that is refused, where, and why.
struct PatternRefusal: Sendable, CustomTestStringConvertible {
    let pattern: String
    let offset: Int
    let reason: String
    var testDescription: String { pattern }

    init(_ pattern: String, _ offset: Int, _ reason: String) {
        self.pattern = pattern
        self.offset = offset
        self.reason = reason
    }
}

@Suite
struct PatternParserTests {
    @Test(arguments: refusals)
    func `What ECMA-262 does not have is refused, with where and why`(_ refusal: PatternRefusal) {
        #expect(throws: PatternError(offset: refusal.offset, reason: refusal.reason)) {
            _ = try Pattern(refusal.pattern)
        }
    }

    @Test(arguments: [
        "", "|", "()", "(?:)", "(|a)", "[]", "[^]", "[-a]", "[a-]", "[--0]", "[a-c-e]", "[\\]]", "[\\b]", "[\\-]",
        "a{0}", "a{2,2}", "a{007}", "(?:^)*", "(?:(?=a))+", "\\/", "[[:alpha:]", "[.*+?(){}|^$]", "\\cJ",
        "[\\cj]", "\\0", "[\\0]", "\\k<n>(?<n>a)", "\\1(a)", "(?<π>a)\\k<\\u03c0>", "(?<\\u{1d4d0}>a)",
        "(?<\\ud835\\udcd0>a)", "(?<$_1\u{200D}>a)", "\\uD800", "[\\uD800-\\uDFFF]", "\\u{000041}",
        "\\p{Letter}", "\\p{gc=Lu}", "\\P{Script=Greek}", "a*?", "<!--", "-", ",", "é",
    ])
    func `What is unusual but right is accepted`(_ pattern: String) throws {
        _ = try Pattern(pattern)
    }

    @Test
    func `Groups nest as deep as the limit, and no deeper`() throws {
        let deepest = PatternParser.maximumDepth
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
        }
        #expect(try Pattern(nested(deepest)).search("bab") == .matches)
        #expect(throws: PatternError(offset: deepest, reason: "groups nest deeper than \(deepest)")) {
            _ = try Pattern(nested(deepest + 1))
        }
    }

    @Test
    func `A pattern has its shape`() throws {
        let a = PatternSyntax.characters(CodePointSet(0x61))
        let b = PatternSyntax.characters(CodePointSet(0x62))
        #expect(
            try Pattern("^(?<x>a|b)+?\\k<x>(?<!b)$").syntax
                == .sequence([
                    .assertion(.start),
                    .repetition(
                        body: .group(.alternatives([a, b]), number: 1), min: 1, max: nil, isLazy: true, groups: 1..<2),
                    .backReference(1),
                    .look(b, isBehind: true, isNegated: true),
                    .assertion(.end),
                ]))
        #expect(try Pattern("a{2,5}").syntax == .repetition(body: a, min: 2, max: 5, isLazy: false, groups: 1..<1))
        #expect(try Pattern("").syntax == .empty)
        #expect(try Pattern("\\uD83D\\uDE00").syntax == .characters(CodePointSet(0x1F600)))
        #expect(try Pattern("\\uD83D").syntax == .characters(.empty))
    }

    static let refusals: [PatternRefusal] = [
        PatternRefusal("+a", 0, "nothing to repeat before '+'"),
        PatternRefusal("a|*", 2, "nothing to repeat before '*'"),
        PatternRefusal("a**", 2, "nothing to repeat before '*'"),
        PatternRefusal("(?:?)", 3, "nothing to repeat before '?'"),
        PatternRefusal("{2}", 0, "nothing to repeat before '{'"),
        PatternRefusal("a{2}{3}", 4, "nothing to repeat before '{'"),
        PatternRefusal("a++", 2, "ECMA-262 has no possessive quantifiers"),
        PatternRefusal("a{1,2}+", 6, "ECMA-262 has no possessive quantifiers"),
        PatternRefusal("^*", 1, "an assertion cannot be repeated"),
        PatternRefusal("\\b+", 2, "an assertion cannot be repeated"),
        PatternRefusal("é(?=a)*", 7, "an assertion cannot be repeated"),
        PatternRefusal("(?<!a){2}", 6, "an assertion cannot be repeated"),
        PatternRefusal("a{", 1, "a literal '{' is written '\\{'"),
        PatternRefusal("a{,5}", 1, "a literal '{' is written '\\{'"),
        PatternRefusal("a}", 1, "a literal '}' is written '\\}'"),
        PatternRefusal("a]", 1, "a literal ']' is written '\\]'"),
        PatternRefusal("[[:alpha:]]", 10, "a literal ']' is written '\\]'"),
        PatternRefusal("a{5,2}", 1, "the counts are out of order: 5 is more than 2"),
        PatternRefusal("a{2147483648}", 1, "a count may be at most 2147483647"),
        PatternRefusal("a{1,99999999999999999999999}", 1, "a count may be at most 2147483647"),
        PatternRefusal("(a", 0, "this group is not closed by ')'"),
        PatternRefusal("a(?=b", 1, "this group is not closed by ')'"),
        PatternRefusal("a)", 1, "this ')' closes no group"),
        PatternRefusal("(?i)a", 0, "flags cannot be set inside a pattern"),
        PatternRefusal("(?i:a)", 0, "flags cannot be set inside a pattern"),
        PatternRefusal("(?P<n>a)", 0, "the named groups of ECMA-262 are written (?<name>…) and \\k<name>"),
        PatternRefusal("(?>a)", 0, "ECMA-262 has no atomic groups"),
        PatternRefusal("a(?#b)", 1, "ECMA-262 has no comments in patterns"),
        PatternRefusal("(?R)", 0, "ECMA-262 has no recursion into groups"),
        PatternRefusal("(?'n'a)", 0, "'(?' is followed by ':', '=', '!', '<=', '<!' or '<name>'"),
        PatternRefusal("(?<n>a)(?<n>b)", 10, "a second group is named 'n'"),
        PatternRefusal("(?<1>a)", 3, "this character cannot stand here in the name of a group"),
        PatternRefusal("(?<>a)", 4, "the name of a group cannot be empty"),
        PatternRefusal("(?<n", 4, "the name of a group ends in '>'"),
        PatternRefusal("(?<n>a)\\k<m>", 7, "no group is named 'm'"),
        PatternRefusal("\\k", 0, "'\\k' is followed by the name of a group, as in \\k<name>"),
        PatternRefusal("(a)\\2", 3, "there is no group 2: the pattern has 1"),
        PatternRefusal("\\1", 0, "there is no group 1: the pattern has 0"),
        PatternRefusal("\\A", 0, "ECMA-262 has no '\\A'; write '^'"),
        PatternRefusal("a\\z", 1, "ECMA-262 has no '\\z'; write '$'"),
        PatternRefusal("a\\Z", 1, "ECMA-262 has no '\\Z'; write '$'"),
        PatternRefusal("\\a", 0, "ECMA-262 has no escape '\\a'"),
        PatternRefusal("\\-", 0, "ECMA-262 has no escape '\\-'"),
        PatternRefusal("\\é", 0, "ECMA-262 has no escape '\\é'"),
        PatternRefusal("[\\B]", 1, "ECMA-262 has no escape '\\B' in a class"),
        PatternRefusal("[\\k]", 1, "ECMA-262 has no escape '\\k' in a class"),
        PatternRefusal("a\\", 1, "a pattern cannot end in a lone '\\'"),
        PatternRefusal("\\01", 0, "ECMA-262 has no octal escapes; write \\xHH"),
        PatternRefusal("[\\1]", 1, "a class cannot hold a back-reference or an octal escape"),
        PatternRefusal("\\c", 0, "'\\c' is followed by a letter from A to Z"),
        PatternRefusal("[\\c1]", 1, "'\\c' is followed by a letter from A to Z"),
        PatternRefusal("\\x4", 0, "'\\x' is followed by two hexadecimal digits"),
        PatternRefusal("\\u12", 0, "'\\u' is followed by four hexadecimal digits, or by more or fewer in braces"),
        PatternRefusal("\\u{}", 0, "'\\u{' is followed by hexadecimal digits and '}'"),
        PatternRefusal("\\u{110000}", 0, "no code point is above 10FFFF"),
        PatternRefusal("\\u{FFFFFFFFFFFFFFFFFFFF}", 0, "no code point is above 10FFFF"),
        PatternRefusal("\\p", 0, "'\\p' is followed by a property in braces, as in \\p{Letter}"),
        PatternRefusal("\\pL", 0, "'\\p' is followed by a property in braces, as in \\p{Letter}"),
        PatternRefusal("a\\p{Foo}", 1, "ECMA-262 has no Unicode property 'Foo'"),
        PatternRefusal("\\p{letter}", 0, "ECMA-262 has no Unicode property 'letter'"),
        PatternRefusal("\\p{Greek}", 0, "ECMA-262 has no Unicode property 'Greek'"),
        PatternRefusal("\\p{Script}", 0, "ECMA-262 has no Unicode property 'Script'"),
        PatternRefusal("\\p{Alphabetic=Yes}", 0, "ECMA-262 has no Unicode property 'Alphabetic=Yes'"),
        PatternRefusal("\\p{InGreek}", 0, "ECMA-262 has no Unicode property 'InGreek'"),
        PatternRefusal("\\p{^L}", 0, "ECMA-262 has no Unicode property '^L'"),
        PatternRefusal("[a", 0, "this class is not closed by ']'"),
        PatternRefusal("[a-", 0, "this class is not closed by ']'"),
        PatternRefusal("x[c-a]", 2, "the bounds of this range are out of order"),
        PatternRefusal("[\\d-z]", 1, "a set such as \\d cannot bound a range"),
        PatternRefusal("[a-\\w]", 1, "a set such as \\d cannot bound a range"),
    ]
}
