/// How a `Double` is spelled: as ECMAScript's `Number::toString` does (ECMA-262 §6.1.6.1.20).
extension JSONWriter {
    /// Appends a number without the comma that a value may need; `null` where it is not finite.
    package mutating func appendDouble(_ value: Double) {
        guard value.isFinite else { return append("null") }
        let magnitude = value.magnitude
        if magnitude < 1e15 {
            if let integer = Int(exactly: value) { return appendDecimal(integer) }
            if appendShortDecimal(value) { return }
        }
        appendShortest(value)
    }

    /// Writes numbers with few decimals, which is most of them, without the general algorithm.
    ///
    /// Up to 15 digits, at most one decimal with k places lies nearer to a `Double` than to its neighbours. So the
    /// first k for which `digits / 10^k`, a single rounding, gives the number back has its shortest digits.
    private mutating func appendShortDecimal(_ value: Double) -> Bool {
        let magnitude = value.magnitude
        guard magnitude >= 1e-5 else { return false }
        for places in 1...9 {
            let power = exactPowersOfTen[places]
            let digits = (magnitude * power).rounded()
            guard digits < 1e15 else { return false }
            guard digits / power == magnitude else { continue }
            if value < 0 { append(UInt8(ascii: "-")) }
            let scaled = UInt64(digits)
            let unit = UInt64(power)
            appendDecimal(Int(scaled / unit))
            append(UInt8(ascii: "."))
            appendDigits(of: scaled % unit, count: places)
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
