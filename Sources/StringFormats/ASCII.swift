/// The classes of bytes that the grammars of the RFCs are written in (RFC 5234, appendix B.1).
package enum ASCII {
    static func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        lowercased(byte) &- UInt8(ascii: "a") < 26
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte)
    }

    static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || lowercased(byte) &- UInt8(ascii: "a") < 6
    }

    /// The byte with the bit set that tells a small letter from its capital; only letters become letters by it.
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte | 0x20
    }

    /// Whether two texts are equal but for the case of letters.
    package static func areEqualIgnoringCase(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Bool {
        left.elementsEqual(right) { $0 == $1 || (isLetter($0) && lowercased($0) == lowercased($1)) }
    }

    /// The index of the first byte from `start` that is no decimal digit.
    static func endOfDigits(_ text: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < text.count, isDigit(text[index]) {
            index += 1
        }
        return index
    }

    /// The index after the percent-encoded byte that starts at `start` (RFC 3986, section 2.1), if one does.
    static func endOfPercentEncoded(_ text: Span<UInt8>, from start: Int) -> Int? {
        guard start + 2 < text.count, text[start] == UInt8(ascii: "%"),
            isHexDigit(text[start + 1]), isHexDigit(text[start + 2])
        else { return nil }
        return start + 3
    }
}
