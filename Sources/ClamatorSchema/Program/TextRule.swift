import ClamatorJSON
import ECMAPattern
import StringFormats

/// What a string's text is asked beyond its length and a pattern.
struct TextRule {
    var format: Format?
    var content: ContentRule?

    /// The steps that asking it of so many bytes costs. A JSON text is parsed, and kept as a whole for as long; so is a
    /// pattern, of which each character takes much more memory.
    func cost(_ count: Int) -> Int {
        if format == .regex { return 4 &* count }
        return content?.isJSON ?? false ? count : count &>> 4
    }

    /// Whether a string of valid UTF-8 is as it should be.
    func accepts(_ text: ByteView, spending budget: inout WorkBudget) -> Bool {
        if let format, !format.asserts(text) { return false }
        return content?.refusal(of: text, spending: &budget) == nil
    }
}

extension Format {
    /// Whether a string of valid UTF-8 has the format, `regex` included.
    func asserts(_ text: ByteView) -> Bool {
        guard self == .regex else { return text.withSpan(accepts) }
        return Pattern.isPattern(String(decoding: text, as: UTF8.self))
    }
}
