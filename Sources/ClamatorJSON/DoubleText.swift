/// How a `Double` is spelled: as ECMAScript's `Number::toString` does (ECMA-262 §6.1.6.1.20).
extension JSONWriter {
    /// Appends a number without the comma that a value may need; `null` where it is not finite.
    package mutating func appendDouble(_ value: Double) {
        guard value.isFinite else { return append("null") }
        if value.magnitude < 1e15 {
            let whole = Int(value)
            if Double(whole) == value { return appendDecimal(whole) }
            if appendShortDecimal(value) || appendLongDecimal(value) { return }
        }
        appendShortest(value)
    }

    /// How many places behind the point a number below 10¹⁵ can have, so that it has no more than 15 digits.
    @inline(__always)
    private static func places(of magnitude: Double) -> Int {
        // The number lies below 2^bits; 1233 / 4096 is the logarithm of 2, a little too small.
        let bits = Int(truncatingIfNeeded: magnitude.exponentBitPattern) &- 1022
        return max(0, 14 &- (bits &* 1233) &>> 12)
    }

    /// Writes fractions of up to 15 digits, which is most of them, without the general algorithm; false where it cannot.
    ///
    /// Of the decimals with so many places at most one lies nearer to a `Double` than to its neighbours. It is that for
    /// which `digits / 10^places`, a single rounding, gives the number back; without zeros at its end it has the
    /// shortest digits.
    private mutating func appendShortDecimal(_ value: Double) -> Bool {
        let magnitude = value.magnitude
        guard magnitude >= 1e-5 else { return false }
        var places = Self.places(of: magnitude)
        let power = exactPowersOfTen[places]
        // Multiplying and rounding miss the decimal by less than 1/4, so this is the one if there is one.
        let nearest = Int64(magnitude * power + 0.5)
        guard Double(nearest) / power == magnitude else { return false }
        var digits = UInt64(bitPattern: nearest)
        // A fraction has fewer zeros at its end than places.
        Self.dropZeros(8, dividingBy: 100_000_000, &digits, &places)
        Self.dropZeros(4, dividingBy: 10_000, &digits, &places)
        Self.dropZeros(2, dividingBy: 100, &digits, &places)
        Self.dropZeros(1, dividingBy: 10, &digits, &places)
        appendDecimal(isNegative: value < 0, digits, places: places)
        return true
    }

    /// Takes so many zeros off the end of digits, if they are there. A branch, which the processor foresees: then the
    /// length of the text is known before its digits are.
    @inline(__always)
    private static func dropZeros(
        _ count: Int, dividingBy power: UInt64, _ digits: inout UInt64, _ places: inout Int
    ) {
        let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: power)
        if _fastPath(remainder == 0) { (digits, places) = (quotient, places &- count) }
    }

    /// Writes numbers of up to 17 digits that are not small, as the sums of short decimals can become.
    ///
    /// The number is m / 2^s, with m below 2^53, and its neighbours are 1 / 2^s away. So d / 10^k reads back as the number
    /// where it is less than half of that away: |2m·10^k − d·2^(s+1)| < 10^k. All of it is exact in 128 bits. Of the least k
    /// with such a d the nearest d has the shortest digits; of two that are as near it is the even one. None lies just on
    /// the edge, half-way between the number and its neighbour: that takes s + 1 places, which are more than 17 digits.
    private mutating func appendLongDecimal(_ value: Double) -> Bool {
        let magnitude = value.magnitude
        // Above a power of two the neighbours lie farther away than below.
        guard magnitude >= 1e-2, magnitude.significandBitPattern != 0 else { return false }
        let doubled = UInt128((1 << 52 | magnitude.significandBitPattern) << 1)
        let shift = UInt128(53 - magnitude.exponent)
        for places in (Self.places(of: magnitude) + 1)...19 {
            let power = powersOfTen[places]
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
        numberFlags = Node.firstFlag
        switch exponent {
        case digits.count...21:
            text = digits + zeros(exponent - digits.count)
            numberFlags = 0
        case 1...21: text = digits[..<exponent] + [UInt8(ascii: ".")] + digits[exponent...]
        case -5...0: text = Array("0.".utf8) + zeros(-exponent) + digits
        default:
            let fraction = digits.count > 1 ? [UInt8(ascii: ".")] + digits[1...] : []
            let power = exponent - 1
            numberFlags = fraction.isEmpty ? Node.secondFlag : Node.firstFlag | Node.secondFlag
            text = digits[..<1] + fraction + Array("e\(power < 0 ? "-" : "+")\(power.magnitude)".utf8)
        }
        text.withUnsafeBufferPointer { append($0) }
    }
}
