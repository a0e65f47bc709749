import ClamatorJSON

/// What a plain scalar means, by the core schema of YAML 1.2 (§10.3.2).
enum CoreSchema {
    /// A meaning.
    enum Meaning {
        case null
        case bool(Bool)
        /// A number, in JSON's spelling: its own where that is JSON.
        case number([UInt8])
        case string
        /// A number that is not finite.
        case notFinite
        /// An integer of more than 256 bits that is not spelled in decimal.
        case longInteger
    }

    /// The meaning of a text.
    static func meaning(of text: [UInt8]) -> Meaning {
        guard let first = text.first else { return .null }
        switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"),
            UInt8(ascii: "f"), UInt8(ascii: "F"):
            return word(text)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return number(text)
        default: return .string
        }
    }

    private static func word(_ text: [UInt8]) -> Meaning {
        // The longest of the words has five letters.
        guard text.count <= 5 else { return .string }
        switch String(decoding: text, as: UTF8.self) {
        case "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: return .string
        }
    }

    private static func number(_ text: [UInt8]) -> Meaning {
        let isSigned = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-")
        let unsigned = isSigned ? text.dropFirst() : text[...]
        if unsigned.first == UInt8(ascii: "."), unsigned.count == 4 {
            let word = String(decoding: unsigned.dropFirst(), as: UTF8.self)
            if ["inf", "Inf", "INF"].contains(word) { return .notFinite }
            if !isSigned, ["nan", "NaN", "NAN"].contains(word) { return .notFinite }
        }
        if text.count > 2, text[0] == UInt8(ascii: "0") {
            if text[1] == UInt8(ascii: "x") { return integer(text.dropFirst(2), bitsPerDigit: 4) }
            if text[1] == UInt8(ascii: "o") { return integer(text.dropFirst(2), bitsPerDigit: 3) }
        }
        return decimal(unsigned, isNegative: text[0] == UInt8(ascii: "-"))
    }

    /// A decimal: `[0-9]+`, or `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, behind its sign.
    private static func decimal(_ text: ArraySlice<UInt8>, isNegative: Bool) -> Meaning {
        func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
        let whole = text.prefix(while: isDigit)
        var rest = text[whole.endIndex...]
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest[(rest.startIndex + 1 + fraction.count)...]
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return .string }
        var exponent: ArraySlice<UInt8> = []
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            exponent = rest
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard !rest.isEmpty else { return .string }
            rest = rest.drop(while: isDigit)
        }
        guard rest.isEmpty else { return .string }
        // JSON has no leading zeros, and digits on both sides of a point.
        let significant = whole.drop { $0 == UInt8(ascii: "0") }
        var number: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        number += significant.isEmpty ? [UInt8(ascii: "0")] : significant
        if !fraction.isEmpty { number += [UInt8(ascii: ".")] + fraction }
        return .number(number + exponent)
    }

    /// An integer in hexadecimal or octal digits, in decimal.
    private static func integer(_ digits: ArraySlice<UInt8>, bitsPerDigit: Int) -> Meaning {
        let numbers = digits.compactMap { digit($0, below: 1 << bitsPerDigit) }
        guard numbers.count == digits.count else { return .string }
        let significant = numbers.drop { $0 == 0 }
        guard significant.count * bitsPerDigit <= 256 + 2 else { return .longInteger }
        // The lowest nine decimal digits first.
        var parts: [UInt64] = [0]
        for digit in significant {
            var carry = digit
            for index in parts.indices {
                carry += parts[index] << UInt64(bitsPerDigit)
                parts[index] = carry % 1_000_000_000
                carry /= 1_000_000_000
            }
            if carry > 0 { parts.append(carry) }
        }
        var text = String(parts.removeLast())
        for part in parts.reversed() {
            let digits = String(part)
            text += String(repeating: "0", count: 9 - digits.utf8.count) + digits
        }
        return .number(Array(text.utf8))
    }

    private static func digit(_ byte: UInt8, below base: UInt64) -> UInt64? {
        let value: UInt8
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): value = byte - UInt8(ascii: "A") + 10
        default: return nil
        }
        return value < base ? UInt64(value) : nil
    }
}
