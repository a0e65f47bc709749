/// Writes JSON text (RFC 8259) into memory that it keeps from one text to the next.
///
/// Values, names and the brackets around them are written in order; the writer puts the commas:
///
///     var writer = JSONWriter()
///     writer.object { writer in
///         writer.member("sum") { $0.number(5) }
///     }
///
/// Unsafe code. Invariants: `bytes[0..<count]` is what was written, and `capacity` bytes are allocated; `reserve` is
/// called before every write. Where the capacity is 0 the bytes are `JSONDocument.noText`, which is never freed.
@safe
public struct JSONWriter: ~Copyable {
    @usableFromInline var bytes: UnsafeMutablePointer<UInt8>
    @usableFromInline package private(set) var count = 0
    @usableFromInline var capacity: Int
    /// Whether a value has been written at this level, so that the next needs a comma before it.
    @usableFromInline var needsComma = false
    /// The flags that a node of the number written last has.
    var numberFlags: UInt32 = 0
    /// Follows what is written where that is to become a value. What is appended as it is ends it.
    var tape: TapeWriter

    /// Makes an empty writer.
    public init() { self.init(tape: TapeWriter()) }

    init(tape: consuming TapeWriter) {
        capacity = 0
        unsafe bytes = JSONDocument.noText
        self.tape = tape
    }

    /// Makes an empty writer with room for some bytes.
    package init(capacity: Int) {
        self.init()
        reserve(capacity)
    }

    deinit { if capacity > 0 { unsafe bytes.deallocate() } }

    // MARK: What was written

