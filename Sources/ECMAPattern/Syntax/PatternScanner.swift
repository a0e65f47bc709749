import ClamatorJSON

/// A position in the text of a pattern, and the small steps from there.
struct PatternScanner {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ source: String) {
        bytes = Array(source.utf8)
    }

    func error(_ reason: String) -> PatternError {
        PatternError(offset: offset, reason: reason)
    }

    func peek() -> UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }

    func starts(with text: StaticString) -> Bool {
        bytes[offset...].starts(with: ByteView(text))
    }

    /// Whether the term here is an assertion, which no quantifier may follow.
    var isAtAssertion: Bool {
        starts(with: "^") || starts(with: "$") || starts(with: "\\b") || starts(with: "\\B")
            || starts(with: "(?=") || starts(with: "(?!") || starts(with: "(?<=") || starts(with: "(?<!")
    }

    /// The character here, for a message.
    var character: String {
        var ahead = self
        return Unicode.Scalar(ahead.nextCodePoint()).map { String(Character($0)) } ?? ""
    }

    mutating func next() -> UInt8? {
        guard let byte = peek() else { return nil }
        offset += 1
        return byte
    }

    /// Passes one byte, unless the text is at its end.
    mutating func advance() {
        if offset < bytes.count { offset += 1 }
    }

    /// Passes `text` if it stands here.
    mutating func take(_ text: StaticString) -> Bool {
        guard starts(with: text) else { return false }
        offset += text.utf8CodeUnitCount
        return true
    }

    /// Passes the character here, of which there must be one.
    mutating func nextCodePoint() -> UInt32 {
        bytes.withBytes { UTF8Text($0).decode(&offset) }
    }

    /// The text from here to `end`, which is passed as well.
    mutating func text(upTo end: Character) -> String? {
        guard let close = bytes[offset...].firstIndex(where: { $0 == end.asciiValue }) else { return nil }
        defer { offset = close + 1 }
        return String(decoding: bytes[offset..<close], as: UTF8.self)
    }

    /// Decimal digits; a value beyond any limit is cut off at one.
    mutating func decimal() -> Int? {
        var value: Int?
        while let byte = peek(), UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
            offset += 1
            value = min((value ?? 0) * 10 + Int(byte & 0x0F), Int(UInt32.max))
        }
        return value
    }

    /// Exactly so many hexadecimal digits.
    mutating func hexadecimal(digits: Int) -> UInt32? {
        guard offset + digits <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[offset..<offset + digits] {
            guard let digit = Self.hexadecimalValue(byte) else { return nil }
            value = value << 4 | digit
        }
        offset += digits
        return value
    }

    private static func hexadecimalValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// A code point after `\u`: four digits, a pair of surrogates, or digits in braces. `start` is where the escape
    /// began. A lone surrogate is returned as such.
    mutating func unicodeEscape(at start: Int) throws(PatternError) -> UInt32 {
        if take("{") {
            var value: UInt32 = 0
            let digits = offset
            while let digit = peek().flatMap(Self.hexadecimalValue) {
                offset += 1
                value = min(value << 4 | digit, CodePointSet.lastScalar + 1)
            }
            guard offset > digits, take("}") else {
                throw PatternError(offset: start, reason: "'\\u{' is followed by hexadecimal digits and '}'")
            }
            guard value <= CodePointSet.lastScalar else {
                throw PatternError(offset: start, reason: "no code point is above 10FFFF")
            }
            return value
        }
        guard let unit = hexadecimal(digits: 4) else {
            throw PatternError(
                offset: start,
                reason: "'\\u' is followed by four hexadecimal digits, or by more or fewer in braces")
        }
        guard 0xD800...0xDBFF ~= unit else { return unit }
        var ahead = self
        guard ahead.take("\\u"), let trail = ahead.hexadecimal(digits: 4), 0xDC00...0xDFFF ~= trail else { return unit }
        self = ahead
        return 0x10000 + (unit - 0xD800) << 10 + (trail - 0xDC00)
    }

    /// The name of a group and the `>` after it.
    mutating func groupName() throws(PatternError) -> ExactString {
        var name = String.UnicodeScalarView()
        while !take(">") {
            let start = offset
            guard peek() != nil else { throw error("the name of a group ends in '>'") }
            let codePoint = take("\\u") ? try unicodeEscape(at: start) : nextCodePoint()
            guard let scalar = Unicode.Scalar(codePoint), Self.mayStand(scalar, first: name.isEmpty) else {
                throw PatternError(offset: start, reason: "this character cannot stand here in the name of a group")
            }
            name.append(scalar)
        }
        guard !name.isEmpty else { throw error("the name of a group cannot be empty") }
        return ExactString(String(name))
    }

    private static func mayStand(_ scalar: Unicode.Scalar, first: Bool) -> Bool {
        if scalar == "$" || scalar == "_" { return true }
        if first { return scalar.properties.isIDStart }
        return scalar.properties.isIDContinue || scalar.value == 0x200C || scalar.value == 0x200D
    }

    /// Why `(?` and what follows opens no group.
    func reasonAgainstGroup() -> String {
        var ahead = self
        ahead.advance()
        switch ahead.peek() {
        case UInt8(ascii: "i"), UInt8(ascii: "m"), UInt8(ascii: "s"), UInt8(ascii: "x"), UInt8(ascii: "-"):
            return "flags cannot be set inside a pattern"
        case UInt8(ascii: "P"): return "the named groups of ECMA-262 are written (?<name>…) and \\k<name>"
        case UInt8(ascii: ">"): return "ECMA-262 has no atomic groups"
        case UInt8(ascii: "#"): return "ECMA-262 has no comments in patterns"
        case UInt8(ascii: "R"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "&"):
            return "ECMA-262 has no recursion into groups"
        default: return "'(?' is followed by ':', '=', '!', '<=', '<!' or '<name>'"
        }
    }

    /// A character that must be escaped to stand for itself; the slash may be.
    static func isSyntaxCharacter(_ byte: UInt8) -> Bool {
        "^$\\.*+?()[]{}|/".utf8.contains(byte)
    }
}
