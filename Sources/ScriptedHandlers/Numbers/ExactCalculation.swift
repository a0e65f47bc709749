import ClamatorKit

/// Calculations in which an integer beyond 2⁵³ takes part, or comes out.
///
/// A double takes part as the shortest decimal that stands for it, so every operand is an integer times a power of ten,
/// and every result a fraction of two integers. That is an integer; or a double that stands for just this fraction; or,
/// of integers that have at most 64 bits, the nearest double with a fraction, whose integer part is below 2⁵³ and so
/// not rounded. Of anything else there is no number to answer with, unless all operands are doubles or small: these
/// calculate as doubles do.
struct ExactCalculation {
    /// What a calculation costs, however small its numbers are, in steps as long as those for a part of a large number.
    private static let leastSteps = 400

    private var budget: WorkBudget

    /// What an operation comes to.
    ///
    /// - Throws: `RpcError` −32000 for a division by zero, and where there is no such number; `LimitReached` where it
    ///   is too much work.
    @inline(never)
    static func result(
        _ left: Number, _ operation: ArithmeticOperator, _ right: Number, spending budget: inout WorkBudget
    ) throws -> Number {
        var calculation = ExactCalculation(budget: budget)
        defer { budget = calculation.budget }
        try calculation.spend(leastSteps)
        if operation == .power { return try calculation.power(left, right) }
        let fraction = try calculation.fraction(Decimal(left), operation, Decimal(right))
        let isExact = left.isLarge || right.isLarge || left.hasFraction || right.hasFraction
        if let number = try calculation.number(fraction, isExact: isExact) { return number }
        if left.isLargeInteger || right.isLargeInteger { throw RpcError.notExact }
        return try Number.rounded(left.double, operation, right.double)
    }

    /// Whether the first is less than the second.
    ///
    /// - Throws: `LimitReached` where it is too much work.
    @inline(never)
    static func isLess(
        _ left: Number, _ right: Number, spending budget: inout WorkBudget
    ) throws(LimitReached) -> Bool {
        guard budget.spend(steps: leastSteps) else { throw LimitReached(.steps) }
        switch (left, right) {
        case (.double(let one), .double(let two)): return one < two
        case (.large(let one), .large(let two)): return one.isLess(than: two)
        // Nothing else has as many digits.
        case (.large(let one), _) where one.digitCount > 309: return one.isNegative
        case (_, .large(let two)) where two.digitCount > 309: return !two.isNegative
        default: return left.withDecimal { left in right.withDecimal { JSONDecimal.compare(left, $0) < 0 } }
        }
    }

    /// The square root of an integer that is not negative, by Newton's method on integers.
    ///
    /// - Throws: `RpcError` −32000 where it is no integer; `LimitReached` where it is too much work.
    static func squareRoot(of number: Number, spending budget: inout WorkBudget) throws -> Number {
        guard let square = integer(number) else { throw RpcError.notExact }
        var root = LargeInteger.powerOfTen((square.digitCount + 1) / 2)
        while true {
            guard budget.spend(steps: square.size * root.size) else { throw LimitReached(.steps) }
            let next = root.plus(square.divided(by: root).quotient).divided(by: LargeInteger(2)).quotient
            guard next.isLess(than: root) else { break }
            root = next
        }
        guard root.times(root).plus(square.negated).isZero else { throw RpcError.notExact }
        return try Number(root)
    }

    /// An integer times a power of ten.
    private struct Decimal {
        var digits: LargeInteger
        var power: Int

        init(_ number: Number) {
            switch number {
            case .integer(let value): (digits, power) = (LargeInteger(value), 0)
            case .large(let value): (digits, power) = (value, 0)
            case .double:
                (digits, power) = number.withDecimal { (LargeInteger(digitsOf: $0), $0.exponent - $0.digitCount) }
            }
        }

        /// The digits for a lower power.
        func digits(forPower lower: Int) -> LargeInteger { digits.timesPowerOfTen(power - lower) }
    }

    private struct Fraction {
        let numerator: LargeInteger
        /// Not zero; nil for 1.
        let denominator: LargeInteger?
    }

    private mutating func spend(_ steps: Int) throws(LimitReached) {
        guard budget.spend(steps: steps) else { throw LimitReached(.steps) }
    }

    /// The result of any operation but a power.
    private mutating func fraction(
        _ left: Decimal, _ operation: ArithmeticOperator, _ right: Decimal
    ) throws -> Fraction {
        if operation == .times {
            try spend(left.digits.size * right.digits.size)
            return Self.fraction(left.digits.times(right.digits), power: left.power + right.power)
        }
        let power = min(left.power, right.power)
        let (one, two) = (left.digits(forPower: power), right.digits(forPower: power))
        try spend(one.size + two.size)
        if operation == .plus { return Self.fraction(one.plus(two), power: power) }
        if operation == .minus { return Self.fraction(one.plus(two.negated), power: power) }
        if two.isZero { throw RpcError.divisionByZero }
        if operation == .over { return Fraction(numerator: one, denominator: two) }
        try spend(one.size * two.size)
        return Self.fraction(one.divided(by: two).remainder, power: power)
    }

