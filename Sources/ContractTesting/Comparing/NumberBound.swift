import ClamatorJSON

/// A bound of numbers, compared exactly.
struct NumberBound: Sendable {
    var value: JSON
    var isExclusive: Bool

    /// -1, 0 or 1 as a number is less than another, equal to it, or greater.
    static func compare(_ left: JSON, _ right: JSON) -> Int {
        left.withView { left in
            right.withView { right in JSONDecimal.compare(JSONDecimal(left.bytes), JSONDecimal(right.bytes)) }
        }
    }

    static func isMultiple(_ number: JSON, of divisor: JSON) -> Bool {
        number.withView { number in
            divisor.withView { divisor in
                let (number, divisor) = (JSONDecimal(number.bytes), JSONDecimal(divisor.bytes))
                return number.costOfDividing(by: divisor) < 10_000 && number.isMultiple(of: divisor)
            }
        }
    }

    /// Whether all numbers that a lower bound admits are admitted by another; an upper one, where `isUpper` says so.
    func implies(_ other: NumberBound, isUpper: Bool) -> Bool {
        let order = Self.compare(value, other.value) * (isUpper ? -1 : 1)
        return order > 0 || (order == 0 && (isExclusive || !other.isExclusive))
    }

    /// The nearest integer that the bound admits; nil where that is too large.
    func integer(isUpper: Bool) -> Int? {
        if let integer = value.int, integer.magnitude < 1 << 61 {
            return isExclusive ? integer + (isUpper ? -1 : 1) : integer
        }
        guard let double = value.double, abs(double) < 1e15 else { return nil }
        return Int(double.rounded(isUpper ? .down : .up))
    }
}
