/// The single pass over a document's text that writes its tape.
///
/// Unsafe code. Its invariants are those of `JSONDocument`: the text ends in zero bytes, which no token accepts, so a
/// scan stops at the end without asking how much is left, and sixteen bytes may be loaded anywhere. While it runs the
/// scanner owns the tape's memory, in which nodes of the document before may stand, and may exchange it for a larger
/// one; its maker takes `nodes` and `capacity` back from it. The tests compare it, byte sequence by byte sequence, with
/// a plain parser over an array.
@safe
struct JSONScanner {
    typealias Text = UnsafePointer<UInt8>

    /// How far the scan has come: handed from step to step by value, so that it stays in registers.
    @safe
    private struct Cursor {
        /// The next byte of the text.
        var pointer: Text
        /// How many nodes were written so far.
        var count = 0
    }

    private let start: Text
    private let end: Text
    private(set) var nodes: UnsafeMutablePointer<Node>
    private(set) var capacity: Int
    private var depth = 0
    /// Whether values stand on several lines, so that a line break is in the text.
    private(set) var hasLineBreaks = false
    /// What the escape that was stepped over last adds to its string's flags.
    private var escapeFlags: UInt32 = 0
    private var failure: (reason: JSONError.Reason, pointer: Text)?

    /// Prepares the scan of a text, whose values may nest `headroom` levels deeper than `JSONParser.maximumDepth`.
    init(_ text: Text, count: Int, nodes: UnsafeMutablePointer<Node>, capacity: Int, headroom: Int = 0) {
        depth = -headroom
        unsafe start = text
        unsafe end = text + count
        unsafe self.nodes = nodes
        self.capacity = capacity
    }

    /// What is wrong with a text, and where.
    struct Failure: Error {
        let reason: JSONError.Reason
        let offset: Int
    }

    /// Writes the tape of the text's one value.
    mutating func scan() throws(Failure) {
        if unsafe end - start >= JSONDocument.limitOfText { throw Failure(reason: .tooLarge, offset: 0) }
        var at = unsafe Cursor(pointer: start)
        skipWhitespace(&at)
        if scanValue(&at) {
            if unsafe at.pointer != end { skipWhitespace(&at) }
            if unsafe at.pointer == end { return }
            unsafe fail(.trailingText, at.pointer)
        }
        throw unsafe Failure(reason: failure?.reason ?? .unexpectedEnd, offset: (failure?.pointer ?? end) - start)
    }

    // MARK: Values

    @inline(__always)
    private mutating func scanValue(_ at: inout Cursor) -> Bool {
        switch unsafe at.pointer.pointee {
        case UInt8(ascii: "\""): return scanString(&at)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return scanNumber(&at)
        case UInt8(ascii: "{"):
            guard let behind = scanObject(at) else { return false }
            at = behind
            return true
        case UInt8(ascii: "["):
            guard let behind = scanArray(at) else { return false }
            at = behind
            return true
        case UInt8(ascii: "t"): return scanLiteral("true", .true, &at)
        case UInt8(ascii: "f"): return scanLiteral("false", .false, &at)
        case UInt8(ascii: "n"): return scanLiteral("null", .null, &at)
        default: return unsafe refuseValue(at.pointer)
        }
    }

    @inline(never)
    private mutating func scanObject(_ opening: Cursor) -> Cursor? {
        var at = opening
        guard enter(.object, &at) else { return nil }
        var members: UInt32 = 0
        if unsafe at.pointer.pointee != UInt8(ascii: "\"") { skipWhitespace(&at) }
        if unsafe at.pointer.pointee == UInt8(ascii: "}") { return leave(opening, at, count: 0) }
        while true {
            guard unsafe at.pointer.pointee == UInt8(ascii: "\"") else {
                unsafe fail(expected: members == 0 ? "a member's name or '}'" : "a member's name", at.pointer)
                return nil
            }
            guard scanString(&at) else { return nil }
            if unsafe at.pointer.pointee != UInt8(ascii: ":") { skipWhitespace(&at) }
            guard unsafe at.pointer.pointee == UInt8(ascii: ":") else {
                unsafe fail(expected: "':'", at.pointer)
                return nil
            }
            unsafe at.pointer += 1
            skipWhitespace(&at)
            guard scanValue(&at) else { return nil }
            members &+= 1
            if unsafe at.pointer.pointee != UInt8(ascii: ",") { skipWhitespace(&at) }
            if unsafe at.pointer.pointee == UInt8(ascii: ",") {
                unsafe at.pointer += 1
                skipWhitespace(&at)
            } else if unsafe at.pointer.pointee == UInt8(ascii: "}") {
                return leave(opening, at, count: members)
            } else {
                unsafe fail(expected: "',' or '}'", at.pointer)
                return nil
            }
        }
    }

