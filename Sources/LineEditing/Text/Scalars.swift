extension Unicode.Scalar {
    /// Whether it parts words.
    package var isSpace: Bool {
        value < 0x80 ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
    }
}

extension [Unicode.Scalar] {
    /// The first index that holds no white space, from an index on; the end if there is none.
    package func skippingSpace(from start: Int) -> Int { self[start...].firstIndex { !$0.isSpace } ?? count }

    /// The first index that holds white space, from an index on; the end if there is none.
    package func endOfWord(from start: Int) -> Int { self[start...].firstIndex(where: \.isSpace) ?? count }

    /// The text of a range.
    package func text(_ range: Range<Int>) -> String {
        // A string takes bytes in far faster than scalars.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        for scalar in self[range] {
            if scalar.value < 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes += String(scalar).utf8
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Sequence<Unicode.Scalar> {
    /// How many brackets of JSON a line opens, less those that it closes; quotes end with the line.
    package var openedBrackets: Int {
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        for scalar in self {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                if scalar == "\\" { isEscaped = true } else if scalar == "\"" { isQuoted = false }
            } else if scalar == "\"" {
                isQuoted = true
            } else if scalar == "{" || scalar == "[" {
                depth += 1
            } else if scalar == "}" || scalar == "]" {
                depth -= 1
            }
        }
        return depth
    }
}
