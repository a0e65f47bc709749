/// The encoding of RFC 4648, section 4: the padding whole (3.2), and its bits zero (3.5). Nothing may stand outside the
/// alphabet (3.3) but line breaks, of which MIME makes lines (RFC 2045 §6.8): draft-07 names the encodings by RFC 2045
/// (Validation §8.3).
package enum Base64 {
    /// The bytes that a text encodes; nil where it is no base64.
    package static func decoded(_ text: Span<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        var (digits, padding) = (0, 0)
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
            case UInt8(ascii: "="): padding += 1
            case let byte:
                guard padding == 0, let value = value(ofDigit: byte) else { return nil }
                digits += 1
                bits = bits << 6 | UInt32(value)
                if digits % 4 == 0 {
                    bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
                    bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
                    bytes.append(UInt8(truncatingIfNeeded: bits))
                }
            }
        }
        switch (digits % 4, padding) {
        case (0, 0): break
        case (3, 1):
            guard bits & 0b11 == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
        case (2, 2):
            guard bits & 0b1111 == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
        default: return nil
        }
        return bytes
    }

    private static func value(ofDigit byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
