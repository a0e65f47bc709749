/// The ways to read a number's text, each as exact as its result can be.
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
        var place = text + Int(node.offset)
        let end = place + Int(node.length)
        let isNegative = place.pointee == UInt8(ascii: "-")
        if isNegative { place += 1 }
        guard end - place <= 18, node.isPlainInteger else { return nil }
        var value = 0
        while place < end {
            value = value &* 10 &+ Int(place.pointee &- UInt8(ascii: "0"))
            place += 1
        }
        return isNegative ? -value : value
    }

    /// The nearest `Double`, infinite where the number is too large.
    ///
    /// Digits that make an integer below 2⁵³ and a power of ten that a `Double` holds exactly need one rounding only
    /// (Clinger's fast path), so the result is the nearest; anything else goes to the standard library.
    @inlinable
    package var double: Double {
        let bytes = bytes
        guard let base = bytes.baseAddress else { return 0 }
        var place = base
        let end = base + bytes.count
        let isNegative = place.pointee == UInt8(ascii: "-")
        if isNegative { place += 1 }
        var mantissa: UInt64 = 0
        var digits = 0
        var exponent = 0
        while place < end, place.pointee &- UInt8(ascii: "0") < 10 {
            mantissa = mantissa &* 10 &+ UInt64(place.pointee &- UInt8(ascii: "0"))
            digits &+= 1
            place += 1
        }
        if place < end, place.pointee == UInt8(ascii: ".") {
            place += 1
            while place < end, place.pointee &- UInt8(ascii: "0") < 10 {
                mantissa = mantissa &* 10 &+ UInt64(place.pointee &- UInt8(ascii: "0"))
                digits &+= 1
                exponent &-= 1
                place += 1
            }
        }
        guard place == end, digits <= 19, mantissa < 1 << 53, exponent >= -22 else { return slowDouble }
        let magnitude = Double(mantissa) / exactPowersOfTen[-exponent]
        return isNegative ? -magnitude : magnitude
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
