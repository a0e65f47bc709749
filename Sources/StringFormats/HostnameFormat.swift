// Names of hosts by RFC 1123, section 2.1, whose labels may be those of RFC 5890, section 2.3.

extension Format {
    /// The most octets that a name written with dots fills (RFC 1035, section 2.3.4, less the root and one length).
    private static let longestName = 253

    /// `hostname`: labels of letters, digits and hyphens, and A-labels.
    static func isHostname(_ text: Span<UInt8>) -> Bool {
        guard text.count <= longestName else { return false }
        var start = 0
        for index in 0...text.count where index == text.count || text[index] == UInt8(ascii: ".") {
            guard isHostLabel(text.extracting(start..<index)) else { return false }
            start = index + 1
        }
        return true
    }

    /// `idn-hostname`: U-labels besides, and the dots of RFC 3490, section 3.1; all labels together by the Bidi rule.
    static func isIDNHostname(_ text: Span<UInt8>) -> Bool {
        var start = 0
        var index = 0
        var length = -1
        var bidi = BidiRule()
        while index <= text.count {
            let dot = index == text.count ? 1 : lengthOfDot(text, at: index)
            guard dot > 0 else {
                index += 1
                continue
            }
            let label = text.extracting(start..<index)
            if isHostLabel(label) {
                bidi.add(ldhLabel: label)
                length += 1 + label.count
            } else {
                guard let (codePoints, encodedCount) = IDNA.uLabel(label) else { return false }
                bidi.add(codePoints)
                length += 1 + encodedCount
            }
            guard length <= longestName else { return false }
            index += dot
            start = index
        }
        return bidi.permits
    }

    /// Whether a label is an NR-LDH label or an A-label (RFC 5890, section 2.3.1).
    private static func isHostLabel(_ text: Span<UInt8>) -> Bool {
        guard 1...IDNA.longestLabel ~= text.count, text[0] != UInt8(ascii: "-"),
            text[text.count - 1] != UInt8(ascii: "-")
        else { return false }
        for index in text.indices {
            guard ASCII.isAlphanumeric(text[index]) || text[index] == UInt8(ascii: "-") else { return false }
        }
        guard text.count >= 4, text[2] == UInt8(ascii: "-"), text[3] == UInt8(ascii: "-") else { return true }
        return IDNA.uLabel(ofALabel: text) != nil
    }

    /// The bytes of the label separator at `index`: U+002E, U+3002, U+FF0E or U+FF61; 0 if there is none.
    private static func lengthOfDot(_ text: Span<UInt8>, at index: Int) -> Int {
        if text[index] == UInt8(ascii: ".") { return 1 }
        guard text[index] >= 0xE3, text.count - index >= 3 else { return 0 }
        return switch (text[index], text[index + 1], text[index + 2]) {
        case (0xE3, 0x80, 0x82), (0xEF, 0xBC, 0x8E), (0xEF, 0xBD, 0xA1): 3
        default: 0
        }
    }
}
