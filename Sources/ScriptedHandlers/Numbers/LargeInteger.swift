import ClamatorKit

/// An integer of any size, for what 64 bits cannot hold.
///
/// It is kept in decimal, as JSON spells it, so that reading and writing take linear time.
struct LargeInteger: Sendable {
    /// How many digits the numbers of handlers may have.
    static let mostDigits = 10_000

    private static let base: UInt64 = 1_000_000_000
    private static let digitsPerLimb = 9

    private(set) var isNegative = false
    /// The magnitude to the base 10⁹, the lowest first, without zeros at the end.
    private var limbs: [UInt32] = []

    private init(isNegative: Bool, limbs: [UInt32]) {
        self.limbs = limbs
        while self.limbs.last == 0 { self.limbs.removeLast() }
        self.isNegative = isNegative && !self.limbs.isEmpty
    }

    init(_ value: Int) {
        isNegative = value < 0
        var rest = UInt64(value.magnitude)
        while rest > 0 {
            limbs.append(UInt32(rest % Self.base))
            rest /= Self.base
        }
    }

    /// Takes the digits of a number without the power of ten that they stand for.
    init(digitsOf decimal: JSONDecimal) {
        let digits = decimal.digits.filter { $0 != UInt8(ascii: ".") }
        var limbs: [UInt32] = []
        var end = digits.count
        while end > 0 {
            let start = max(0, end - Self.digitsPerLimb)
            limbs.append(digits[start..<end].reduce(0) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) })
            end = start
        }
        self.init(isNegative: decimal.isNegative, limbs: limbs)
    }

    /// 10 to a power that is not negative.
    static func powerOfTen(_ exponent: Int) -> LargeInteger { LargeInteger(1).timesPowerOfTen(exponent) }

    // MARK: What it is

    var isZero: Bool { limbs.isEmpty }
    var isOdd: Bool { limbs.first.map { $0 & 1 == 1 } ?? false }

    /// The value, where it fits in 64 bits.
    var int: Int? {
        var value = 0
        for limb in limbs.reversed() {
            let (product, overflow) = value.multipliedReportingOverflow(by: Int(Self.base))
            let (sum, carry) = product.addingReportingOverflow(isNegative ? -Int(limb) : Int(limb))
            if overflow || carry { return nil }
            value = sum
        }
        return value
    }

    /// How many digits it has; none for zero.
    var digitCount: Int {
        guard let top = limbs.last else { return 0 }
        return (limbs.count - 1) * Self.digitsPerLimb + String(top).utf8.count
    }

    /// How much work there is in a look at every part of it.
    var size: Int { limbs.count + 1 }

    var negated: LargeInteger { LargeInteger(isNegative: !isNegative, limbs: limbs) }
    var magnitude: LargeInteger { LargeInteger(isNegative: false, limbs: limbs) }

    /// The digits, behind a minus where it is negative.
    var text: String {
        guard let top = limbs.last else { return "0" }
        var text = (isNegative ? "-" : "") + String(top)
        for limb in limbs.dropLast().reversed() {
            let digits = String(limb)
            text += String(repeating: "0", count: Self.digitsPerLimb - digits.utf8.count) + digits
        }
        return text
    }

    /// The order of two integers.
    func isLess(than other: LargeInteger) -> Bool {
        if isNegative != other.isNegative { return isNegative }
        return isNegative ? Self.isLess(other.limbs, limbs) : Self.isLess(limbs, other.limbs)
    }

    // MARK: Arithmetic

    func plus(_ other: LargeInteger) -> LargeInteger {
        if isNegative == other.isNegative {
            return LargeInteger(isNegative: isNegative, limbs: Self.sum(limbs, other.limbs))
        }
        return Self.isLess(limbs, other.limbs)
            ? LargeInteger(isNegative: other.isNegative, limbs: Self.difference(other.limbs, limbs))
            : LargeInteger(isNegative: isNegative, limbs: Self.difference(limbs, other.limbs))
    }

    /// The product, in time proportional to that of the sizes.
    func times(_ other: LargeInteger) -> LargeInteger {
        var product = [UInt32](repeating: 0, count: limbs.count + other.limbs.count)
        for (index, limb) in limbs.enumerated() {
            var carry: UInt64 = 0
            for (otherIndex, otherLimb) in other.limbs.enumerated() {
                let sum = UInt64(limb) * UInt64(otherLimb) + UInt64(product[index + otherIndex]) + carry
                product[index + otherIndex] = UInt32(sum % Self.base)
                carry = sum / Self.base
            }
            product[index + other.limbs.count] = UInt32(carry)
        }
        return LargeInteger(isNegative: isNegative != other.isNegative, limbs: product)
    }

    /// The product with a power of ten that is not negative.
    func timesPowerOfTen(_ exponent: Int) -> LargeInteger {
        let factor = (0..<exponent % Self.digitsPerLimb).reduce(UInt64(1)) { factor, _ in factor * 10 }
        let zeros = [UInt32](repeating: 0, count: exponent / Self.digitsPerLimb)
        return LargeInteger(isNegative: isNegative, limbs: zeros + Self.product(limbs, factor))
    }

    /// The quotient, which truncates, and the remainder, which has the sign of the dividend, in time proportional to
    /// the product of the sizes. The divisor is not zero.
    ///
    /// Knuth, The Art of Computer Programming, volume 2, §4.3.1, algorithm D.
    func divided(by divisor: LargeInteger) -> (quotient: LargeInteger, remainder: LargeInteger) {
        if Self.isLess(limbs, divisor.limbs) { return (LargeInteger(0), self) }
        // Both are made larger so that the divisor's highest part is at least half the base, and guesses come close.
        let factor = Self.base / (UInt64(divisor.limbs.last ?? 0) + 1)
        var rest = Self.product(limbs, factor) + [0]
        let modulus = Self.product(divisor.limbs, factor)
        let length = modulus.count
        let (top, second) = (UInt64(modulus[length - 1]), length > 1 ? UInt64(modulus[length - 2]) : 0)
        var quotient = [UInt32](repeating: 0, count: max(rest.count - length, 0))
        for index in quotient.indices.reversed() {
            let front = UInt64(rest[index + length]) * Self.base + UInt64(rest[index + length - 1])
            let next = index + length >= 2 ? UInt64(rest[index + length - 2]) : 0
            var (guess, over) = front.quotientAndRemainder(dividingBy: top)
            while over < Self.base, guess >= Self.base || guess * second > over * Self.base + next {
                guess -= 1
                over += top
            }
            if Self.subtract(modulus, times: guess, from: &rest, at: index) {
                guess -= 1
                Self.add(modulus, to: &rest, in: index..<index + length + 1)
            }
            quotient[index] = UInt32(guess)
        }
        return (
            LargeInteger(isNegative: isNegative != divisor.isNegative, limbs: quotient),
            LargeInteger(isNegative: isNegative, limbs: Self.quotient(rest, factor))
        )
    }

    // MARK: Magnitudes

    private static func isLess(_ left: [UInt32], _ right: [UInt32]) -> Bool {
        left.count == right.count
            ? left.reversed().lexicographicallyPrecedes(right.reversed()) : left.count < right.count
    }

    private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var sum = (left.count < right.count ? right : left) + [0]
        add(left.count < right.count ? left : right, to: &sum, in: sum.indices)
        return sum
    }

    /// The difference of two magnitudes, the second of which is not the larger.
    private static func difference(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var borrow: UInt32 = 0
        return left.enumerated().map { index, limb in
            let digit = (index < right.count ? right[index] : 0) + borrow
            borrow = limb < digit ? 1 : 0
            return borrow == 1 ? limb + UInt32(base) - digit : limb - digit
        }
    }

    private static func product(_ limbs: [UInt32], _ factor: UInt64) -> [UInt32] {
        var carry: UInt64 = 0
        var product: [UInt32] = limbs.map { limb in
            let sum = UInt64(limb) * factor + carry
            carry = sum / base
            return UInt32(sum % base)
        }
        if carry > 0 { product.append(UInt32(carry)) }
        return product
    }

    private static func quotient(_ limbs: [UInt32], _ divisor: UInt64) -> [UInt32] {
        var rest: UInt64 = 0
        let quotient: [UInt32] = limbs.reversed().map { limb in
            let sum = rest * base + UInt64(limb)
            rest = sum % divisor
            return UInt32(sum / divisor)
        }
        return quotient.reversed()
    }

    /// Adds to a part of a magnitude. What is carried out of it is dropped.
    private static func add(_ other: [UInt32], to limbs: inout [UInt32], in part: Range<Int>) {
        var carry: UInt64 = 0
        for (number, index) in part.enumerated() {
            let sum = UInt64(limbs[index]) + (number < other.count ? UInt64(other[number]) : 0) + carry
            limbs[index] = UInt32(sum % base)
            carry = sum / base
        }
    }

    /// Subtracts a multiple of a magnitude from an index on, up to one limb above it; true where it was too much, and
    /// what stands there is too large by a power of the base.
    private static func subtract(
        _ other: [UInt32], times factor: UInt64, from limbs: inout [UInt32], at start: Int
    ) -> Bool {
        var carry: UInt64 = 0
        for index in 0...other.count {
            let product = (index < other.count ? UInt64(other[index]) * factor : 0) + carry
            let digit = product % base
            carry = product / base
            let limb = UInt64(limbs[start + index])
            if limb < digit { carry += 1 }
            limbs[start + index] = UInt32(limb < digit ? limb + base - digit : limb - digit)
        }
        return carry > 0
    }
}
