import ClamatorKit
/// An integer of any size as people calculate on paper, digit by digit: the twin of `LargeInteger`, safe and slow.
struct PlainInteger: Equatable {
    private(set) var isNegative: Bool
    /// The digits, the highest first; none for zero.
    private(set) var digits: [Int]

    private init(_ isNegative: Bool, _ digits: [Int]) {
        self.digits = Array(digits.drop { $0 == 0 })
        self.isNegative = isNegative && !self.digits.isEmpty
    }

    init(_ text: String) {
        self.init(text.hasPrefix("-"), text.utf8.filter { $0 != UInt8(ascii: "-") }.map { Int($0) - 48 })
    }

    init(_ value: Int) { self.init(String(value)) }

    var text: String { digits.isEmpty ? "0" : (isNegative ? "-" : "") + digits.map(String.init).joined() }
    var isZero: Bool { digits.isEmpty }
    /// The integer, where it is not too large.
    var int: Int? { digits.count > 19 ? nil : Int(text) }
    var negated: PlainInteger { PlainInteger(!isNegative, digits) }
    var magnitude: PlainInteger { PlainInteger(false, digits) }
    /// Whether every integer up to this one is a double.
    var isSmall: Bool { int.map { $0.magnitude <= 1 << 53 } ?? false }

    private static func isLess(_ left: [Int], _ right: [Int]) -> Bool {
        left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
    }

    static func < (left: PlainInteger, right: PlainInteger) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? isLess(right.digits, left.digits) : isLess(left.digits, right.digits)
    }

    static func + (left: PlainInteger, right: PlainInteger) -> PlainInteger {
        if left.isNegative == right.isNegative {
            return PlainInteger(left.isNegative, column(left.digits, right.digits) { $0 + $1 })
        }
        return isLess(left.digits, right.digits)
            ? PlainInteger(right.isNegative, column(right.digits, left.digits) { $0 - $1 })
            : PlainInteger(left.isNegative, column(left.digits, right.digits) { $0 - $1 })
    }

    static func - (left: PlainInteger, right: PlainInteger) -> PlainInteger { left + right.negated }

    private static func column(_ left: [Int], _ right: [Int], _ combine: (Int, Int) -> Int) -> [Int] {
        let length = max(left.count, right.count)
        let (upper, lower) = (padded(left, to: length), padded(right, to: length))
        var digits: [Int] = []
        var carry = 0
        for index in (0..<length).reversed() {
            let sum = combine(upper[index], lower[index]) + carry
            carry = sum < 0 ? -1 : sum / 10
            digits.append(sum - 10 * carry)
        }
        return ([carry] + digits.reversed())
    }

    private static func padded(_ digits: [Int], to length: Int) -> [Int] {
        Array(repeating: 0, count: length - digits.count) + digits
    }

    static func * (left: PlainInteger, right: PlainInteger) -> PlainInteger {
        var columns = Array(repeating: 0, count: left.digits.count + right.digits.count)
        for (row, digit) in left.digits.enumerated() {
            for (column, other) in right.digits.enumerated() { columns[row + column + 1] += digit * other }
        }
        var carry = 0
        for index in columns.indices.reversed() {
            let sum = columns[index] + carry
            (columns[index], carry) = (sum % 10, sum / 10)
        }
        return PlainInteger(left.isNegative != right.isNegative, columns)
    }

    /// The quotient that truncates, and the remainder with the sign of the dividend.
    func divided(by divisor: PlainInteger) -> (quotient: PlainInteger, remainder: PlainInteger) {
        var quotient: [Int] = []
        var rest = PlainInteger(0)
        for digit in digits {
            rest = PlainInteger(false, rest.digits + [digit])
            var count = 0
            while !(rest < divisor.magnitude) {
                rest = rest - divisor.magnitude
                count += 1
            }
            quotient.append(count)
        }
        return (
            PlainInteger(isNegative != divisor.isNegative, quotient), PlainInteger(isNegative, rest.digits)
        )
    }
}
