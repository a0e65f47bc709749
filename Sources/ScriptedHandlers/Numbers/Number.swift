import ClamatorKit

/// A number as handlers calculate with it: an integer, however large, or a double.
///
/// Integers stay exact. Doubles calculate as in JavaScript, as long as no integer beyond 2⁵³ takes part, which a double
/// may not hold: then no integer is rounded (`ExactCalculation`).
enum Number: Sendable {
    case integer(Int)
    /// An integer that 64 bits do not hold.
    case large(LargeInteger)
    /// A number with a fraction, or an integer beyond 2⁵³ that came from doubles or is its shortest decimal.
    case double(Double)

    /// Reads a JSON number. It is an integer where its value is one, however it is spelled (JSON Schema Core §4.2.1).
    ///
    /// - Throws: `RpcError` −32000 where it is longer or larger than handlers calculate with, and where it has a
    ///   fraction and the nearest double has none: `1e-400` is not 0, nor `9007199254740993.5` an integer.
    @inline(__always)
    init(_ view: JSONView) throws(RpcError) {
        if let integer = view.plainInteger {
            self = .integer(integer)
        } else if view.node.isPlainInteger {
            self = try Self.integer(view)
        } else {
            let double = view.double
            self = Self.hasFraction(double) ? .double(double) : try Self.integer(view, nearest: double)
        }
    }

    /// What it costs to read a number, in steps of a rule: nothing where it is short.
    @inline(__always)
    static func stepsToRead(_ view: JSONView) -> Int {
        let length = Int(view.node.length)
        return length <= 18 ? 0 : 4 * length
    }

    @inline(never)
    private static func integer(_ view: JSONView) throws(RpcError) -> Number {
        if let integer = view.int { return .integer(integer) }
        return try integer(JSONDecimal(view.bytes))
    }

    @inline(never)
    private static func integer(_ decimal: JSONDecimal) throws(RpcError) -> Number {
        guard decimal.exponent <= LargeInteger.mostDigits else { throw .tooManyDigits }
        return try Number(LargeInteger(digitsOf: decimal).timesPowerOfTen(decimal.exponent - decimal.digitCount))
    }

    /// Of what is spelled with a fraction or an exponent, an integer. The nearest double is one, or infinite.
    @inline(never)
    private static func integer(_ view: JSONView, nearest double: Double) throws(RpcError) -> Number {
        let decimal = JSONDecimal(view.bytes)
        guard decimal.isInteger else { throw double == 0 ? .tooSmall : .fractionLost }
        if double.magnitude < mostPrecise { return Number(precise: double) }
        // What fits in 64 bits is the same number however it is spelled.
        if decimal.exponent <= 18 { return try integer(decimal) }
        // A double stands for any decimal of 15 digits.
        let stands =
            double.isFinite
            && (decimal.digitCount <= 15 || Number.double(double).withDecimal { JSONDecimal.compare($0, decimal) == 0 })
        return stands ? .double(double) : try integer(decimal)
    }

    /// Takes a result that may fit in 64 bits.
    ///
    /// - Throws: `RpcError(-32000, "result out of range")` where it has too many digits.
    init(_ integer: LargeInteger) throws(RpcError) {
        guard integer.digitCount <= LargeInteger.mostDigits else { throw .outOfRange }
        self = integer.int.map { .integer($0) } ?? .large(integer)
    }

    /// Takes a double up to 2⁵³; an integer where it has no fraction.
    @inline(__always)
    init(precise double: Double) {
        let integer = Int(double)
        self = Double(integer) == double ? .integer(integer) : .double(double)
    }

    /// Takes what a calculation with doubles came to.
    ///
    /// - Parameters:
    ///   - double: The result.
    ///   - isZero: Whether it may be 0, which otherwise stands for what is too small for a double.
    /// - Throws: `RpcError` −32000 where it is not finite, or too small.
    @inline(__always)
    init(rounded double: Double, isZero: Bool = true) throws(RpcError) {
        guard double.isFinite else { throw .outOfRange }
        if double == 0, !isZero { throw .tooSmall }
        self = double.magnitude <= Self.mostPrecise ? Number(precise: double) : .double(double)
    }

    /// Whether a double has a fraction, as none beyond 2⁵³ has.
    @inline(__always)
    private static func hasFraction(_ double: Double) -> Bool {
        double.magnitude < mostPrecise && Double(Int(double)) != double
    }

    /// The double that a number of a few digits is, integers included; nil for any other, which takes a closer look.
    @inline(__always)
    static func plainDouble(_ view: JSONView) -> Double? {
        if let integer = view.plainInteger { return integer.magnitude < 1 << 53 ? Double(integer) : nil }
        let double = view.double
        return hasFraction(double) ? double : nil
    }

    /// 2⁵³: up to here every integer is a double.
    static let mostPrecise = 0x1p53

    /// The nearest double, infinite if there is none.
    var double: Double {
        switch self {
        case .integer(let value): Double(value)
        case .large(let value): Double(value.text) ?? .infinity
        case .double(let value): value
        }
    }

    /// Whether doubles hold the number and its integer part exactly.
    @inline(__always)
    var isPrecise: Bool {
        switch self {
        case .integer(let value): value.magnitude <= 1 << 53
        case .large: false
        case .double(let value): value.magnitude <= Self.mostPrecise
        }
    }

    /// Whether it is an integer beyond 64 bits.
    var isLarge: Bool {
        if case .large = self { return true }
        return false
    }

    var hasFraction: Bool {
        if case .double(let value) = self { return value != value.rounded() }
        return false
    }

