// Durations by the ABNF of RFC 3339, appendix A: the units of a part follow one another without a gap, weeks stand
// alone, and letters may be small.

extension Format {
    /// `duration`.
    static func isDuration(_ text: Span<UInt8>) -> Bool {
        guard text.count > 1, ASCII.lowercased(text[0]) == UInt8(ascii: "p") else { return false }
        var index = 1
        if ASCII.isDigit(text[1]) {
            guard let end = endOfComponents(text, from: 1, position: positionOfDateUnit) else { return false }
            if end == text.count { return true }
            guard ASCII.lowercased(text[end - 1]) != UInt8(ascii: "w") else { return false }
            index = end
        }
        return ASCII.lowercased(text[index]) == UInt8(ascii: "t")
            && endOfComponents(text, from: index + 1, position: positionOfTimeUnit) == text.count
    }

    /// The index after one or more numbers, each with the unit that comes right after the unit before.
    private static func endOfComponents(
        _ text: Span<UInt8>, from start: Int, position: (UInt8) -> Int?
    ) -> Int? {
        var index = start
        var next: Int?
        while index < text.count, ASCII.isDigit(text[index]) {
            index = ASCII.endOfDigits(text, from: index)
            guard index < text.count, let unit = position(ASCII.lowercased(text[index])), unit == next ?? unit
            else { return nil }
            next = unit + 1
            index += 1
        }
        return next == nil ? nil : index
    }

    private static func positionOfDateUnit(_ letter: UInt8) -> Int? {
        switch letter {
        case UInt8(ascii: "y"): 0
        case UInt8(ascii: "m"): 1
        case UInt8(ascii: "d"): 2
        // Next to no other.
        case UInt8(ascii: "w"): 4
        default: nil
        }
    }

    private static func positionOfTimeUnit(_ letter: UInt8) -> Int? {
        switch letter {
        case UInt8(ascii: "h"): 0
        case UInt8(ascii: "m"): 1
        case UInt8(ascii: "s"): 2
        default: nil
        }
    }
}
