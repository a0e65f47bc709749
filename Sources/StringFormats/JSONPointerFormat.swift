extension Format {
    /// `json-pointer`: the string representation of RFC 6901, section 3.
    static func isJSONPointer(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty else { return true }
        guard text[0] == UInt8(ascii: "/") else { return false }
        for index in text.indices where text[index] == UInt8(ascii: "~") {
            guard index + 1 < text.count, text[index + 1] == UInt8(ascii: "0") || text[index + 1] == UInt8(ascii: "1")
            else { return false }
        }
        return true
    }

    /// `relative-json-pointer`: draft-bhutton-relative-json-pointer-00, section 3.
    static func isRelativeJSONPointer(_ text: Span<UInt8>) -> Bool {
        guard var index = endOfNonNegativeInteger(text, from: 0) else { return false }
        if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") {
            guard let end = endOfNonNegativeInteger(text, from: index + 1) else { return false }
            index = end
        }
        if index == text.count - 1, text[index] == UInt8(ascii: "#") { return true }
        return isJSONPointer(text.extracting(index...))
    }

    /// The index after the digits from `start`: "0", or what does not start with it.
    private static func endOfNonNegativeInteger(_ text: Span<UInt8>, from start: Int) -> Int? {
        let end = ASCII.endOfDigits(text, from: start)
        guard end > start, end == start + 1 || text[start] != UInt8(ascii: "0") else { return nil }
        return end
    }
}