    /// Whether it is an integer that no double may stand for.
    var isLargeInteger: Bool {
        if case .double = self { return false }
        return !isPrecise
    }

    // MARK: Operators

    /// What an operation comes to.
    ///
    /// - Throws: `RpcError` −32000 for a division by zero, and where there is no such number; `LimitReached` where it
    ///   is too much work.
    @inline(__always)
    static func calculate(
        _ left: Number, _ operation: ArithmeticOperator, _ right: Number, spending budget: inout WorkBudget
    ) throws -> Number {
        if case .integer(let one) = left, case .integer(let two) = right {
            if let value = whole(one, operation, two) { return .integer(value) }
            if operation == .over, left.isPrecise, right.isPrecise {
                return try rounded(Double(one), operation, Double(two))
            }
        } else if left.isPrecise, right.isPrecise {
            return try rounded(left.double, operation, right.double)
        }
        return try ExactCalculation.result(left, operation, right, spending: &budget)
    }

    /// The result, where it is an integer of 64 bits.
    @inline(__always)
    static func whole(_ left: Int, _ operation: ArithmeticOperator, _ right: Int) -> Int? {
        switch operation {
        case .plus: value(left.addingReportingOverflow(right))
        case .minus: value(left.subtractingReportingOverflow(right))
        case .times: value(left.multipliedReportingOverflow(by: right))
        case .over: value(left.dividedReportingOverflow(by: right)).flatMap { $0 &* right == left ? $0 : nil }
        // Of the least integer and −1 the remainder is 0, and reported as an overflow.
        case .modulo: right == -1 ? 0 : value(left.remainderReportingOverflow(dividingBy: right))
        case .power: right >= 0 ? power(left, right) : nil
        }
    }

    @inline(__always)
    private static func value(_ result: (partialValue: Int, overflow: Bool)) -> Int? {
        result.overflow ? nil : result.partialValue
    }

    private static func power(_ base: Int, _ exponent: Int) -> Int? {
        var result = 1
        var factor = base
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 {
                guard let product = value(result.multipliedReportingOverflow(by: factor)) else { return nil }
                result = product
            }
            rest >>= 1
            if rest > 0 {
                guard let square = value(factor.multipliedReportingOverflow(by: factor)) else { return nil }
                factor = square
            }
        }
        return result
    }

    /// The result as doubles have it. The remainder is that of the division that truncates, with the dividend's sign.
    ///
    /// - Throws: `RpcError` −32000 for a division by zero, and where the result is not finite, or 0 for being too
    ///   small.
    @inline(__always)
    static func rounded(_ left: Double, _ operation: ArithmeticOperator, _ right: Double) throws(RpcError) -> Number {
        switch operation {
        case .plus: return try Number(rounded: left + right)
        case .minus: return try Number(rounded: left - right)
        case .times: return try Number(rounded: left * right, isZero: left == 0 || right == 0)
        case .over:
            if right == 0 { throw .divisionByZero }
            return try Number(rounded: left / right, isZero: left == 0)
        case .modulo:
            if right == 0 { throw .divisionByZero }
            return try Number(rounded: left.truncatingRemainder(dividingBy: right))
        case .power:
            if left == 0, right < 0 { throw .divisionByZero }
            return try Number(rounded: doublePower(left, right), isZero: left == 0)
        }
    }

    /// Whether the first is less than the second, exactly.
    ///
    /// - Throws: `LimitReached` where it is too much work.
    @inline(__always)
    static func isLess(_ left: Number, _ right: Number, spending budget: inout WorkBudget) throws(LimitReached) -> Bool
    {
        if case .integer(let one) = left, case .integer(let two) = right { return one < two }
        if left.isPrecise, right.isPrecise { return left.double < right.double }
        return try ExactCalculation.isLess(left, right, spending: &budget)
    }

    var negated: Number {
        switch self {
        case .integer(let value):
            value == .min ? .large(LargeInteger(value).negated) : .integer(-value)
        case .large(let value): value.negated.int.map { .integer($0) } ?? .large(value.negated)
        case .double(let value): .double(-value)
        }
    }

    var absolute: Number {
        switch self {
        case .integer(let value): value < 0 ? negated : self
        case .large(let value): value.isNegative ? negated : self
        case .double(let value): .double(value.magnitude)
        }
    }

    // MARK: Text

    /// Runs the body on the number's text as an exact decimal: of a double the shortest that stands for it.
    func withDecimal<Result>(_ body: (JSONDecimal) -> Result) -> Result {
        var writer = JSONWriter()
        append(to: &writer)
        return writer.withBytes { body(JSONDecimal($0)) }
    }

    /// Appends the number's text: all digits of an integer, and a double as JavaScript writes it.
    @inline(__always)
    func append(to writer: inout JSONWriter) {
        switch self {
        case .integer(let value): writer.appendDecimal(value)
        case .large(let value): writer.append(integer: value.text)
        case .double(let value): writer.appendDouble(value)
        }
    }
}

extension RpcError {
    static let divisionByZero = RpcError(code: -32000, message: "division by zero")
    static let outOfRange = RpcError(code: -32000, message: "result out of range")
    static let notExact = RpcError(code: -32000, message: "result not exact: no number holds it to its last digit")
    static let tooSmall = RpcError(code: -32000, message: "a number is too small: the double nearest to it is 0")
    static let fractionLost = RpcError(
        code: -32000, message: "a number has a fraction, and the double nearest to it has none")
    static let tooManyDigits = RpcError(
        code: -32000, message: "a number has more than \(LargeInteger.mostDigits) digits")
}
