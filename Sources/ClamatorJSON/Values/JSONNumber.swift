/// The ways to read a number's text, each as exact as its result can be.
///
/// Unsafe code. Invariants: those of `JSONView`, of a number; so its text begins with a digit or a minus sign, and
/// behind it stands what is no digit, the padding at least. A run of digits is read without a look at where the text
/// ends.
extension JSONView {
    /// The value where it is an integer that fits in 64 bits; `1.0` and `1e2` are integers.
    @inlinable
    package var int: Int? {
        plainInteger ?? JSONDecimal(bytes).int
    }

    /// The value of a number without fraction and exponent of at most 18 digits, read without a detour.
    @inlinable @inline(__always)
    package var plainInteger: Int? {
        let node = node
        var pointer = unsafe text + Int(node.offset)
        let end = unsafe pointer + Int(node.length)
        let isNegative = unsafe pointer.pointee == UInt8(ascii: "-")
        if isNegative { unsafe pointer += 1 }
        guard unsafe end - pointer <= 18, node.isPlainInteger else { return nil }
        let value = unsafe Int(truncatingIfNeeded: Self.digits(at: &pointer, behind: 0))
        return isNegative ? -value : value
    }

    /// The nearest `Double`, infinite where the number is too large.
    ///
    /// Digits that make an integer below 2⁵³ and a power of ten that a `Double` holds exactly need one rounding only
    /// (Clinger's fast path), so the result is the nearest; anything else goes to the standard library.
    @inlinable
    package var double: Double {
        let node = node
        var pointer = unsafe text + Int(node.offset)
        let end = unsafe pointer + Int(node.length)
        let isNegative = unsafe pointer.pointee == UInt8(ascii: "-")
        if isNegative { unsafe pointer += 1 }
        // Up to 19 digits and a point. What stands behind the number is no digit, so that a run of digits ends by
        // itself.
        guard unsafe end - pointer <= 20, !node.hasExponent else { return slowDouble }
        var mantissa = unsafe Self.digits(at: &pointer, behind: 0)
        var decimals = 0
        if unsafe pointer < end {
            unsafe pointer += 1
            decimals = unsafe end - pointer
            mantissa = unsafe Self.digits(at: &pointer, behind: mantissa)
        }
        guard mantissa < 1 << 53, node.length < 20 || decimals > 0 else { return slowDouble }
        let magnitude = Double(mantissa) / exactPowersOfTen[decimals]
        return isNegative ? -magnitude : magnitude
    }

    /// Reads a run of digits behind a number, and steps over it.
    @inlinable @inline(__always)
    static func digits(at pointer: inout UnsafePointer<UInt8>, behind number: UInt64) -> UInt64 {
        var number = number
        while true {
            let digit = unsafe pointer.pointee &- UInt8(ascii: "0")
            if digit > 9 { return number }
            number = number &* 10 &+ UInt64(digit)
            unsafe pointer += 1
        }
    }

    @usableFromInline
    var slowDouble: Double {
        let text = String(decoding: bytes, as: UTF8.self)
        // Some versions of the standard library refuse what they would have to round to infinity.
        return Double(text) ?? (text.hasPrefix("-") ? -.infinity : .infinity)
    }
}

/// 10 to the powers from 0 to 22, which a `Double` holds exactly.
@usableFromInline
let exactPowersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    1e20, 1e21, 1e22,
]
