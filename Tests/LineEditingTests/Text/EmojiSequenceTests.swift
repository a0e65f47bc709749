import Testing

// For `EmojiSequence`, which is internal.
@testable import LineEditing

@Suite struct EmojiSequenceTests {
    @Test(arguments: [
        ("👨\u{200D}👩\u{200D}👧", 5), ("❤\u{FE0F}", 2), ("👍🏽", 2), ("1\u{FE0F}\u{20E3}", 3),
        ("👩🏽\u{200D}💻x", 4), ("🏳\u{FE0F}\u{200D}🌈", 4),
    ])
    func `A sequence of emoji is taken as one`(text: String, length: Int) {
        let scalars = Array(text.unicodeScalars)
        #expect(EmojiSequence.length(in: scalars[...], at: 0) == length)
        #expect(DisplayWidth.columns(of: text) == 2 + (scalars.count - length))
    }

    @Test(arguments: ["", "a", "😀", "😀a", "a\u{200D}b", "日\u{FE0F}", "🇩🇪", "👍\u{200D}", "1a", "🏽", "1\u{200D}2"])
    func `Anything else is no sequence`(text: String) {
        #expect(EmojiSequence.length(in: Array(text.unicodeScalars)[...], at: 0) == nil)
    }
}
