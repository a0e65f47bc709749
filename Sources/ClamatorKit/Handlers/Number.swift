/// A number as handlers calculate with it: a 64-bit integer as long as it can be one, else a double.
enum Number: Sendable {
    case integer(Int)
    case double(Double)

    /// Reads a JSON number: spelled without fraction and exponent, and small enough, it is an integer.
    @inline(__always)
    init(_ view: JSONView) {
        if let integer = view.plainInteger {
            self = .integer(integer)
        } else if view.node.isPlainInteger, let integer = view.int {
            self = .integer(integer)
        } else {
            self = .double(view.double)
        }
    }

    var double: Double {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        }
    }

    private var isZero: Bool { double == 0 }

    /// An integer operation where both are integers and the result fits, else the same with doubles.
    private static func calculate(
        _ left: Number, _ right: Number, _ exact: (Int, Int) -> (Int, overflow: Bool),
        _ rounded: (Double, Double) -> Double
    ) -> Number {
        if case .integer(let one) = left, case .integer(let two) = right {
            let (value, overflow) = exact(one, two)
            if !overflow { return .integer(value) }
        }
        return .double(rounded(left.double, right.double))
    }

    static func + (left: Number, right: Number) -> Number {
        calculate(
            left, right,
            {
                let r = $0.addingReportingOverflow($1); return (r.partialValue, r.overflow)
            }, +)
    }

    static func - (left: Number, right: Number) -> Number {
        calculate(
            left, right,
            {
                let r = $0.subtractingReportingOverflow($1); return (r.partialValue, r.overflow)
            }, -)
    }

    static func * (left: Number, right: Number) -> Number {
        calculate(
            left, right,
            {
                let r = $0.multipliedReportingOverflow(by: $1); return (r.partialValue, r.overflow)
            }, *)
    }

    static func / (left: Number, right: Number) throws(RpcError) -> Number {
        if right.isZero { throw .divisionByZero }
        return calculate(
            left, right,
            { one, two in
                let (quotient, overflow) = one.dividedReportingOverflow(by: two)
                return (quotient, overflow || quotient * two != one)
            }, /)
    }

    /// The remainder of the division that truncates: it has the sign of the dividend.
    static func % (left: Number, right: Number) throws(RpcError) -> Number {
        if right.isZero { throw .divisionByZero }
        return calculate(
            left, right,
            { one, two in
                let (value, overflow) = one.remainderReportingOverflow(dividingBy: two)
                return (overflow ? 0 : value, false)
            }, { $0.truncatingRemainder(dividingBy: $1) })
    }

    /// The first to the power of the second; integers stay integers where the exponent is not negative.
    static func power(_ base: Number, _ exponent: Number) throws(RpcError) -> Number {
        if case .integer(let base) = base, case .integer(let exponent) = exponent, exponent >= 0,
            let value = integerPower(base, exponent)
        {
            return .integer(value)
        }
        if base.isZero, exponent.double < 0 { throw .divisionByZero }
        return .double(doublePower(base.double, exponent.double))
    }

    private static func integerPower(_ base: Int, _ exponent: Int) -> Int? {
        var result = 1
        var factor = base
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 {
                let (product, overflow) = result.multipliedReportingOverflow(by: factor)
                if overflow { return nil }
                result = product
            }
            rest >>= 1
            if rest > 0 {
                let (square, overflow) = factor.multipliedReportingOverflow(by: factor)
                if overflow { return nil }
                factor = square
            }
        }
        return result
    }

    static func < (left: Number, right: Number) -> Bool {
        if case .integer(let one) = left, case .integer(let two) = right { return one < two }
        return left.double < right.double
    }

    var negated: Number { .integer(0) - self }
    var absolute: Number { double < 0 ? negated : self }

    /// The number, where it is finite.
    ///
    /// - Throws: `RpcError(-32000, "result out of range")` where it is not.
    var finite: Number {
        get throws(RpcError) {
            if case .double(let value) = self, !value.isFinite { throw .outOfRange }
            return self
        }
    }

    /// Writes the number as a value, as JavaScript would.
    ///
    /// - Throws: `RpcError(-32000, "result out of range")` where it is not finite.
    func write(into writer: inout JSONWriter) throws(RpcError) {
        writer.beginValue()
        try append(to: &writer)
    }

    /// Appends the number's text.
    ///
    /// - Throws: As `write(into:)`.
    func append(to writer: inout JSONWriter) throws(RpcError) {
        switch try finite {
        case .integer(let value): writer.appendDecimal(value)
        case .double(let value): writer.appendDouble(value)
        }
    }
}

extension RpcError {
    static let divisionByZero = RpcError(code: -32000, message: "division by zero")
    static let outOfRange = RpcError(code: -32000, message: "result out of range")
}
