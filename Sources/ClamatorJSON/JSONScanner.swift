/// The single pass over a document's text that writes its tape.
///
/// Raw-pointer code, kept in this file. Its invariants are those of `JSONDocument`: the text ends in zero bytes, which
/// no token accepts, so a scan stops at the end without asking how much is left, and eight bytes may be loaded anywhere.
/// The tests compare it, byte sequence by byte sequence, with a plain parser over an array.
struct JSONScanner {
    private let document: JSONDocument
    private let start: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>
    private var place: UnsafePointer<UInt8>
    private var nodes: UnsafeMutablePointer<Node>
    private var count = 0
    private var capacity: Int
    private var depth = 0
    private var failure: (reason: JSONError.Reason, place: UnsafePointer<UInt8>)?

    init(_ document: JSONDocument) {
        self.document = document
        start = UnsafePointer(document.text)
        end = start + document.textCount
        place = start
        nodes = document.nodes
        capacity = document.nodeCapacity
    }

    /// Writes the tape of the text's one value, or says what is wrong with the text and where.
    mutating func scan() -> (reason: JSONError.Reason, offset: Int)? {
        if end - start >= Int(UInt32.max) - JSONDocument.padding { return (.tooLarge, 0) }
        skipWhitespace()
        if scanValue() {
            skipWhitespace()
            if place == end { return nil }
            fail(.trailingText)
        }
        guard let failure else { return (.unexpectedEnd, end - start) }
        return (failure.reason, failure.place - start)
    }

    // MARK: Values

