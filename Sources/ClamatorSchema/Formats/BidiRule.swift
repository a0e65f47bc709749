/// The rule for a label with right-to-left characters (RFC 5893, section 2), asked of each such label by itself, as
/// RFC 5891 does in section 4.2.3.4.
enum BidiRule {
    static func permits(_ label: [Unicode.Scalar]) -> Bool {
        let classes = label.map(bidiClass)
        guard classes.contains(where: { $0 == .rightToLeft || $0 == .arabicNumber }) else { return true }
        let end = classes.last { $0 != .nonspacing }
        return classes.first == .rightToLeft
            && !classes.contains(.leftToRight)
            && (end == .rightToLeft || end == .europeanNumber || end == .arabicNumber)
            && !(classes.contains(.europeanNumber) && classes.contains(.arabicNumber))
    }

    /// The bidirectional classes as far as the rule tells them apart.
    private enum BidiClass {
        /// R and AL.
        case rightToLeft
        /// L.
        case leftToRight
        /// AN.
        case arabicNumber
        /// EN.
        case europeanNumber
        /// NSM.
        case nonspacing
        /// ES, CS, ET, ON and BN.
        case neutral
    }

    private static func bidiClass(_ scalar: Unicode.Scalar) -> BidiClass {
        if scalar.properties.generalCategory == .nonspacingMark {
            return IDNATables.leftToRightMarks.contains(scalar) ? .leftToRight : .nonspacing
        }
        if IDNATables.rightToLeft.contains(scalar) { return .rightToLeft }
        if IDNATables.arabicNumber.contains(scalar) { return .arabicNumber }
        if IDNATables.europeanNumber.contains(scalar) { return .europeanNumber }
        return IDNATables.neutral.contains(scalar) ? .neutral : .leftToRight
    }
}