    @inline(never)
    private mutating func scanArray(_ opening: Cursor) -> Cursor? {
        var at = opening
        guard enter(.array, &at) else { return nil }
        var elements: UInt32 = 0
        skipWhitespace(&at)
        if unsafe at.pointer.pointee == UInt8(ascii: "]") { return leave(opening, at, count: 0) }
        while true {
            guard scanValue(&at) else { return nil }
            elements &+= 1
            if unsafe at.pointer.pointee != UInt8(ascii: ",") { skipWhitespace(&at) }
            if unsafe at.pointer.pointee == UInt8(ascii: ",") {
                unsafe at.pointer += 1
                skipWhitespace(&at)
            } else if unsafe at.pointer.pointee == UInt8(ascii: "]") {
                return leave(opening, at, count: elements)
            } else {
                unsafe fail(expected: "',' or ']'", at.pointer)
                return nil
            }
        }
    }

    /// Steps past an opening bracket and reserves its node.
    @inline(__always)
    private mutating func enter(_ kind: JSON.Kind, _ at: inout Cursor) -> Bool {
        if depth == JSONParser.maximumDepth { return unsafe fail(.tooDeep(limit: JSONParser.maximumDepth), at.pointer) }
        depth &+= 1
        unsafe append(kind, flags: 0, from: at.pointer, length: 0, &at.count)
        unsafe at.pointer += 1
        return true
    }

    /// Steps past the closing bracket and completes the node of the array or object that began at `opening`.
    @inline(__always)
    private mutating func leave(_ opening: Cursor, _ closing: Cursor, count members: UInt32) -> Cursor? {
        let behind = unsafe Cursor(pointer: closing.pointer + 1, count: closing.count)
        if members > Node.maximumCount {
            unsafe fail(.tooLarge, behind.pointer)
            return nil
        }
        depth &-= 1
        let node = unsafe nodes + opening.count
        unsafe node.pointee.meta |= members &<< 5
        unsafe node.pointee.length = UInt32(truncatingIfNeeded: behind.pointer - opening.pointer)
        unsafe node.pointee.next = UInt32(truncatingIfNeeded: behind.count)
        return behind
    }

    @inline(__always)
    private mutating func scanLiteral(_ literal: StaticString, _ kind: JSON.Kind, _ at: inout Cursor) -> Bool {
        let length = literal.utf8CodeUnitCount
        guard unsafe bytesEqual(at.pointer, literal.utf8Start, length) else {
            return unsafe refuseLiteral(literal, at.pointer)
        }
        unsafe append(kind, flags: 0, from: at.pointer, length: length, &at.count)
        unsafe at.pointer += length
        return true
    }

    // MARK: Numbers (RFC 8259 §6)

