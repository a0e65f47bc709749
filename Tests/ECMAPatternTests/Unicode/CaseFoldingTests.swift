import TestSupport
import Testing

// For `CodePointSet` and `CaseFolding`, which are internal.
@testable import ECMAPattern

@Suite struct CaseFoldingTests {
    @Test(arguments: [
        ("abc", "xABCx", true), ("ABC", "xabcx", true), ("[a-z]+$", "QWERTY", true), ("[A-Z]", "q", true),
        ("^[^a]$", "A", false), ("^[^A]$", "a", false), ("^[^a]$", "b", true),
        ("straße", "STRAẞE", true), ("\u{3C3}", "\u{3C2}", true), ("ΣΊΣΥΦΟΣ", "σίσυφος", true), ("k", "\u{212A}", true),
        ("\u{17F}", "S", true), ("^\\w$", "\u{17F}", true), ("^\\W$", "s", false), ("^\\W$", "\u{17F}", false),
        ("^\\W$", "-", true), ("\u{130}", "i", false), ("\u{131}", "I", false), ("i", "\u{131}", false),
        ("\\u{10428}", "\u{10400}", true), ("^\\p{Lu}$", "a", true), ("e\u{301}", "\u{C9}", false),
        ("\\x41", "a", true), ("a|B", "b", true), ("(?<=x)Y", "Xy", true),
    ])
    func `Ignoring case, a character stands for all of its case folding`(
        pattern: String, text: String, matches: Bool
    ) throws {
        #expect(try (Pattern(pattern, ignoresCase: true).search(text) == .matches) == matches)
    }

    @Test(arguments: [("abc", "ABC"), ("[a-z]", "Q"), ("\u{3C3}", "\u{3C2}")])
    func `Without that, case counts`(pattern: String, text: String) throws {
        #expect(try Pattern(pattern).search(text) == .doesNotMatch)
    }

    @Test func `What stands for a character is of its class, and stands for itself`() {
        for (folded, others) in CaseFolding.classes {
            #expect(others.contains(folded))
            for other in others { #expect(CaseFolding.fold(other) == folded) }
        }
    }

    @Test(arguments: [
        CodePointSet([0x41...0x5A]), CodePointSet(0x4B), CodePointSet(0x212A), CodePointSet([0x17F...0x3C2]), .empty,
        .all, .digits, .wordCharacters, CodePointSet(0x17F).complement, CodePointSet([0x10400...0x10FFFF]),
    ])
    func `Ignoring case, a set has all of each class that it has a part of`(set: CodePointSet) {
        let classes = CaseFolding.classes.values.filter { $0.contains(where: set.contains) }
        #expect(set.ignoringCase == CodePointSet(set.ranges + classes.joined().map { $0...$0 }))
    }

    @Test(arguments: ["a", "\\p{L}", "[a-\u{10FFFF}]"])
    func `Ignoring case costs the same for each character of a pattern`(part: String) throws {
        func time(ignoringCase: Bool) throws -> Duration {
            let source = String(repeating: part, count: 1000)
            return try processorTime { _ = try Pattern(source, ignoresCase: ignoringCase) }
        }
        _ = try Pattern(part, ignoresCase: true)
        #expect(try time(ignoringCase: true) < time(ignoringCase: false) * 10)
    }

    @Test func `A back-reference is refused where case is ignored`() {
        #expect(throws: PatternError.self) { try Pattern("(a)\\1", ignoresCase: true) }
        #expect(throws: PatternError.self) { try Pattern("(?<x>a)\\k<x>", ignoresCase: true) }
    }
}
