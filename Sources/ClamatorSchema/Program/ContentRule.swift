import ClamatorJSON
import StringFormats

/// What `contentEncoding` and `contentMediaType` ask of a string where they are asserted: in draft-07, with `format`
/// (draft-07 Validation §8).
struct ContentRule {
    /// Whether the string is base64.
    let isBase64: Bool
    /// Whether what the string encodes is a JSON text.
    let isJSON: Bool

    /// Makes the rule; nil where the two name nothing that is asserted.
    init?(encoding: String?, mediaType: String?) {
        func isEncoding(_ name: String) -> Bool {
            encoding.map { ASCII.areEqualIgnoringCase($0.utf8, name.utf8) } ?? false
        }
        isBase64 = isEncoding("base64")
        // Three encodings leave the text as it is (RFC 2045 §6.2); what any other encodes is not looked at.
        let isReadable = encoding == nil || isBase64 || ["7bit", "8bit", "binary"].contains(where: isEncoding)
        isJSON = isReadable && (mediaType.map(Self.isJSON) ?? false)
        if !isBase64 && !isJSON { return nil }
    }

    /// The keyword that refuses the text; nil where neither does. JSON nested deeper than a parser reads is a limit.
    func refusal(of text: ByteView, spending budget: inout WorkBudget) -> Keyword? {
        guard isBase64 else { return Self.isJSONText(text, &budget) ? nil : .contentMediaType }
        guard let content = text.withSpan({ Base64.decoded($0) }) else { return .contentEncoding }
        return isJSON && !content.withBytes({ Self.isJSONText($0, &budget) }) ? .contentMediaType : nil
    }

    private static func isJSONText(_ text: ByteView, _ budget: inout WorkBudget) -> Bool {
        var parser = JSONParser()
        do throws(JSONError) {
            try parser.read(text)
            return true
        } catch {
            if case .tooDeep = error.reason { return budget.stop(at: .depth) }
            return false
        }
    }

    /// Whether a media type is `application/json`, with whatever parameters (RFC 2045 §5.1).
    private static func isJSON(_ mediaType: String) -> Bool {
        let type = mediaType.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        return ASCII.areEqualIgnoringCase(type, "application/json".utf8)
    }
}
