/// Labels of internationalized domain names as IDNA 2008 defines them (RFC 5890 to 5893).
enum IDNA {
    /// The most octets of a label (RFC 1035, section 2.3.4).
    static let longestLabel = 63

    /// The code points of a U-label with the length of its A-label; nil where the text is no U-label.
    static func uLabel(_ text: Span<UInt8>) -> (codePoints: [Unicode.Scalar], encodedCount: Int)? {
        var label: [Unicode.Scalar] = []
        var index = 0
        while index < text.count {
            // Each code point takes one character of the A-label at least.
            guard label.count < longestLabel, let scalar = readScalar(text, at: &index) else { return nil }
            label.append(scalar)
        }
        guard isULabel(label) else { return nil }
        let length = "xn--".utf8.count + Punycode.encodedCount(label)
        return length <= longestLabel ? (label, length) : nil
    }

    /// The U-label that a label of letters, digits and hyphens encodes; nil where it is no A-label.
    ///
    /// Punycode has one encoding for a label, so that which decodes is what the U-label would be encoded to.
    static func uLabel(ofALabel text: Span<UInt8>) -> [Unicode.Scalar]? {
        guard 5...longestLabel ~= text.count, ASCII.lowercased(text[0]) == UInt8(ascii: "x"),
            ASCII.lowercased(text[1]) == UInt8(ascii: "n"), text[2] == UInt8(ascii: "-"), text[3] == UInt8(ascii: "-"),
            let label = Punycode.decode(text.extracting(4...)), isULabel(label)
        else { return nil }
        return label
    }

    /// The tests of RFC 5891, section 4.2.
    private static func isULabel(_ label: [Unicode.Scalar]) -> Bool {
        guard let first = label.first, let last = label.last, !label.allSatisfy(\.isASCII) else { return false }
        let hasReservedHyphens = label.count >= 4 && label[2] == "-" && label[3] == "-"
        return first != "-" && last != "-" && !hasReservedHyphens
            && !isMark(first)
            && label.indices.allSatisfy { permits(label[$0]) && IDNAContext.permits(label, at: $0) }
            && NormalizationFormC.isNormalized(label)
            && BidiRule.permits(label)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Whether the derived property of a code point is PVALID, CONTEXTJ or CONTEXTO (RFC 5892, sections 2 and 3).
    static func permits(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Exceptions (section 2.6), JoinControl (2.8), and LDH (2.5) as far as general categories do not tell.
        case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007,
            0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB,
            0x200C, 0x200D, 0x2D:
            return true
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B:
            return false
        // OldHangulJamo (2.9).
        case 0x1100...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7C6, 0xD7CB...0xD7FB:
            return false
        // IgnorableBlocks (2.4).
        case 0x20D0...0x20FF, 0x1_D100...0x1_D1FF, 0x1_D200...0x1_D24F:
            return false
        default:
            break
        }
        let properties = scalar.properties
        // Unstable (2.2) and IgnorableProperties (2.3).
        if properties.changesWhenNFKCCaseFolded || properties.isDefaultIgnorableCodePoint
            || properties.isWhitespace || properties.isNoncharacterCodePoint
        {
            return false
        }
        // LetterDigits (2.1).
        return switch properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .otherLetter, .decimalNumber, .modifierLetter, .nonspacingMark,
            .spacingMark:
            true
        default: false
        }
    }
}