    @inline(__always)
    private mutating func scanNumber(_ at: inout Cursor) -> Bool {
        var pointer = unsafe at.pointer
        var flags: UInt32 = 0
        if unsafe pointer.pointee == UInt8(ascii: "-") { unsafe pointer += 1 }
        if unsafe pointer.pointee == UInt8(ascii: "0") {
            unsafe pointer += 1
            if unsafe Self.isDigit(pointer.pointee) { return unsafe fail(.leadingZero, pointer) }
        } else if unsafe !Self.skipDigits(&pointer) {
            return unsafe fail(pointer.pointee == UInt8(ascii: "I") ? .notFinite : .missingDigits, pointer)
        }
        if unsafe pointer.pointee == UInt8(ascii: ".") {
            unsafe pointer += 1
            flags |= Node.firstFlag
            guard unsafe Self.skipDigits(&pointer) else { return unsafe fail(.missingDigits, pointer) }
        }
        if unsafe pointer.pointee | 0x20 == UInt8(ascii: "e") {
            unsafe pointer += 1
            flags |= Node.secondFlag
            if unsafe pointer.pointee == UInt8(ascii: "-") || pointer.pointee == UInt8(ascii: "+") {
                unsafe pointer += 1
            }
            guard unsafe Self.skipDigits(&pointer) else { return unsafe fail(.missingDigits, pointer) }
        }
        unsafe append(.number, flags: flags, from: at.pointer, length: pointer - at.pointer, &at.count)
        unsafe at.pointer = pointer
        return true
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// Steps over digits; false if there is none.
    @inline(__always)
    private static func skipDigits(_ pointer: inout Text) -> Bool {
        guard unsafe isDigit(pointer.pointee) else { return false }
        repeat { unsafe pointer += 1 } while unsafe isDigit(pointer.pointee)
        return true
    }

    // MARK: Strings (RFC 8259 §7)

    /// Scans a string from its opening quote. Sixteen bytes are looked at in one step until one of them is special.
    @inline(__always)
    private mutating func scanString(_ at: inout Cursor) -> Bool {
        let from = unsafe at.pointer + 1
        if let length = guessedLength(at.count), unsafe isPlainString(from, length) {
            unsafe append(.string, flags: 0, from: from, length: length, &at.count)
            unsafe at.pointer = from + (length &+ 1)
            return true
        }
        var pointer = unsafe from
        var flags: UInt32 = 0
        while true {
            let special = unsafe Self.specialBytes(UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Int8>.self))
            if special.first != 0 {
                unsafe pointer += special.first.trailingZeroBitCount &>> 3
            } else if special.second != 0 {
                unsafe pointer += 8 &+ special.second.trailingZeroBitCount &>> 3
            } else {
                unsafe pointer += 16
                continue
            }
            if unsafe pointer.pointee == UInt8(ascii: "\"") {
                unsafe append(.string, flags: flags, from: from, length: pointer - from, &at.count)
                unsafe at.pointer = pointer + 1
                return true
            }
            if unsafe pointer.pointee >= 0x80 {
                flags |= Node.secondFlag
                guard let behind = unsafe skipNonASCII(pointer) else { return false }
                unsafe pointer = behind
            } else if unsafe pointer.pointee == UInt8(ascii: "\\") {
                guard let behind = unsafe skipEscape(pointer) else { return false }
                unsafe pointer = behind
                flags |= escapeFlags
            } else {
                return unsafe fail(pointer == end ? .unexpectedEnd : .controlCharacter(pointer.pointee), pointer)
            }
        }
    }

    /// How long a string at this index of the tape was in the document before, if that was less than eight bytes.
    ///
    /// Documents that come one after another are much alike. A length that is guessed is checked in branches, which the
    /// processor foresees, so that the next token is looked at before these bytes have come from memory.
    @inline(__always)
    private func guessedLength(_ index: Int) -> Int? {
        guard index < capacity else { return nil }
        let length = unsafe nodes[index].length
        return length < 8 ? Int(length) : nil
    }

    /// Whether a string's closing quote is the first special byte, and stands behind so many others, less than eight.
    @inline(__always)
    private func isPlainString(_ from: Text, _ length: Int) -> Bool {
        let special = unsafe Self.specialBytes(UnsafeRawPointer(from).loadUnaligned(as: SIMD16<Int8>.self)).first
        return unsafe special &<< UInt64(truncatingIfNeeded: 56 &- 8 &* length) == 0xFF00_0000_0000_0000
            && from[length] == UInt8(ascii: "\"")
    }

