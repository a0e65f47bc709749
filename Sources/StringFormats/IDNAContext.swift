/// The rules for code points that are permitted in some context only (RFC 5892, appendix A).
enum IDNAContext {
    static func permits(_ label: [Unicode.Scalar], at index: Int) -> Bool {
        switch label[index].value {
        case 0x200C:  // Zero width non-joiner.
            followsVirama(label, index) || breaksJoin(label, index)
        case 0x200D:  // Zero width joiner.
            followsVirama(label, index)
        case 0xB7:  // Middle dot.
            index > 0 && label[index - 1] == "l" && index + 1 < label.count && label[index + 1] == "l"
        case 0x375:  // Greek keraia.
            index + 1 < label.count && IDNATables.greek.contains(label[index + 1])
        case 0x5F3, 0x5F4:  // Hebrew geresh and gershayim.
            index > 0 && IDNATables.hebrew.contains(label[index - 1])
        case 0x30FB:  // Katakana middle dot.
            label.contains(where: IDNATables.kanaOrHan.contains)
        case 0x660...0x669:  // Arabic-Indic digits.
            !label.contains { 0x6F0...0x6F9 ~= $0.value }
        case 0x6F0...0x6F9:  // Extended Arabic-Indic digits.
            !label.contains { 0x660...0x669 ~= $0.value }
        default:
            true
        }
    }

    private static func followsVirama(_ label: [Unicode.Scalar], _ index: Int) -> Bool {
        index > 0 && label[index - 1].properties.canonicalCombiningClass == .virama
    }

    /// Whether the letters on both sides would join, were there nothing between them but marks.
    private static func breaksJoin(_ label: [Unicode.Scalar], _ index: Int) -> Bool {
        guard let before = label[..<index].last(where: { !isTransparent($0) }),
            let after = label[(index + 1)...].first(where: { !isTransparent($0) })
        else { return false }
        return IDNATables.leftJoining.contains(before) && IDNATables.rightJoining.contains(after)
    }

    private static func isTransparent(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .nonspacingMark || IDNATables.transparentLetters.contains(scalar)
    }
}
