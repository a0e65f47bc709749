extension Unicode.Scalar {
    /// Whether it parts words, as for shells and in JSON: what else is white space is text.
    package var isSpace: Bool { value == 0x20 || (0x09...0x0D).contains(value) }
}

extension [Unicode.Scalar] {
    /// The first index that holds no white space, from an index on; the end if there is none.
    package func skippingSpace(from start: Int) -> Int { self[start...].firstIndex { !$0.isSpace } ?? count }

    /// The first index that holds white space, from an index on; the end if there is none.
    package func endOfWord(from start: Int) -> Int { self[start...].firstIndex(where: \.isSpace) ?? count }

    /// How many scalars at the start another text has in common with this one.
    package func countInCommon(with other: [Unicode.Scalar]) -> Int {
        let (these, those) = (span, other.span)
        let count = Swift.min(these.count, those.count)
        var index = 0
        while index < count - Self.block, these.isEqual(those, index, index) { index += Self.block }
        while index < count, these[index] == those[index] { index += 1 }
        return index
    }

    /// How many scalars at the end another text has in common with this one, up to a limit.
    package func countInCommonAtEnd(with other: [Unicode.Scalar], atMost limit: Int) -> Int {
        let (these, those) = (span, other.span)
        let limit = Swift.min(limit, these.count, those.count)
        var count = 0
        while count < limit - Self.block,
            these.isEqual(those, these.count - count - Self.block, those.count - count - Self.block)
        {
            count += Self.block
        }
        while count < limit, these[these.count - 1 - count] == those[those.count - 1 - count] { count += 1 }
        return count
    }

    /// Whether it has several lines.
    package var hasNewline: Bool {
        let scalars = span
        var index = 0
        while index < scalars.count - Self.block, !scalars.hasNewline(inBlockAt: index) { index += Self.block }
        while index < scalars.count, scalars[index] != "\n" { index += 1 }
        return index < scalars.count
    }

    /// So many scalars are compared at once, which the processor does side by side.
    fileprivate static let block = 16

    /// The text of a range.
    package func text(_ range: Range<Int>) -> String {
        // A string takes bytes in far faster than scalars.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        append(range, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the text of a range in UTF-8.
    func append(_ range: Range<Int>, to bytes: inout [UInt8]) {
        for scalar in self[range] {
            if scalar.value < 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes += String(scalar).utf8
            }
        }
    }
}

extension Span<Unicode.Scalar> {
    /// Whether a block of this text is that of another.
    fileprivate func isEqual(_ other: Span<Unicode.Scalar>, _ index: Int, _ otherIndex: Int) -> Bool {
        let these = extracting(index..<index + [Unicode.Scalar].block)
        let those = other.extracting(otherIndex..<otherIndex + [Unicode.Scalar].block)
        var difference: UInt32 = 0
        for place in 0..<[Unicode.Scalar].block { difference |= these[place].value ^ those[place].value }
        return difference == 0
    }

    /// Whether a block has an end of a line.
    fileprivate func hasNewline(inBlockAt index: Int) -> Bool {
        let these = extracting(index..<index + [Unicode.Scalar].block)
        // Of a scalar's differences from it, 0 alone has the highest bit when 1 is taken away.
        var found: UInt32 = 0
        for place in 0..<[Unicode.Scalar].block { found |= (these[place].value ^ 0x0A) &- 1 }
        return found >> 31 != 0
    }
}

extension Sequence<Unicode.Scalar> {
    /// How many brackets of JSON a line opens, less those that it closes; quotes end with the line.
    ///
    /// A copy of it is made for each kind of sequence: all of a long entry passes it at each key.
    @inlinable
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
