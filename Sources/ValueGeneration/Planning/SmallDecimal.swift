import ClamatorJSON
import ClamatorSchema

/// A decimal that is small enough to calculate with: `digits` × 10^−`places`.
struct SmallDecimal {
    var digits: Int128
    var places: Int

    /// Reads a JSON number; nil where it is no number, or one of more than about 35 digits.
    init?(_ number: JSON) {
        guard number.kind == .number else { return nil }
        var digits: Int128 = 0
        var places = 0
        var isFraction = false
        let text = number.description.utf8
        let parts = text.split(whereSeparator: { $0 | 0x20 == UInt8(ascii: "e") })
        guard let mantissa = parts.first else { return nil }
        for byte in mantissa where byte != UInt8(ascii: "-") {
            if byte == UInt8(ascii: ".") {
                isFraction = true
                continue
            }
            guard let next = Self.shifted(digits, Int128(byte - UInt8(ascii: "0"))) else { return nil }
            digits = next
            if isFraction { places += 1 }
        }
        if parts.count > 1 {
            guard let exponent = Int(String(Substring(parts[1]))), exponent.magnitude < 100 else { return nil }
            places -= exponent
        }
        while places < 0 {
            guard let next = Self.shifted(digits, 0) else { return nil }
            digits = next
            places += 1
        }
        while places > 0, digits % 10 == 0 {
            digits /= 10
            places -= 1
        }
        guard places <= 35 else { return nil }
        self.digits = text.first == UInt8(ascii: "-") ? -digits : digits
        self.places = places
    }

    init(digits: Int128, places: Int) {
        self.digits = digits
        self.places = places
    }

    private static func shifted(_ digits: Int128, _ digit: Int128) -> Int128? {
        let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
        return overflow || product > Int128.max / 1000 ? nil : product + digit
    }

    /// The greatest count of 10^−`places` that is not above the number; nil where it does not fit.
    func floor(places: Int) -> Int128? {
        var digits = digits
        for _ in 0..<max(0, places - self.places) {
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            if overflow || abs(product) > Int128.max / 1000 { return nil }
            digits = product
        }
        let power = (0..<max(0, self.places - places)).reduce(Int128(1)) { power, _ in power * 10 }
        return Self.quotient(digits, power)
    }

    /// The least count of 10^−`places` that is not below the number; nil where it does not fit.
    func ceiling(places: Int) -> Int128? {
        SmallDecimal(digits: -digits, places: self.places).floor(places: places).map { -$0 }
    }

    /// The quotient that is rounded down.
    static func quotient(_ dividend: Int128, _ divisor: Int128) -> Int128 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The number as it is spelled in JSON.
    var json: JSON? {
        if places <= 18, let small = UInt64(exactly: digits.magnitude) {
            var (digits, places) = (small, places)
            while places > 0, digits.isMultiple(of: 10) { (digits, places) = (digits / 10, places - 1) }
            return JSON { $0.number(isNegative: self.digits < 0, digits, places: places) }
        }
        var text = String(digits.magnitude)
        if places > 0 {
            text = String(repeating: "0", count: max(0, places + 1 - text.count)) + text
            let point = text.index(text.endIndex, offsetBy: -places)
            var fraction = text[point...]
            while fraction.last == "0" { fraction.removeLast() }
            text = text[..<point] + (fraction.isEmpty ? "" : "." + fraction)
        }
        return try? JSON(parsing: (digits < 0 ? "-" : "") + text)
    }
}
