/// What stands for characters: escapes and classes.
extension PatternParser {
    /// What an escape or a part of a class stands for. Only a single code point can bound a range.
    enum ClassAtom {
        case codePoint(UInt32)
        case escapedSet(CodePointSet)

        var set: CodePointSet {
            switch self {
            case .codePoint(let codePoint): CodePointSet(codePoint)
            case .escapedSet(let set): set
            }
        }
    }

    /// A class, after its bracket.
    mutating func characterClass(at offset: Int) throws(PatternError) -> CodePointSet {
        let isNegated = scanner.take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while !scanner.take("]") {
            guard scanner.peek() != nil else {
                throw PatternError(offset: offset, reason: "this class is not closed by ']'")
            }
            let start = scanner.offset
            let first = try classAtom()
            guard scanner.starts(with: "-"), !scanner.starts(with: "-]") else {
                ranges += first.set.ranges
                continue
            }
            scanner.advance()
            guard scanner.peek() != nil else {
                throw PatternError(offset: offset, reason: "this class is not closed by ']'")
            }
            let last = try classAtom()
            guard case .codePoint(let low) = first, case .codePoint(let high) = last else {
                throw PatternError(offset: start, reason: "a set such as \\d cannot bound a range")
            }
            guard low <= high else {
                throw PatternError(offset: start, reason: "the bounds of this range are out of order")
            }
            ranges.append(low...high)
        }
        let set = cased(CodePointSet(ranges))
        return isNegated ? set.complement : set
    }

    /// The characters that a set stands for.
    mutating func cased(_ set: CodePointSet) -> CodePointSet {
        if !ignoresCase { return set }
        if let known = casedSets[set] { return known }
        let cased = set.ignoringCase
        casedSets[set] = cased
        return cased
    }

    private mutating func classAtom() throws(PatternError) -> ClassAtom {
        let offset = scanner.offset
        guard scanner.take("\\") else { return .codePoint(scanner.nextCodePoint()) }
        if scanner.take("b") { return .codePoint(0x08) }
        if scanner.take("-") { return .codePoint(0x2D) }
        return try characterEscape(at: offset, inClass: true)
    }

    /// An escape that stands for characters, after its backslash.
    mutating func characterEscape(at offset: Int, inClass: Bool) throws(PatternError) -> ClassAtom {
        guard let byte = scanner.peek() else {
            throw PatternError(offset: offset, reason: "a pattern cannot end in a lone '\\'")
        }
        let character = scanner.character
        scanner.advance()
        switch byte {
        case UInt8(ascii: "d"): return .escapedSet(.digits)
        case UInt8(ascii: "D"): return .escapedSet(CodePointSet.digits.complement)
        case UInt8(ascii: "w"): return .escapedSet(cased(.wordCharacters))
        case UInt8(ascii: "W"): return .escapedSet(cased(.wordCharacters).complement)
        case UInt8(ascii: "s"): return .escapedSet(.whiteSpace)
        case UInt8(ascii: "S"): return .escapedSet(CodePointSet.whiteSpace.complement)
        case UInt8(ascii: "p"): return .escapedSet(try property(at: offset))
        case UInt8(ascii: "P"): return .escapedSet(try property(at: offset).complement)
        case UInt8(ascii: "t"): return .codePoint(0x09)
        case UInt8(ascii: "n"): return .codePoint(0x0A)
        case UInt8(ascii: "v"): return .codePoint(0x0B)
        case UInt8(ascii: "f"): return .codePoint(0x0C)
        case UInt8(ascii: "r"): return .codePoint(0x0D)
        case UInt8(ascii: "0"):
            if let digit = scanner.peek(), UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit {
                throw PatternError(offset: offset, reason: "ECMA-262 has no octal escapes; write \\xHH")
            }
            return .codePoint(0)
        case UInt8(ascii: "c"):
            guard let letter = scanner.peek(), UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter | 0x20 else {
                throw PatternError(offset: offset, reason: "'\\c' is followed by a letter from A to Z")
            }
            scanner.advance()
            return .codePoint(UInt32(letter & 0x1F))
        case UInt8(ascii: "x"):
            guard let value = scanner.hexadecimal(digits: 2) else {
                throw PatternError(offset: offset, reason: "'\\x' is followed by two hexadecimal digits")
            }
            return .codePoint(value)
        case UInt8(ascii: "u"):
            return .codePoint(try scanner.unicodeEscape(at: offset))
        case _ where PatternScanner.isSyntaxCharacter(byte):
            return .codePoint(UInt32(byte))
        case UInt8(ascii: "1")...UInt8(ascii: "9") where inClass:
            throw PatternError(offset: offset, reason: "a class cannot hold a back-reference or an octal escape")
        case UInt8(ascii: "A"):
            throw PatternError(offset: offset, reason: "ECMA-262 has no '\\A'; write '^'")
        case UInt8(ascii: "z"), UInt8(ascii: "Z"):
            throw PatternError(offset: offset, reason: "ECMA-262 has no '\\\(character)'; write '$'")
        default:
            let context = inClass ? " in a class" : ""
            throw PatternError(offset: offset, reason: "ECMA-262 has no escape '\\\(character)'\(context)")
        }
    }

    /// The set of a property escape, after its `p` or `P`.
    private mutating func property(at offset: Int) throws(PatternError) -> CodePointSet {
        guard scanner.take("{"), let text = scanner.text(upTo: "}") else {
            throw PatternError(offset: offset, reason: "'\\p' is followed by a property in braces, as in \\p{Letter}")
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard let set = UnicodeProperty.set(name: parts[0], value: parts.count > 1 ? parts[1] : nil) else {
            throw PatternError(offset: offset, reason: "ECMA-262 has no Unicode property '\(text)'")
        }
        return set
    }
}
