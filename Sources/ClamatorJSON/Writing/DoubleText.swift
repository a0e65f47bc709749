/// How a `Double` is spelled: as ECMAScript's `Number::toString` does (ECMA-262 §6.1.6.1.20).
extension JSONWriter {
    /// Appends a number without the comma that a value may need; `null` where it is not finite.
    package mutating func appendDouble(_ value: Double) {
        guard value.isFinite else { return append("null") }
        if value.magnitude < 1e15 {
            let whole = Int(value)
            if Double(whole) == value { return appendDecimal(whole) }
            if appendFraction(value) { return }
        }
        appendShortest(value)
    }

    /// Writes fractions of up to 17 digits that are not small, without the general algorithm; false where it cannot.
    ///
    /// The number is m / 2^s, with m below 2^53, and its neighbours are 1 / 2^s away. So d / 10^k reads back as the
    /// number where it is less than half of that away: |2m·10^k − d·2^(s+1)| < 10^k. All of it is exact in 128 bits. Of
    /// the least k with such a d the nearest d has the shortest digits; of two that are as near it is the even one.
    /// None lies just on the edge, half-way between the number and its neighbour: that takes s + 1 places, which are
    /// more than 17 digits.
    ///
    /// Of decimals of 15 digits only one can be that near, so that fewer need not be tried: they are that one without
    /// the zeros at its end.
    private mutating func appendFraction(_ value: Double) -> Bool {
        let magnitude = value.magnitude
        guard magnitude >= 1e-5 else { return false }
        // Mostly there are few. What is divided is exact, so that this gives the double nearest to the decimal.
        if magnitude < 1e11 {
            var digits = UInt64(magnitude * 10_000 + 0.5)
            if Double(digits) / 10_000 == magnitude {
                var places = 4
                dropZeros(2, dividingBy: 100, &digits, &places)
                dropZeros(1, dividingBy: 10, &digits, &places)
                appendDecimal(isNegative: value < 0, digits, places: places)
                return true
            }
        }
        let fraction = magnitude.significandBitPattern
        let doubled = UInt128((1 &<< 52 | fraction) &<< 1)
        let exponent = Int(truncatingIfNeeded: magnitude.exponentBitPattern) &- 1023
        let shift = UInt128(truncatingIfNeeded: 53 &- exponent)
        // The number lies below 2^(exponent + 1); 1233 / 4096 is the logarithm of 2, a little too small.
        var places = max(0, 14 &- ((exponent &+ 1) &* 1233) &>> 12)
        let most = min(places &+ 2, powersOfTen.count &- 1)
        while places <= most {
            let power = UInt128(powersOfTen[places])
            let scaled = doubled &* power
            var digits = UInt64(truncatingIfNeeded: scaled &>> shift)
            var distance = scaled &- UInt128(digits) &<< shift
            let half: UInt128 = 1 &<< (shift &- 1)
            if distance > half || (distance == half && digits & 1 == 1) {
                digits &+= 1
                distance = 2 &* half &- distance
            }
            // Below a power of two the neighbour is nearer than above.
            if distance < power, fraction != 0 || distance == 0 {
                dropZeros(8, dividingBy: 100_000_000, &digits, &places)
                dropZeros(4, dividingBy: 10_000, &digits, &places)
                dropZeros(2, dividingBy: 100, &digits, &places)
                dropZeros(1, dividingBy: 10, &digits, &places)
                appendDecimal(isNegative: value < 0, digits, places: places)
                return true
            }
            places &+= 1
        }
        return false
    }

    /// Takes so many zeros off the end of digits, if they are there; a fraction has fewer than places.
    ///
    /// A branch, which the processor foresees: then the length of the text is known before its digits are.
    @inline(__always)
    private func dropZeros(_ count: Int, dividingBy power: UInt64, _ digits: inout UInt64, _ places: inout Int) {
        let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: power)
        if _fastPath(remainder == 0) { (digits, places) = (quotient, places &- count) }
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
        text.withBytes { append($0) }
    }
}