    /// Runs the body on the text written so far.
    ///
    /// - Parameter body: Gets the bytes, which it must not keep.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    public borrowing func withSpan<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withBytes { (bytes) throws(Failure) in try bytes.withSpan(body) }
    }

    /// The same with a view.
    package borrowing func withBytes<Result, Failure: Error>(
        _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try body(ByteView(UnsafeBufferPointer(start: bytes, count: count)))
    }

    /// A copy of the bytes written so far.
    package var copy: [UInt8] { withBytes { Array($0) } }

    /// The text written so far.
    public var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

    /// How many bytes were written so far.
    public var byteCount: Int { count }

    /// Forgets what was written, and keeps the memory unless it is more than a megabyte.
    public mutating func removeAll() {
        count = 0
        tape.stop()
        needsComma = false
        if capacity > 1 << 20 {
            unsafe bytes.deallocate()
            capacity = 0
            unsafe bytes = JSONDocument.noText
        }
    }

    /// Forgets what was written behind the first `count` bytes, which were a whole text then.
    package mutating func truncate(to count: Int) {
        self.count = min(count, self.count)
        tape.stop()
    }

    /// Forgets this part of what was written.
    package mutating func remove(_ part: Range<Int>) {
        precondition(0 <= part.lowerBound && part.upperBound <= count)
        unsafe (bytes + part.lowerBound).update(from: bytes + part.upperBound, count: count - part.upperBound)
        count -= part.count
        tape.stop()
    }

    /// Runs the body, and forgets what it wrote where it throws.
    package mutating func attempt<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        let before = (count, needsComma)
        do {
            try body(&self)
        } catch {
            (count, needsComma) = before
            tape.stop()
            throw error
        }
    }

    // MARK: Arrays and objects

    /// Writes an array, whose elements the body writes.
    @inlinable
    public mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    /// Writes an object, whose members the body writes.
    @inlinable
    public mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Begins an array or object.
    @usableFromInline
    mutating func open(_ bracket: UInt8) {
        let before = beginValue()
        append(bracket)
        needsComma = false
        if before == tape.end { tape.open(bracket == UInt8(ascii: "{") ? .object : .array, end: count) }
    }

    /// Ends an array or object.
    @usableFromInline
    mutating func close(_ bracket: UInt8) {
        let before = count
        append(bracket)
        needsComma = true
        if before == tape.end { tape.close(bracket == UInt8(ascii: "}") ? .object : .array, end: count) }
    }

    /// Writes a member of an object: its name, and the value that the body writes.
    public mutating func member<Failure: Error>(
        _ name: String, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.name(name)
        try body(&self)
    }

    /// Adds a member to the object that was written last, which has some already.
    package mutating func addMember<Failure: Error>(
        _ name: String, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        count -= 1
        tape.stop()
        try member(name, body)
        append(UInt8(ascii: "}"))
    }

    /// Writes the name of a member; its value must follow.
    public mutating func name(_ name: String) { name.withBytes { self.name(utf8: $0) } }

    /// Writes the name of a member; its value must follow.
    @inlinable @inline(__always)
    public mutating func name(_ name: StaticString) {
        let text = ByteView(name)
        // For a literal the compiler finds out.
        guard Self.firstEscaped(in: text, from: 0) == text.count, name.isASCII else { return self.name(utf8: text) }
        let before = beginValue()
        appendQuoted(text)
        append(UInt8(ascii: ":"))
        needsComma = false
        noteName(length: text.count, behind: before)
    }

    /// Notes on the tape the name that was written last, with its quotes and the colon.
    @usableFromInline
    mutating func noteName(length: Int, behind before: Int) {
        if before == tape.end { tape.addName(flags: 0, offset: count &- length &- 2, length: length, end: count) }
    }

    @usableFromInline
    mutating func name(utf8 name: ByteView) {
        let before = beginValue()
        let start = count
        let flags = appendString(name)
        append(UInt8(ascii: ":"))
        needsComma = false
        if before == tape.end {
            tape.addName(flags: flags, offset: start &+ 1, length: count &- start &- 3, end: count)
        }
    }

    // MARK: Values

    /// Writes `null`.
    public mutating func null() { literal("null", .null) }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) { value ? literal("true", .true) : literal("false", .false) }

    /// Writes an integer.
    public mutating func number(_ value: Int) {
        let before = beginValue()
        let start = count
        appendDecimal(value)
        note(.number, flags: numberFlags, from: start, behind: before)
    }

    /// Writes a number of whose digits up to 19 stand behind the point.
    package mutating func number(isNegative: Bool, _ digits: UInt64, places: Int) {
        beginValue()
        appendDecimal(isNegative: isNegative, digits, places: places)
    }

    /// Writes an integer of any type.
    public mutating func number(_ value: some BinaryInteger) {
        if let value = Int(exactly: value) { return number(value) }
        let before = beginValue()
        let start = count
        append(integer: "\(value)")
        note(.number, flags: numberFlags, from: start, behind: before)
    }

    /// Writes a number as JavaScript does: the fewest digits that give the same `Double`, an integer without fraction.
    /// What is not finite is written as `null`, as JavaScript's `JSON.stringify` does.
    public mutating func number(_ value: Double) {
        let before = beginValue()
        let start = count
        appendDouble(value)
        let isNumber = value.isFinite
        note(isNumber ? .number : .null, flags: isNumber ? numberFlags : 0, from: start, behind: before)
    }

    /// Writes a string, escaping what must be: quote, backslash and control characters.
    public mutating func string(_ value: String) {
        value.withBytes { string(utf8: $0) }
    }

    /// Writes a string given as valid UTF-8.
    package mutating func string(utf8 value: ByteView) {
        let before = beginValue()
        let start = count
        let flags = appendString(value)
        if before == tape.end {
            tape.addValue(.string, flags: flags, offset: start &+ 1, length: count &- start &- 2, end: count)
        }
    }

    /// Appends a string with its quotes.
    ///
    /// - Returns: The flags of its node.
    @inline(__always)
    private mutating func appendString(_ value: ByteView) -> UInt32 {
        // Few strings have something to escape.
        if let flags = appendPlain(value) { return flags }
        append(UInt8(ascii: "\""))
        appendEscaped(value)
        append(UInt8(ascii: "\""))
        return Node.firstFlag | (value.contains { $0 >= 0x80 } ? Node.secondFlag : 0)
    }

    /// Writes a value as it was spelled.
    public mutating func value(_ value: JSON) {
        value.withView { self.value($0, mayHaveLineBreaks: value.mayHaveLineBreaks) }
    }

    /// Writes a view's value as it was spelled.
    package mutating func value(_ view: JSONView, mayHaveLineBreaks: Bool = true) {
        let before = beginValue()
        append(view.rawText)
        if before == tape.end { tape.addCopy(of: view, mayHaveLineBreaks: mayHaveLineBreaks, end: count) }
    }

    private mutating func literal(_ text: StaticString, _ kind: JSON.Kind) {
        let before = beginValue()
        append(text)
        note(kind, from: count &- text.utf8CodeUnitCount, behind: before)
    }

    /// Notes on the tape the value that was written last, from `start` on, where the tape has all before its comma.
    @inline(__always)
    private mutating func note(_ kind: JSON.Kind, flags: UInt32 = 0, from start: Int, behind before: Int) {
        if before == tape.end {
            tape.addValue(kind, flags: flags, offset: start, length: count &- start, end: count)
        }
    }

    /// Puts the comma that a further value at this level needs.
    ///
    /// - Returns: The length of the text before it.
    @inlinable @inline(__always)
    @discardableResult
    package mutating func beginValue() -> Int {
        let before = count
        if needsComma { append(UInt8(ascii: ",")) }
        needsComma = true
        return before
    }

    /// Ends a line that began behind the first `start` bytes, so that the next value stands by itself. Line breaks
    /// inside, which values may have been spelled with, become spaces: in JSON they can stand only where spaces can.
    ///
    /// - Parameters:
    ///   - start: Where the line began.
    ///   - mayHaveLineBreaks: Whether it is to be searched. To read what was written just now makes the processor wait.
    package mutating func endLine(from start: Int, mayHaveLineBreaks: Bool = true) {
        append(UInt8(ascii: "\n"))
        needsComma = false
        guard mayHaveLineBreaks else { return }
        var pointer = unsafe bytes + start
        let end = unsafe bytes + (count &- 1)
        while unsafe end - pointer >= 16 {
            if unsafe Self.hasLineBreak(pointer) { unsafe Self.replaceLineBreaks(pointer, pointer + 16) }
            unsafe pointer += 16
        }
        // The last sixteen may overlap with those before.
        if unsafe end - bytes < 16 || Self.hasLineBreak(end - 16) { unsafe Self.replaceLineBreaks(pointer, end) }
    }

    /// Whether there is one among sixteen bytes.
    @inline(__always)
    private static func hasLineBreak(_ text: UnsafePointer<UInt8>) -> Bool {
        let bytes = unsafe UnsafeRawPointer(text).loadUnaligned(as: SIMD16<Int8>.self)
        // With the vector's type left to be inferred, the comparisons would be made byte by byte.
        let found = bytes .== SIMD16<Int8>(repeating: 0x0A) .| bytes .== SIMD16<Int8>(repeating: 0x0D)
        let words = unsafe unsafeBitCast(found, to: SIMD2<UInt64>.self)
        return words.x | words.y != 0
    }

    @inline(never)
    private static func replaceLineBreaks(_ start: UnsafeMutablePointer<UInt8>, _ end: UnsafeMutablePointer<UInt8>) {
        var pointer = unsafe start
        while unsafe pointer < end {
            if unsafe pointer.pointee == UInt8(ascii: "\n") || pointer.pointee == UInt8(ascii: "\r") {
                unsafe pointer.pointee = UInt8(ascii: " ")
            }
            unsafe pointer += 1
        }
    }

    // MARK: Bytes

    /// Appends a byte as it is.
    @inlinable @inline(__always)
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe bytes[count] = byte
        count &+= 1
    }

    /// Appends text as it is.
    @inlinable @inline(__always)
    package mutating func append(_ text: StaticString) { append(ByteView(text)) }

    /// Appends bytes as they are.
    @inlinable @inline(__always)
    package mutating func append(_ other: ByteView) {
        guard let base = unsafe other.buffer.baseAddress else { return }
        reserve(other.count)
        unsafe (bytes + count).update(from: base, count: other.count)
        count &+= other.count
    }

    /// Appends bytes that need no escape, as a string. There is room for a byte more behind it.
    @inlinable @inline(__always)
    mutating func appendQuoted(_ text: ByteView) {
        reserve(text.count &+ 3)
        unsafe bytes[count] = UInt8(ascii: "\"")
        if let base = unsafe text.buffer.baseAddress {
            unsafe (bytes + (count &+ 1)).update(from: base, count: text.count)
        }
        unsafe bytes[count &+ text.count &+ 1] = UInt8(ascii: "\"")
        count &+= text.count &+ 2
    }

    /// Appends a string with its quotes where it has nothing to escape; else appends nothing, and returns nil. Its
    /// bytes are looked at and copied in words, of which the last overlaps with the one before.
    ///
    /// - Returns: The flags of its node.
    @inline(__always)
    private mutating func appendPlain(_ text: ByteView) -> UInt32? {
        let length = text.count
        reserve(length &+ 3)
        let target = unsafe UnsafeMutableRawPointer(bytes + (count &+ 1))
        var seen: UInt64 = 0
        var found: UInt64 = 0
        if let base = unsafe text.buffer.baseAddress {
            let source = unsafe UnsafeRawPointer(base)
            func copy<Word: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: Word.Type) -> UInt64 {
                let word = unsafe source.loadUnaligned(fromByteOffset: offset, as: type)
                unsafe target.storeBytes(of: word, toByteOffset: offset, as: type)
                return UInt64(truncatingIfNeeded: word.littleEndian)
            }
            func look(at word: UInt64) {
                seen |= word
                found |= Self.escapedBytes(word)
            }
            if length >= 8 {
                var offset = 0
                while offset &+ 8 < length {
                    look(at: copy(offset, UInt64.self))
                    offset &+= 8
                }
                look(at: copy(length &- 8, UInt64.self))
            } else if length >= 4 {
                look(at: copy(0, UInt32.self) | copy(length &- 4, UInt32.self) &<< 32)
            } else {
                // The other bytes of the word are spaces.
                for offset in 0..<length { look(at: copy(offset, UInt8.self) | 0x2020_2020_2020_2000) }
            }
        }
        if found != 0 { return nil }
        unsafe bytes[count] = UInt8(ascii: "\"")
        unsafe bytes[count &+ length &+ 1] = UInt8(ascii: "\"")
        count &+= length &+ 2
        return seen & 0x8080_8080_8080_8080 == 0 ? 0 : Node.secondFlag
    }

    /// Appends again what was written as this part of the text.
    package mutating func append(copyOf part: Range<Int>) {
        reserve(part.count)
        unsafe append(ByteView(UnsafeBufferPointer(start: bytes + part.lowerBound, count: part.count)))
    }

    @inlinable @inline(__always)
    mutating func reserve(_ more: Int) {
        if count &+ more > capacity { grow(to: count &+ more) }
    }

    @usableFromInline
    mutating func grow(to needed: Int) {
        let room = max(capacity * (capacity < 2048 ? 4 : 2), needed, 64)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
        unsafe larger.update(from: bytes, count: count)
        if capacity > 0 { unsafe bytes.deallocate() }
        unsafe (bytes, capacity) = (larger, room)
    }

    /// Appends the text of a string without its quotes.
    package mutating func appendEscaped(_ value: ByteView) {
        var plainFrom = 0
        var index = 0
        while index < value.count {
            index = Self.firstEscaped(in: value, from: index)
            if index == value.count { break }
            let byte = value[index]
            append(value.part(plainFrom..<index))
            index += 1
            plainFrom = index
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x08: append("\\b")
            case 0x09: append("\\t")
            case 0x0A: append("\\n")
            case 0x0C: append("\\f")
            case 0x0D: append("\\r")
            default:
                append(byte < 0x10 ? "\\u000" : "\\u001")
                append(hexDigit(byte & 15))
            }
        }
        append(value.part(plainFrom...))
    }

    /// The first byte that cannot stand in a string as it is; the text's length if there is none. Eight bytes are
    /// looked at in one step: in a word, a byte is below 0x20, a quote or a backslash where its high bit comes out set.
    @inlinable @inline(__always)
    static func firstEscaped(in text: ByteView, from start: Int) -> Int {
        guard let base = unsafe text.buffer.baseAddress else { return 0 }
        let pointer = unsafe UnsafeRawPointer(base)
        let count = text.count
        var index = start
        while index &+ 8 <= count {
            let found = unsafe firstEscaped(pointer.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            if found < 8 { return index &+ found }
            index &+= 8
        }
        // The rest in one step, with bytes again that were found plain.
        let behind = count &- 8
        if behind >= start {
            let found = unsafe firstEscaped(pointer.loadUnaligned(fromByteOffset: behind, as: UInt64.self))
            return behind &+ found
        }
        if index == 0, count >= 4 {
            let first = unsafe pointer.loadUnaligned(as: UInt32.self).littleEndian
            let last = unsafe pointer.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self).littleEndian
            let found = firstEscaped((UInt64(last) &<< 32 | UInt64(first)).littleEndian)
            return found < 4 ? found : count &- 8 &+ found
        }
        while index < count {
            let byte = unsafe base[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
            index &+= 1
        }
        return count
    }

    /// The first such byte of eight; 8 if there is none.
    @inlinable @inline(__always)
    static func firstEscaped(_ bytes: UInt64) -> Int {
        // A borrow can set a bit wrongly, but only above a byte that is found, so the lowest bit is right.
        escapedBytes(bytes.littleEndian).trailingZeroBitCount &>> 3
    }

    /// The high bits of such bytes of eight, the first lowest; above one of them a bit may be set wrongly.
    @inlinable @inline(__always)
    static func escapedBytes(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let found =
            ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- ones &* 0x20) & ~word)
        return found & (ones &* 0x80)
    }

    private func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Appends an integer in decimal.
    package mutating func appendDecimal(_ value: Int) {
        appendDecimal(isNegative: value < 0, UInt64(value.magnitude), places: 0)
    }

    /// Appends an integer given as JSON text.
    package mutating func append(integer text: String) {
        text.withBytes { append($0) }
        numberFlags = 0
    }

    /// Appends a number in decimal, of whose digits up to 19 stand behind the point.
    mutating func appendDecimal(isNegative: Bool, _ digits: UInt64, places: Int) {
        // A sign, twenty digits, a zero and a point, and eight bytes that may be written behind them.
        reserve(32)
        if isNegative {
            unsafe bytes[count] = UInt8(ascii: "-")
            count &+= 1
        }
        guard places > 0 else {
            numberFlags = 0
            return putWhole(digits)
        }
        numberFlags = Node.firstFlag
        let (whole, fraction) = digits.quotientAndRemainder(dividingBy: powersOfTen[places])
        putWhole(whole)
        unsafe bytes[count] = UInt8(ascii: ".")
        count &+= 1
        if places <= 8 { return put(Self.eightDigits(of: fraction), last: places) }
        putLongFraction(fraction, places)
    }

    /// Writes a number without zeros at its front. There is room for it.
    @inline(__always)
    private mutating func putWhole(_ number: UInt64) {
        guard number < 100_000_000 else { return putLongWhole(number) }
        var length = 1
        var bound: UInt64 = 10
        // A run of branches, which the processor foresees: then the length is known before the number is.
        while number >= bound {
            length &+= 1
            bound &*= 10
        }
        put(Self.eightDigits(of: number), last: length)
    }

    @inline(never)
    private mutating func putLongWhole(_ number: UInt64) {
        putWhole(number / 100_000_000)
        put(Self.eightDigits(of: number % 100_000_000), last: 8)
    }

    /// Writes the last digits of a number, more than eight, zeros at their front among them.
    @inline(never)
    private mutating func putLongFraction(_ number: UInt64, _ count: Int) {
        let front = number / 100_000_000
        if count > 16 {
            putLongFraction(front, count &- 8)
        } else {
            put(Self.eightDigits(of: front), last: count &- 8)
        }
        put(Self.eightDigits(of: number % 100_000_000), last: 8)
    }

    /// Writes the last of eight digits. The bytes behind them are written to as well.
    @inline(__always)
    private mutating func put(_ digits: UInt64, last count: Int) {
        let text = (digits | 0x3030_3030_3030_3030) &>> UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        unsafe UnsafeMutableRawPointer(bytes + self.count).storeBytes(of: text.littleEndian, as: UInt64.self)
        self.count &+= count
    }

    /// The digits of a number below 100 000 000, a byte each, the first lowest: split in halves three times, all parts
    /// in one step. Each quotient is the product with a rounded reciprocal, exact for numbers of that size.
    @inline(__always)
    private static func eightDigits(of number: UInt64) -> UInt64 {
        let fours = number / 10_000 | (number % 10_000) &<< 32
        let hundreds = ((fours &* 10_486) &>> 20) & 0x0000_007F_0000_007F
        let twos = hundreds | (fours &- hundreds &* 100) &<< 16
        let tens = ((twos &* 103) &>> 10) & 0x000F_000F_000F_000F
        return tens | (twos &- tens &* 10) &<< 8
    }
}

/// 10 to the powers that fit in 64 bits.
let powersOfTen: [UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]

extension JSONDocument {
    /// Takes over what was written with its tape; nil where the writer has none of one whole value.
    static func taking(_ writer: inout JSONWriter) -> JSONDocument? {
        guard let document = writer.tape.take(textLength: writer.count) else { return nil }
        document.exchangeText(with: &writer)
        assert(document.hasTapeOfText, "a tape that is not the text's")
        return document
    }

    /// Takes over what was written, and leaves the writer its own memory instead.
    func exchangeText(with writer: inout JSONWriter) {
        writer.reserve(Self.padding)
        unsafe exchangeText(&writer.bytes, capacity: &writer.capacity, count: writer.count)
        writer.removeAll()
    }
}