    private static func fraction(_ digits: LargeInteger, power: Int) -> Fraction {
        power >= 0
            ? Fraction(numerator: power == 0 ? digits : digits.timesPowerOfTen(power), denominator: nil)
            : Fraction(numerator: digits, denominator: .powerOfTen(-power))
    }

    /// The number that a fraction is, or with `isExact` unset the double nearest to it; nil if there is none.
    private mutating func number(_ fraction: Fraction, isExact: Bool) throws -> Number? {
        guard let denominator = fraction.denominator else { return try Number(fraction.numerator) }
        try spend(fraction.numerator.size * denominator.size)
        let (whole, rest) = fraction.numerator.divided(by: denominator)
        if rest.isZero { return try Number(whole) }
        guard let integer = whole.int, integer.magnitude < 1 << 53 else { return nil }
        // More digits than the exact decimal of any double has. Where there are still more, a last digit says so, and
        // the nearest double is found as if all were there.
        let decimalCount = 1100
        let scaled = rest.magnitude.timesPowerOfTen(decimalCount)
        try spend(scaled.size * denominator.size)
        let (decimals, remainder) = scaled.divided(by: denominator.magnitude)
        let digits = decimals.isZero ? "" : decimals.text
        let zeros = String(repeating: "0", count: decimalCount - digits.utf8.count)
        let isNegative = fraction.numerator.isNegative != denominator.isNegative
        let text = "\(isNegative ? "-" : "")\(integer.magnitude).\(zeros)\(digits)\(remainder.isZero ? "" : "1")"
        guard let double = Double(text) else { return nil }
        // Of a result that has a fraction no integer may become.
        guard double != double.rounded() else { return nil }
        return isExact && !Self.stands(double, for: fraction.numerator, over: denominator) ? nil : .double(double)
    }

    /// Whether a double that is no integer stands for just this fraction.
    private static func stands(
        _ double: Double, for numerator: LargeInteger, over denominator: LargeInteger
    ) -> Bool {
        let decimal = Decimal(.double(double))
        // Without an integer as its value, the decimal has a negative power of ten.
        let (one, two) = (decimal.digits.times(denominator), numerator.timesPowerOfTen(-decimal.power))
        return one.plus(two.negated).isZero
    }

    // MARK: Powers

    private mutating func power(_ base: Number, _ exponent: Number) throws -> Number {
        switch exponent {
        case .integer(let exponent):
            guard let base = Self.integer(base) else {
                guard exponent.magnitude <= 1 << 53 else { throw RpcError.outOfRange }
                return try Number.rounded(base.double, .power, Double(exponent))
            }
            if base.isZero, exponent < 0 { throw RpcError.divisionByZero }
            if exponent < 0, let small = base.int, small.magnitude <= 1 << 53, exponent.magnitude <= 1 << 53 {
                return try Number.rounded(Double(small), .power, Double(exponent))
            }
            let power = try self.power(base, exponent.magnitude)
            if exponent >= 0 { return try Number(power) }
            let fraction = Fraction(numerator: LargeInteger(1), denominator: power)
            guard let number = try number(fraction, isExact: true) else { throw RpcError.notExact }
            return number
        case .large(let exponent):
            switch base {
            case .integer(0) where exponent.isNegative: throw RpcError.divisionByZero
            case .integer(0), .integer(1): return base
            case .integer(-1): return .integer(exponent.isOdd ? -1 : 1)
            default: throw RpcError.outOfRange
            }
        case .double(let exponent):
            if base.isLargeInteger { throw RpcError.notExact }
            return try Number.rounded(base.double, .power, exponent)
        }
    }

    /// The value, where it is an integer.
    private static func integer(_ number: Number) -> LargeInteger? {
        let decimal = Decimal(number)
        return decimal.power >= 0 ? decimal.digits(forPower: 0) : nil
    }

    private mutating func power(_ base: LargeInteger, _ exponent: UInt) throws -> LargeInteger {
        var result = LargeInteger(1)
        var factor = base
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = try product(result, factor) }
            rest >>= 1
            if rest > 0 { factor = try product(factor, factor) }
        }
        return result
    }

    private mutating func product(_ left: LargeInteger, _ right: LargeInteger) throws -> LargeInteger {
        try spend(left.size * right.size)
        let product = left.times(right)
        guard product.digitCount <= LargeInteger.mostDigits else { throw RpcError.outOfRange }
        return product
    }
}
