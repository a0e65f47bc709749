/// The rule for domain names with right-to-left labels (RFC 5893, section 2).
///
/// Every label of such a name keeps the rule, those that are left-to-right too; a name without a right-to-left label
/// need not. So the labels are added one by one, and only the name as a whole is judged.
struct BidiRule {
    private var hasRightToLeftLabel = false
    private var isBroken = false

    /// Whether the labels added so far may stand in one name.
    var permits: Bool { !hasRightToLeftLabel || !isBroken }

    /// Whether a U-label may be a name by itself.
    static func permits(_ label: [Unicode.Scalar]) -> Bool {
        var rule = BidiRule()
        rule.add(label)
        return rule.permits
    }

    /// Adds a U-label.
    mutating func add(_ label: [Unicode.Scalar]) {
        let classes = label.map(Self.bidiClass)
        let end = classes.last { $0 != .nonspacing }
        guard classes.contains(where: { $0 == .rightToLeft || $0 == .arabicNumber }) else {
            // Conditions 1, 5 and 6. No character is right-to-left, which is all that condition 5 asks.
            if classes.first != .leftToRight || (end != .leftToRight && end != .europeanNumber) { isBroken = true }
            return
        }
        hasRightToLeftLabel = true
        // Conditions 1 to 4.
        let isKept =
            classes.first == .rightToLeft
            && !classes.contains(.leftToRight)
            && (end == .rightToLeft || end == .europeanNumber || end == .arabicNumber)
            && !(classes.contains(.europeanNumber) && classes.contains(.arabicNumber))
        if !isKept { isBroken = true }
    }

    /// Adds a label of letters, digits and hyphens, of which the last is no hyphen; for an A-label what it encodes.
    mutating func add(ldhLabel text: Span<UInt8>) {
        if let label = IDNA.uLabel(ofALabel: text) { return add(label) }
        // Condition 1; the others such a label cannot break.
        if text.isEmpty || !ASCII.isLetter(text[0]) { isBroken = true }
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
