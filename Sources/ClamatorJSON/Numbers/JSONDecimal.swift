/// A number's text as an exact decimal: a sign, digits without zeros at either end, and where the point stands.
///
/// The value is 0.d₁d₂d₃… × 10^`exponent`. No digit is converted, so numbers of any length compare exactly; `digits` is
/// a part of the text, which may hold a point. Only of an exponent that is spelled beyond ±2⁵⁹ no more is known than
/// that.
@usableFromInline
package struct JSONDecimal {
    package let isNegative: Bool
    /// The digits from the first to the last that is not zero, a point perhaps among them; empty for zero.
    package let digits: ByteView
    /// The power of ten. One that is spelled beyond ±2⁵⁹ counts as ±2⁵⁹, which no text's digits can bridge.
    package let exponent: Int

    /// Reads the text of a number that the parser has accepted.
    @usableFromInline
    package init(_ text: ByteView) {
        var index = 0
        isNegative = text.first == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var first = -1
        var last = -1
        var integerDigits = 0
        var leadingZeros = 0
        var isInFraction = false
        while index < text.count, text[index] | 0x20 != UInt8(ascii: "e") {
            let byte = text[index]
            if byte == UInt8(ascii: ".") {
                isInFraction = true
            } else {
                if !isInFraction { integerDigits += 1 }
                if byte != UInt8(ascii: "0") {
                    if first < 0 { first = index }
                    last = index
                } else if first < 0 {
                    leadingZeros += 1
                }
            }
            index += 1
        }
        guard first >= 0 else {
            digits = text.part(0..<0)
            exponent = 0
            return
        }
        digits = text.part(first..<last + 1)
        exponent = integerDigits - leadingZeros + Self.power(of: text.part(min(index + 1, text.count)...))
    }

    private static func power(of text: ByteView) -> Int {
        var value = 0
        for byte in text where byte >= UInt8(ascii: "0") {
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1 << 59)
        }
        return text.first == UInt8(ascii: "-") ? -value : value
    }

    package var isZero: Bool { digits.isEmpty }

    /// How many digits `digits` has, the point aside.
    package var digitCount: Int {
        digits.count - (digits.contains(UInt8(ascii: ".")) ? 1 : 0)
    }

    /// Whether the value is an integer, however it is spelled (JSON Schema Core §4.2.1: 1.0 is one).
    package var isInteger: Bool { isZero || digitCount <= exponent }

    /// The value where it is an integer that fits in 64 bits.
    @usableFromInline
    var int: Int? {
        guard isInteger, exponent <= 19 else { return nil }
        var value = 0
        func shift(_ digit: Int) -> Bool {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
            value = sum
            return !(overflow || carry)
        }
        for byte in digits where byte != UInt8(ascii: ".") {
            guard shift(Int(byte - UInt8(ascii: "0"))) else { return nil }
        }
        if !isZero {
            for _ in 0..<(exponent - digitCount) {
                guard shift(0) else { return nil }
            }
        }
        return value
    }

    /// The order of two numbers: negative, 0 or positive as the first is less, equal or greater.
    package static func compare(_ left: JSONDecimal, _ right: JSONDecimal) -> Int {
        if left.isZero || right.isZero || left.isNegative != right.isNegative {
            return (left.sign - right.sign).signum()
        }
        return left.sign * compareMagnitudes(left, right)
    }

    private var sign: Int { isZero ? 0 : (isNegative ? -1 : 1) }

    private static func compareMagnitudes(_ left: JSONDecimal, _ right: JSONDecimal) -> Int {
        if left.exponent != right.exponent { return left.exponent < right.exponent ? -1 : 1 }
        var ours = left.digits.lazy.filter { $0 != UInt8(ascii: ".") }.makeIterator()
        var theirs = right.digits.lazy.filter { $0 != UInt8(ascii: ".") }.makeIterator()
        while true {
            switch (ours.next(), theirs.next()) {
            case (nil, nil): return 0
            case (nil, _): return -1
            case (_, nil): return 1
            case (let one?, let two?): if one != two { return one < two ? -1 : 1 }
            }
        }
    }

    /// What it costs to find out whether this is a multiple of the divisor, in steps of a budget.
    package func costOfDividing(by divisor: JSONDecimal) -> Int {
        let (length, size) = (digits.count, divisor.digits.count)
        let power = power(over: divisor)
        if power < 0 { return 1 }
        if divisor.digitCount <= 18 { return 1 + 2 * length }
        // A digit that is appended shifts the remainder. From as many digits as the divisor has on, the divisor is
        // subtracted up to nine times.
        let shifts = length + min(power, 4 * (size + 1))
        return size + shifts * (size / 64 + 1) + max(0, shifts - size + 1) * size
    }

    /// How many tens have to be appended to the digits for digits times ten to a power that the divisor has too.
    private func power(over divisor: JSONDecimal) -> Int {
        (exponent - digitCount) - (divisor.exponent - divisor.digitCount)
    }

    /// Whether this is an integer times the divisor, exactly; of zero only zero is a multiple.
    package func isMultiple(of divisor: JSONDecimal) -> Bool {
        if isZero || divisor.isZero { return isZero }
        guard divisor.digitCount <= 18 else { return isMultipleByLongDivision(of: divisor) }
        var modulus: UInt64 = 0
        for byte in divisor.digits where byte != UInt8(ascii: ".") {
            modulus = modulus * 10 + UInt64(byte - UInt8(ascii: "0"))
        }
        // Both are digits × 10^power with digits that end in no zero. Ours must hold every ten of theirs.
        let power = power(over: divisor)
        guard power >= 0 else { return false }
        func product(_ left: UInt64, _ right: UInt64) -> UInt64 {
            modulus.dividingFullWidth(left.multipliedFullWidth(by: right)).remainder
        }
        var remainder: UInt64 = 0
        for byte in digits where byte != UInt8(ascii: ".") {
            remainder = (product(remainder, 10 % modulus) + UInt64(byte - UInt8(ascii: "0")) % modulus) % modulus
        }
        var factor = 10 % modulus
        var rest = power
        while rest > 0, remainder != 0 {
            if rest & 1 == 1 { remainder = product(remainder, factor) }
            factor = product(factor, factor)
            rest >>= 1
        }
        return remainder == 0
    }

    /// The same digit by digit, for a divisor of any length.
    private func isMultipleByLongDivision(of divisor: JSONDecimal) -> Bool {
        func values(_ digits: ByteView) -> [UInt8] {
            digits.filter { $0 != UInt8(ascii: ".") }.map { $0 - UInt8(ascii: "0") }
        }
        let modulus = [0] + values(divisor.digits)
        let power = power(over: divisor)
        guard power >= 0 else { return false }
        var remainder = [UInt8](repeating: 0, count: modulus.count)
        func append(_ digit: UInt8) {
            remainder.removeFirst()
            remainder.append(digit)
            while !remainder.lexicographicallyPrecedes(modulus) {
                var borrow: Int8 = 0
                for index in modulus.indices.reversed() {
                    let difference = Int8(remainder[index]) - Int8(modulus[index]) - borrow
                    borrow = difference < 0 ? 1 : 0
                    remainder[index] = UInt8(difference + borrow * 10)
                }
            }
        }
        for digit in values(digits) { append(digit) }
        // More tens than the divisor can have factors of two change nothing.
        for _ in 0..<min(power, 4 * modulus.count) { append(0) }
        return remainder.allSatisfy { $0 == 0 }
    }

    func hash(into hasher: inout Hasher) {
        guard !isZero else { return hasher.combine(0) }
        hasher.combine(isNegative)
        hasher.combine(exponent)
        for byte in digits where byte != UInt8(ascii: ".") { hasher.combine(byte) }
    }
}
