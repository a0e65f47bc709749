import ClamatorJSON

/// Numbers.
extension Validator {
    @inline(never)
    mutating func checkNumber(_ rule: RulePointer, _ tapeIndex: Int) -> Bool {
        guard spend(1) else { return false }
        if rule.pointee.isIntegerOnly, !isInteger(tapeIndex) { return false }
        if let number = rule.pointee.number, !NumberRule.accepts(view(tapeIndex), number, spending: &budget) {
            return false
        }
        if let values = rule.pointee.values, !checkOther(values, tapeIndex) { return false }
        return rule.pointee.inPlace == nil || checkInPlace(of: rule, tapeIndex)
    }

    @inline(__always)
    private mutating func isInteger(_ tapeIndex: Int) -> Bool {
        nodes[tapeIndex].isPlainInteger || isIntegerByValue(tapeIndex)
    }

    /// The same of a number with a fraction or an exponent, all of whose digits are looked at.
    @inline(never)
    private mutating func isIntegerByValue(_ tapeIndex: Int) -> Bool {
        spend(Int(nodes[tapeIndex].length) / 4) && JSONDecimal(view(tapeIndex).bytes).isInteger
    }
}
