/// The encoding of RFC 3492, by which a label of any code points is written in letters, digits and hyphens.
enum Punycode {
    /// The label that `text`, what follows "xn--" in an A-label, encodes, or nil where it encodes none.
    ///
    /// Capital letters count as small.
    static func decode(_ text: Span<UInt8>) -> [Unicode.Scalar]? {
        var delimiter = 0
        for index in text.indices where text[index] == UInt8(ascii: "-") {
            delimiter = index
        }
        var decoded: [Unicode.Scalar] = []
        for index in 0..<delimiter {
            let byte = text[index]
            decoded.append(Unicode.Scalar(ASCII.isLetter(byte) ? ASCII.lowercased(byte) : byte))
        }

        var index = delimiter == 0 ? 0 : delimiter + 1
        var codePoint = 0x80
        var position = 0
        var bias = Bias()
        while index < text.count {
            let positionBefore = position
            var weight = 1
            var step = 0
            repeat {
                guard index < text.count, let digit = value(ofDigit: text[index]) else { return nil }
                index += 1
                position += digit * weight
                // Keeps all that follows far below overflow: the label cannot be so long, nor a code point so high.
                guard position < 0x11_0000 * (text.count + 1) else { return nil }
                step += 1
                let threshold = bias.threshold(step)
                if digit < threshold { break }
                weight *= 36 - threshold
            } while true
            let count = decoded.count + 1
            bias.adapt(delta: position - positionBefore, count: count)
            codePoint += position / count
            position %= count
            guard let scalar = Unicode.Scalar(UInt32(codePoint)) else { return nil }
            decoded.insert(scalar, at: position)
            position += 1
        }
        return decoded
    }

    /// The number of characters that encode a label, "xn--" not among them.
    static func encodedCount(_ label: [Unicode.Scalar]) -> Int {
        let basicCount = label.count(where: \.isASCII)
        var encodedCount = basicCount == 0 ? 0 : basicCount + 1
        var handled = basicCount
        var codePoint: UInt32 = 0x80
        var delta = 0
        var bias = Bias()
        while let next = label.lazy.map(\.value).filter({ $0 >= codePoint }).min() {
            delta += Int(next - codePoint) * (handled + 1)
            for scalar in label {
                if scalar.value < next { delta += 1 }
                guard scalar.value == next else { continue }
                encodedCount += bias.digitCount(delta)
                handled += 1
                bias.adapt(delta: delta, count: handled)
                delta = 0
            }
            delta += 1
            codePoint = next + 1
        }
        return encodedCount
    }

    /// The digits are a to z and 0 to 9.
    private static func value(ofDigit byte: UInt8) -> Int? {
        if ASCII.isDigit(byte) { return 26 + Int(byte - UInt8(ascii: "0")) }
        return ASCII.isLetter(byte) ? Int(ASCII.lowercased(byte) - UInt8(ascii: "a")) : nil
    }
}

/// How many values the next digits can have, guessed from the numbers before (RFC 3492, section 6.1, with the
/// parameters of section 5).
private struct Bias {
    private var bias = 72
    private var isFirst = true

    /// The least value that tells of another digit after the one numbered `step`, from 1.
    func threshold(_ step: Int) -> Int {
        min(max(36 * step - bias, 1), 26)
    }

    func digitCount(_ number: Int) -> Int {
        var rest = number
        var step = 1
        while rest >= threshold(step) {
            let threshold = threshold(step)
            rest = (rest - threshold) / (36 - threshold)
            step += 1
        }
        return step
    }

    mutating func adapt(delta: Int, count: Int) {
        var delta = isFirst ? delta / 700 : delta / 2
        isFirst = false
        delta += delta / count
        var steps = 0
        while delta > 35 * 26 / 2 {
            delta /= 35
            steps += 1
        }
        bias = 36 * steps + 36 * delta / (delta + 38)
    }
}