    /// Ones for each byte that is a quote, a backslash, a control character or no ASCII, the first byte lowest. As
    /// signed numbers the last two kinds are those below 32.
    @inline(__always)
    private static func specialBytes(_ bytes: SIMD16<Int8>) -> (first: UInt64, second: UInt64) {
        // With the vector's type left to be inferred, the comparisons would be made byte by byte.
        let quotes = bytes .== SIMD16<Int8>(repeating: 0x22)
        let backslashes = bytes .== SIMD16<Int8>(repeating: 0x5C)
        let others = bytes .< SIMD16<Int8>(repeating: 0x20)
        let words = unsafe unsafeBitCast(quotes .| backslashes .| others, to: SIMD2<UInt64>.self)
        return (words.x.littleEndian, words.y.littleEndian)
    }

    /// Steps over characters beyond ASCII, as long as they follow each other.
    @inline(never)
    private mutating func skipNonASCII(_ from: Text) -> Text? {
        var pointer = unsafe from
        while unsafe pointer.pointee >= 0x80 {
            let length = unsafe UTF8Sequence.length(at: pointer)
            if length == 0 {
                unsafe fail(.invalidUTF8, pointer)
                return nil
            }
            unsafe pointer += length
        }
        return unsafe pointer
    }

    /// Steps over an escape sequence, and sets `escapeFlags`.
    @inline(never)
    private mutating func skipEscape(_ from: Text) -> Text? {
        escapeFlags = Node.firstFlag
        var pointer = unsafe from + 1
        switch unsafe pointer.pointee {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return unsafe pointer + 1
        case UInt8(ascii: "u"):
            unsafe pointer += 1
            guard let unit = unsafe scanHex(&pointer) else { return nil }
            if unit >= 0x80 { escapeFlags |= Node.secondFlag }
            guard unit & 0xF800 == 0xD800 else { return unsafe pointer }
            let isPaired = unsafe unit < 0xDC00 && pointer[0] == UInt8(ascii: "\\") && pointer[1] == UInt8(ascii: "u")
            if isPaired {
                unsafe pointer += 2
                guard let low = unsafe scanHex(&pointer) else { return nil }
                if low & 0xFC00 == 0xDC00 { return unsafe pointer }
            } else if unsafe unit < 0xDC00
                && (pointer == end || (pointer[0] == UInt8(ascii: "\\") && pointer + 1 == end))
            {
                unsafe fail(.unexpectedEnd, end)
                return nil
            }
            unsafe fail(.loneSurrogate, from)
            return nil
        default:
            unsafe fail(pointer == end ? .unexpectedEnd : .invalidEscape, pointer == end ? end : from)
            return nil
        }
    }

