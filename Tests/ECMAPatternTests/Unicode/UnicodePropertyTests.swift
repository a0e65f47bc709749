import Testing

// For `CodePointSet` and `UnicodeProperty`, which are internal.
@testable import ECMAPattern

/// A property, some members and some others.
struct PropertyExample: Sendable, CustomTestStringConvertible {
    let property: String
    let members: String
    let others: String
    var testDescription: String { property }

    init(_ property: String, _ members: String, not others: String) {
        self.property = property
        self.members = members
        self.others = others
    }
}

@Suite
struct UnicodePropertyTests {
    private func members(of property: String) -> CodePointSet? {
        let parts = property.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        return UnicodeProperty.set(name: parts[0], value: parts.count > 1 ? parts[1] : nil)
    }

    @Test(arguments: examples)
    func `Properties have their members`(_ example: PropertyExample) throws {
        let set = try #require(members(of: example.property))
        for scalar in example.members.unicodeScalars { #expect(set.contains(scalar.value), "\(scalar)") }
        for scalar in example.others.unicodeScalars { #expect(!set.contains(scalar.value), "\(scalar)") }
    }

    @Test(arguments: [
        ("L", "Letter"), ("L", "gc=L"), ("L", "General_Category=Letter"), ("sc=Grek", "Script=Greek"),
        ("scx=Deva", "Script_Extensions=Devanagari"), ("sc=Qaac", "sc=Coptic"), ("Alpha", "Alphabetic"),
        ("space", "White_Space"), ("ExtPict", "Extended_Pictographic"), ("M", "Combining_Mark"),
        ("Nd", "digit"), ("P", "punct"),
    ])
    func `Properties have the same members under every name`(_ a: String, _ b: String) {
        #expect(members(of: a) == members(of: b))
        #expect(members(of: a) != nil)
    }

    @Test(arguments: [
        "Foo", "letter", "Greek", "sc=greek", "scx=Foo", "gc=Foo", "Block=Greek", "Alphabetic=Yes", "isAlphabetic",
        "Other_Alphabetic", "Full_Composition_Exclusion", "Line_Break", "",
    ])
    func `Properties that ECMA-262 does not name are unknown`(_ property: String) {
        #expect(members(of: property) == nil)
    }

    @Test
    func `The general categories split all scalars among them`() throws {
        let groups = try ["L", "M", "N", "P", "S", "Z", "C"].map { try #require(members(of: $0)) }
        #expect(groups.reduce(CodePointSet.empty) { $0.union($1) } == .all)
        for (index, group) in groups.enumerated() {
            for other in groups[(index + 1)...] { #expect(group.isDisjoint(with: other)) }
        }
    }

    @Test
    func `Properties agree with the standard library on every scalar`() throws {
        let alphabetic = try #require(members(of: "Alphabetic"))
        let unassigned = try #require(members(of: "Cn"))
        var differing: [Unicode.Scalar] = []
        for scalar in (UInt32(0)...CodePointSet.lastScalar).lazy.compactMap(Unicode.Scalar.init) {
            let properties = scalar.properties
            if alphabetic.contains(scalar.value) != properties.isAlphabetic
                || unassigned.contains(scalar.value) != (properties.generalCategory == .unassigned)
            {
                differing.append(scalar)
            }
        }
        #expect(differing.isEmpty)
    }

    static let examples: [PropertyExample] = [
        PropertyExample("L", "aÉ中", not: "1-"),
        PropertyExample("LC", "aÉ", not: "中1"),
        PropertyExample("Lu", "AÉ", not: "aé"),
        PropertyExample("Nd", "1٧", not: "Ⅷ½"),
        PropertyExample("Sc", "$€", not: "+"),
        PropertyExample("C", "\u{0}\u{E000}\u{378}\u{FFFFF}\u{10FFFD}", not: "a"),
        PropertyExample("Co", "\u{E000}\u{F0000}\u{10FFFD}", not: "\u{FFFFF}\u{FFFFE}"),
        PropertyExample("Assigned", "a\u{E0001}", not: "\u{378}\u{50000}\u{EFFFF}"),
        PropertyExample("Any", "a\u{378}", not: ""),
        PropertyExample("ASCII", "a\u{7F}", not: "é"),
        PropertyExample("Script=Greek", "αΩ", not: "aа"),
        PropertyExample("Script=Cyrillic", "аЯ", not: "aα"),
        PropertyExample("Script=Common", "1 \u{3001}", not: "a"),
        PropertyExample("Script=Adlam", "\u{1E900}", not: "a"),
        PropertyExample("Script_Extensions=Hira", "あ\u{3001}", not: "ア"),
        PropertyExample("Script_Extensions=Common", "1", not: "\u{3001}"),
        PropertyExample("Script_Extensions=Adlam", "\u{1E900}\u{640}", not: "a"),
        PropertyExample("Emoji", "😀1", not: "a"),
        PropertyExample("Emoji_Component", "1\u{200D}🇦", not: "😀"),
        PropertyExample("Extended_Pictographic", "😀©", not: "1🇦"),
        PropertyExample("Regional_Indicator", "🇦", not: "A"),
        PropertyExample("ID_Start", "aπ", not: "1_"),
        PropertyExample("Noncharacter_Code_Point", "\u{FFFF}\u{10FFFF}\u{5FFFE}", not: "a\u{5FFFD}"),
        PropertyExample("Changes_When_Lowercased", "A", not: "a"),
    ]
}
