/// How a `Double` is spelled: as ECMAScript's `Number::toString` does (ECMA-262 §6.1.6.1.20).
extension JSONWriter {
    /// Appends a number without the comma that a value may need; `null` where it is not finite.
    package mutating func appendDouble(_ value: Double) {
        guard value.isFinite else { return append("null") }
        if value.magnitude < 1e15 {
            if let integer = Int(exactly: value) { return appendDecimal(integer) }
            guard let places = appendShortDecimal(value) else { return }
            if appendLongDecimal(value, moreThan: places) { return }
        }
        appendShortest(value)
    }

    /// Writes numbers with few decimals, which is most of them, without the general algorithm. Where it cannot, it says
    /// with up to how many decimals it has tried.
    ///
    /// Up to 15 digits, at most one decimal with k places lies nearer to a `Double` than to its neighbours. So the
    /// first k for which `digits / 10^k`, a single rounding, gives the number back has its shortest digits.
    private mutating func appendShortDecimal(_ value: Double) -> Int? {
        let magnitude = value.magnitude
        guard magnitude >= 1e-5 else { return 0 }
        for places in 1...9 {
            let power = exactPowersOfTen[places]
            let scaled = magnitude * power
            guard scaled < 1e15 else { return places - 1 }
            // The nearest integer, or where that is in doubt one that is not accepted.
            let digits = Int64(scaled + 0.5)
            // Multiplying made an error of 2⁻⁵³ at most, as the number itself has: what is farther off needs no division.
            if (scaled - Double(digits)).magnitude > scaled * 0x1p-50 { continue }
            guard Double(digits) / power == magnitude else { continue }
            appendDecimal(isNegative: value < 0, UInt64(digits), places: places)
            return nil
        }
        return 9
    }

    /// Writes numbers of up to 17 digits that are not small, as the sums of short decimals can become.
    ///
    /// The number is m / 2^s, with m below 2^53, and its neighbours are 1 / 2^s away. So d / 10^k reads back as the number
    /// where it is less than half of that away: |2m·10^k − d·2^(s+1)| < 10^k. All of it is exact in 128 bits. Of the least k
    /// with such a d the nearest d has the shortest digits; of two that are as near it is the even one. None lies just on
    /// the edge, half-way between the number and its neighbour: that takes s + 1 places, which are more than 17 digits.
    private mutating func appendLongDecimal(_ value: Double, moreThan tried: Int) -> Bool {
        let magnitude = value.magnitude
        // Above a power of two the neighbours lie farther away than below.
        guard magnitude >= 1e-2, magnitude.significandBitPattern != 0 else { return false }
        let doubled = UInt128((1 << 52 | magnitude.significandBitPattern) << 1)
        let shift = UInt128(53 - magnitude.exponent)
        var power = UInt64(exactPowersOfTen[tried])
        for places in (tried + 1)...19 {
            power *= 10
            let scaled = doubled &* UInt128(power)
            var digits = UInt64(truncatingIfNeeded: scaled &>> shift)
            var distance = scaled &- UInt128(digits) &<< shift
            let half: UInt128 = 1 &<< (shift &- 1)
            if distance > half || (distance == half && digits & 1 == 1) {
                digits &+= 1
                distance = 2 &* half &- distance
            }
            guard distance < UInt128(power) else { continue }
            appendDecimal(isNegative: value < 0, digits, places: places)
            return true
        }
        return false
    }

    /// Lays out the standard library's shortest digits as ECMAScript does.
    private mutating func appendShortest(_ value: Double) {
        if value < 0 { append(UInt8(ascii: "-")) }
        // "123.45", "1e-07", "1.5e+22": digits, where the point stands, and a power of ten.
        let text = value.magnitude.description
        var digits: [UInt8] = []
        var point: Int?
        var power = 0
        for (index, byte) in text.utf8.enumerated() {
            if byte == UInt8(ascii: "e") {
                power = Int(Substring(text.utf8.dropFirst(index + 1))) ?? 0
                break
            }
            if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
        }
        var exponent = (point ?? digits.count) + power
        while digits.last == UInt8(ascii: "0"), digits.count > 1 { digits.removeLast() }
        let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(min(leadingZeros, digits.count - 1))
        exponent -= leadingZeros
        append(digits: digits, exponent: exponent)
    }

    /// Writes 0.d₁d₂… × 10^exponent in ECMAScript's layout.
    private mutating func append(digits: [UInt8], exponent: Int) {
        func zeros(_ count: Int) -> [UInt8] { Array(repeating: UInt8(ascii: "0"), count: count) }
        let text: [UInt8]
        switch exponent {
        case digits.count...21: text = digits + zeros(exponent - digits.count)
        case 1...21: text = digits[..<exponent] + [UInt8(ascii: ".")] + digits[exponent...]
        case -5...0: text = Array("0.".utf8) + zeros(-exponent) + digits
        default:
            let fraction = digits.count > 1 ? [UInt8(ascii: ".")] + digits[1...] : []
            let power = exponent - 1
            text = digits[..<1] + fraction + Array("e\(power < 0 ? "-" : "+")\(power.magnitude)".utf8)
        }
        text.withUnsafeBufferPointer { append($0) }
    }
}