    private mutating func scanHex(_ pointer: inout Text) -> UInt32? {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = unsafe hexDigitValue(pointer.pointee) else {
                unsafe fail(expected: "four hexadecimal digits", pointer)
                return nil
            }
            unit = unit << 4 | digit
            unsafe pointer += 1
        }
        return unit
    }

    // MARK: Steps

    /// Steps over white space, of which there mostly is none or one space.
    ///
    /// A branch that the processor foresees, where the compiler would make the position depend on the byte: then the
    /// next token is looked at before this byte has come from memory. It takes a fifth off the time of a scan.
    @inline(__always)
    private mutating func skipWhitespace(_ at: inout Cursor) {
        if unsafe _fastPath(at.pointer.pointee == 0x20) { unsafe at.pointer += 1 }
        if unsafe at.pointer.pointee <= 0x20 { unsafe at.pointer = skipMoreWhitespace(at.pointer) }
    }

    @inline(never)
    private mutating func skipMoreWhitespace(_ from: Text) -> Text {
        var pointer = unsafe from
        while true {
            switch unsafe pointer.pointee {
            case 0x20, 0x09: unsafe pointer += 1
            case 0x0A, 0x0D:
                hasLineBreaks = true
                unsafe pointer += 1
            default: return unsafe pointer
            }
        }
    }

    @inline(__always)
    private mutating func append(_ kind: JSON.Kind, flags: UInt32, from: Text, length: Int, _ count: inout Int) {
        if count == capacity { grow() }
        let next = count &+ 1
        unsafe nodes[count] = Node(
            meta: UInt32(kind.rawValue) | flags,
            offset: UInt32(truncatingIfNeeded: from - start),
            length: UInt32(truncatingIfNeeded: length),
            next: UInt32(truncatingIfNeeded: next)
        )
        count = next
    }

    /// Doubles the room for nodes, all of which are in use.
    @inline(never)
    private mutating func grow() {
        let larger = unsafe Tape.allocate(capacity * 2)
        unsafe larger.update(from: nodes, count: capacity)
        unsafe Tape.deallocate(nodes)
        unsafe nodes = larger
        capacity *= 2
    }

    // MARK: Failing

    @inline(never)
    private mutating func refuseValue(_ pointer: Text) -> Bool {
        let rest = unsafe UnsafeBufferPointer(start: pointer, count: end - pointer)
        if unsafe rest.starts(with: "NaN".utf8) || rest.starts(with: "Infinity".utf8) {
            return unsafe fail(.notFinite, pointer)
        }
        if unsafe rest.starts(with: [0xEF, 0xBB, 0xBF]) { return unsafe fail(.byteOrderMark, pointer) }
        return unsafe fail(expected: "a value", pointer)
    }

    @inline(never)
    private mutating func refuseLiteral(_ literal: StaticString, _ from: Text) -> Bool {
        var index = 0
        while unsafe from[index] == literal.utf8Start[index] { index += 1 }
        return unsafe fail(expected: "\(literal)", from + index)
    }

    @inline(never)
    @discardableResult
    private mutating func fail(expected: String, _ pointer: Text) -> Bool {
        if unsafe pointer == end { return unsafe fail(.unexpectedEnd, pointer) }
        let length = unsafe pointer.pointee < 0x80 ? 1 : UTF8Sequence.length(at: pointer)
        let bytes = unsafe UnsafeBufferPointer(start: pointer, count: length)
        guard let scalar = unsafe String(decoding: bytes, as: UTF8.self).unicodeScalars.first else {
            return unsafe fail(.invalidUTF8, pointer)
        }
        return unsafe fail(.unexpected(scalar, expected: expected), pointer)
    }

    @inline(never)
    @discardableResult
    private mutating func fail(_ reason: JSONError.Reason, _ pointer: Text) -> Bool {
        let atEnd = unsafe pointer == end && (reason == .missingDigits)
        unsafe failure = (atEnd ? .unexpectedEnd : reason, pointer)
        return false
    }
}

/// UTF-8 as RFC 3629 §4 has it.
enum UTF8Sequence {
    /// How many bytes the sequence beyond ASCII at `pointer` has, or 0 where it is none: overlong, a surrogate, beyond
    /// U+10FFFF, or cut short. Reads no byte behind the first that does not fit.
    static func length(at pointer: UnsafePointer<UInt8>) -> Int {
        func isContinuation(_ index: Int) -> Bool { unsafe pointer[index] & 0xC0 == 0x80 }
        switch unsafe pointer[0] {
        case 0xC2...0xDF:
            return isContinuation(1) ? 2 : 0
        case 0xE0...0xEF:
            guard isContinuation(1), isContinuation(2) else { return 0 }
            if unsafe pointer[0] == 0xE0 && pointer[1] < 0xA0 { return 0 }
            if unsafe pointer[0] == 0xED && pointer[1] > 0x9F { return 0 }
            return 3
        case 0xF0...0xF4:
            guard isContinuation(1), isContinuation(2), isContinuation(3) else { return 0 }
            if unsafe pointer[0] == 0xF0 && pointer[1] < 0x90 { return 0 }
            if unsafe pointer[0] == 0xF4 && pointer[1] > 0x8F { return 0 }
            return 4
        default:
            return 0
        }
    }
}

extension JSONDocument {
    /// Writes the tape of the text, whose values may nest so many levels deeper than `JSONParser.maximumDepth`.
    @inline(__always)
    func scan(headroom: Int = 0) throws(JSONError) {
        var scanner = unsafe JSONScanner(
            text, count: textCount, nodes: nodes, capacity: nodeCapacity, headroom: headroom)
        defer { unsafe takeTape(scanner.nodes, capacity: scanner.capacity, hasLineBreaks: scanner.hasLineBreaks) }
        do throws(JSONScanner.Failure) {
            try scanner.scan()
        } catch {
            throw JSONError(reason: error.reason, offset: error.offset, in: bytes)
        }
    }
}
