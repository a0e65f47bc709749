extension Format {
    /// `uuid`: the string of RFC 9562, section 4 (before it RFC 4122, section 3), of any version and variant.
    static func isUUID(_ text: Span<UInt8>) -> Bool {
        guard text.count == 36 else { return false }
        for index in 0..<36 {
            switch index {
            case 8, 13, 18, 23:
                guard text[index] == UInt8(ascii: "-") else { return false }
            default:
                guard ASCII.isHexDigit(text[index]) else { return false }
            }
        }
        return true
    }
}
