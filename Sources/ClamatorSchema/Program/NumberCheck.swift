import ClamatorJSON

/// Numbers.
extension Validator {
    @inline(never)
    mutating func checkNumber(_ rule: RulePointer, _ place: Int) -> Bool {
        guard spend(1) else { return false }
        if rule.pointee.isIntegerOnly, !isInteger(place) { return false }
        if let number = rule.pointee.number, !NumberRule.accepts(view(place), number, spending: &budget) {
            return false
        }
        if let values = rule.pointee.values, !checkOther(values, place) { return false }
        return rule.pointee.inPlace == nil || checkInPlace(of: rule, place)
    }

    @inline(__always)
    private mutating func isInteger(_ place: Int) -> Bool {
        nodes[place].isPlainInteger || isSpelledInteger(place)
    }

    /// The same of a number with a fraction or an exponent, all of whose digits are looked at.
    @inline(never)
    private mutating func isSpelledInteger(_ place: Int) -> Bool {
        spend(Int(nodes[place].length) / 4) && JSONDecimal(view(place).bytes).isInteger
    }
}