    @inline(__always)
    private mutating func scanValue() -> Bool {
        switch place.pointee {
        case UInt8(ascii: "\""): scanString()
        case UInt8(ascii: "{"): scanObject()
        case UInt8(ascii: "["): scanArray()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): scanNumber()
        case UInt8(ascii: "t"): scanLiteral("true", .true)
        case UInt8(ascii: "f"): scanLiteral("false", .false)
        case UInt8(ascii: "n"): scanLiteral("null", .null)
        default: refuseValue()
        }
    }

    @inline(never)
    private mutating func scanObject() -> Bool {
        let opening = place
        let node = count
        guard enter(.object) else { return false }
        var members: UInt32 = 0
        skipWhitespace()
        if place.pointee == UInt8(ascii: "}") {
            place += 1
            return leave(node, from: opening, count: 0)
        }
        while true {
            guard place.pointee == UInt8(ascii: "\"") else {
                return fail(expected: members == 0 ? "a member's name or '}'" : "a member's name")
            }
            guard scanString() else { return false }
            skipWhitespace()
            guard place.pointee == UInt8(ascii: ":") else { return fail(expected: "':'") }
            place += 1
            skipWhitespace()
            guard scanValue() else { return false }
            members &+= 1
            skipWhitespace()
            if place.pointee == UInt8(ascii: ",") {
                place += 1
                skipWhitespace()
            } else if place.pointee == UInt8(ascii: "}") {
                place += 1
                return leave(node, from: opening, count: members)
            } else {
                return fail(expected: "',' or '}'")
            }
        }
    }

    @inline(never)
    private mutating func scanArray() -> Bool {
        let opening = place
        let node = count
        guard enter(.array) else { return false }
        var elements: UInt32 = 0
        skipWhitespace()
        if place.pointee == UInt8(ascii: "]") {
            place += 1
            return leave(node, from: opening, count: 0)
        }
        while true {
            guard scanValue() else { return false }
            elements &+= 1
            skipWhitespace()
            if place.pointee == UInt8(ascii: ",") {
                place += 1
                skipWhitespace()
            } else if place.pointee == UInt8(ascii: "]") {
                place += 1
                return leave(node, from: opening, count: elements)
            } else {
                return fail(expected: "',' or ']'")
            }
        }
    }

    /// Steps past an opening bracket and reserves its node.
    @inline(__always)
    private mutating func enter(_ kind: JSON.Kind) -> Bool {
        if depth == JSONParser.maximumDepth { return fail(.tooDeep(limit: JSONParser.maximumDepth)) }
        depth += 1
        append(kind, flags: 0, from: place, length: 0)
        place += 1
        return true
    }

    /// Completes the node of the array or object that closed just before `place`.
    @inline(__always)
    private mutating func leave(_ node: Int, from opening: UnsafePointer<UInt8>, count members: UInt32) -> Bool {
        if members > Node.maximumCount { return fail(.tooLarge) }
        depth -= 1
        nodes[node].meta |= members << 5
        nodes[node].length = UInt32(truncatingIfNeeded: place - opening)
        nodes[node].next = UInt32(truncatingIfNeeded: count)
        return true
    }

    @inline(__always)
    private mutating func scanLiteral(_ spelling: StaticString, _ kind: JSON.Kind) -> Bool {
        let from = place
        for index in 0..<spelling.utf8CodeUnitCount {
            guard place.pointee == spelling.utf8Start[index] else {
                return fail(expected: "\(spelling)")
            }
            place += 1
        }
        append(kind, flags: 0, from: from, length: spelling.utf8CodeUnitCount)
        return true
    }

    // MARK: Numbers (RFC 8259 §6)

    @inline(__always)
    private mutating func scanNumber() -> Bool {
        let from = place
        var flags: UInt32 = 0
        if place.pointee == UInt8(ascii: "-") { place += 1 }
        if place.pointee == UInt8(ascii: "0") {
            place += 1
            if place.pointee &- UInt8(ascii: "0") < 10 { return fail(.leadingZero) }
        } else if !skipDigits() {
            return place.pointee == UInt8(ascii: "I") ? fail(.notFinite) : fail(.missingDigits)
        }
        if place.pointee == UInt8(ascii: ".") {
            place += 1
            flags |= Node.firstFlag
            guard skipDigits() else { return fail(.missingDigits) }
        }
        if place.pointee | 0x20 == UInt8(ascii: "e") {
            place += 1
            flags |= Node.secondFlag
            if place.pointee == UInt8(ascii: "-") || place.pointee == UInt8(ascii: "+") { place += 1 }
            guard skipDigits() else { return fail(.missingDigits) }
        }
        append(.number, flags: flags, from: from, length: place - from)
        return true
    }

    /// Steps over digits; false where there is none.
    @inline(__always)
    private mutating func skipDigits() -> Bool {
        let from = place
        while place.pointee &- UInt8(ascii: "0") < 10 { place += 1 }
        return place != from
    }

    // MARK: Strings (RFC 8259 §7)

    /// Scans a string from its opening quote. Eight bytes are looked at in one step until one of them is special.
    @inline(__always)
    private mutating func scanString() -> Bool {
        place += 1
        let from = place
        var flags: UInt32 = 0
        while true {
            let special = Self.specialBytes(UnsafeRawPointer(place).loadUnaligned(as: UInt64.self).littleEndian)
            if special == 0 {
                place += 8
                continue
            }
            place += special.trailingZeroBitCount >> 3
            if place.pointee == UInt8(ascii: "\"") {
                append(.string, flags: flags, from: from, length: place - from)
                place += 1
                return true
            }
            if place.pointee >= 0x80 {
                flags |= Node.secondFlag
                guard skipNonASCII() else { return false }
            } else if place.pointee == UInt8(ascii: "\\") {
                guard skipEscape(&flags) else { return false }
            } else {
                return place == end ? fail(.unexpectedEnd) : fail(.controlCharacter(place.pointee))
            }
        }
    }

    /// The high bit of each byte that is a quote, a backslash, a control character or no ASCII. A borrow can set a bit
    /// wrongly, but only above a byte that is special, so the lowest bit that is set is right.
    @inline(__always)
    private static func specialBytes(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let control = word &- (ones &* 0x20)
        return ((((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | (control & ~word)) | word) & highs
    }

    /// Steps over characters beyond ASCII, as long as they follow each other.
    @inline(never)
    private mutating func skipNonASCII() -> Bool {
        while place.pointee >= 0x80 {
            let length = UTF8Sequence.length(at: place)
            if length == 0 { return fail(.invalidUTF8) }
            place += length
        }
        return true
    }

    @inline(never)
    private mutating func skipEscape(_ flags: inout UInt32) -> Bool {
        flags |= Node.firstFlag
        let from = place
        place += 1
        switch place.pointee {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            place += 1
            return true
        case UInt8(ascii: "u"):
            place += 1
            guard let unit = scanHex() else { return false }
            if unit >= 0x80 { flags |= Node.secondFlag }
            guard unit & 0xF800 == 0xD800 else { return true }
            let isPaired = unit < 0xDC00 && place[0] == UInt8(ascii: "\\") && place[1] == UInt8(ascii: "u")
            if isPaired {
                place += 2
                guard let low = scanHex() else { return false }
                if low & 0xFC00 == 0xDC00 { return true }
            } else if unit < 0xDC00 && (place == end || (place[0] == UInt8(ascii: "\\") && place + 1 == end)) {
                place = end
                return fail(.unexpectedEnd)
            }
            place = from
            return fail(.loneSurrogate)
        default:
            if place == end { return fail(.unexpectedEnd) }
            place = from
            return fail(.invalidEscape)
        }
    }

    private mutating func scanHex() -> UInt32? {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = hexDigitValue(place.pointee) else {
                fail(expected: "four hexadecimal digits")
                return nil
            }
            unit = unit << 4 | digit
            place += 1
        }
        return unit
    }

    // MARK: Steps

    @inline(__always)
    private mutating func skipWhitespace() {
        while place.pointee <= 0x20 {
            switch place.pointee {
            case 0x20, 0x0A, 0x0D, 0x09: place += 1
            default: return
            }
        }
    }

    @inline(__always)
    private mutating func append(_ kind: JSON.Kind, flags: UInt32, from: UnsafePointer<UInt8>, length: Int) {
        if count == capacity { grow() }
        nodes[count] = Node(
            meta: UInt32(kind.rawValue) | flags,
            offset: UInt32(truncatingIfNeeded: from - start),
            length: UInt32(truncatingIfNeeded: length),
            next: UInt32(truncatingIfNeeded: count + 1)
        )
        count += 1
    }

    @inline(never)
    private mutating func grow() {
        document.growNodes(keeping: count)
        nodes = document.nodes
        capacity = document.nodeCapacity
    }

    // MARK: Failing

    @inline(never)
    private mutating func refuseValue() -> Bool {
        let rest = UnsafeBufferPointer(start: place, count: end - place)
        if rest.starts(with: "NaN".utf8) || rest.starts(with: "Infinity".utf8) { return fail(.notFinite) }
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { return fail(.byteOrderMark) }
        return fail(expected: "a value")
    }

    @inline(never)
    @discardableResult
    private mutating func fail(expected: String) -> Bool {
        if place == end { return fail(.unexpectedEnd) }
        let length = place.pointee < 0x80 ? 1 : UTF8Sequence.length(at: place)
        let bytes = UnsafeBufferPointer(start: place, count: length)
        guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first else {
            return fail(.invalidUTF8)
        }
        return fail(.unexpected(scalar, expected: expected))
    }

    @inline(never)
    @discardableResult
    private mutating func fail(_ reason: JSONError.Reason) -> Bool {
        let atEnd = place == end && (reason == .missingDigits)
        failure = (atEnd ? .unexpectedEnd : reason, place)
        return false
    }
}

/// UTF-8 as RFC 3629 §4 has it.
enum UTF8Sequence {
    /// How many bytes the sequence beyond ASCII at `place` has, or 0 where it is none: overlong, a surrogate, beyond
    /// U+10FFFF, or cut short. Reads no byte behind the first that does not fit.
    static func length(at place: UnsafePointer<UInt8>) -> Int {
        func isContinuation(_ index: Int) -> Bool { place[index] & 0xC0 == 0x80 }
        switch place[0] {
        case 0xC2...0xDF:
            return isContinuation(1) ? 2 : 0
        case 0xE0...0xEF:
            guard isContinuation(1), isContinuation(2) else { return 0 }
            if place[0] == 0xE0 && place[1] < 0xA0 { return 0 }
            if place[0] == 0xED && place[1] > 0x9F { return 0 }
            return 3
        case 0xF0...0xF4:
            guard isContinuation(1), isContinuation(2), isContinuation(3) else { return 0 }
            if place[0] == 0xF0 && place[1] < 0x90 { return 0 }
            if place[0] == 0xF4 && place[1] > 0x8F { return 0 }
            return 4
        default:
            return 0
        }
    }
}

/// The value of a hexadecimal digit, in either case.
func hexDigitValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}
