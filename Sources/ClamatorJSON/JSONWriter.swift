/// Writes JSON text (RFC 8259) into memory that it keeps from one text to the next.
///
/// Values, names and the brackets around them are written in order; the writer puts the commas:
///
///     var writer = JSONWriter()
///     writer.object { writer in
///         writer.member("sum") { $0.number(5) }
///     }
///
/// Raw-pointer code: `bytes[0..<count]` is what was written, and `capacity` bytes are allocated; `reserve` is called
/// before every write. Where the capacity is 0 the bytes are `JSONDocument.noText`, which nobody owns.
public struct JSONWriter: ~Copyable {
    @usableFromInline var bytes: UnsafeMutablePointer<UInt8>
    @usableFromInline package private(set) var count = 0
    @usableFromInline var capacity: Int
    /// Whether a value has been written at this level, so that the next needs a comma before it.
    @usableFromInline var needsComma = false

    /// Makes an empty writer.
    public init() {
        capacity = 0
        bytes = JSONDocument.noText
    }

    /// Makes an empty writer with room for some bytes.
    package init(capacity: Int) {
        self.init()
        reserve(capacity)
    }

    deinit { if capacity > 0 { bytes.deallocate() } }

    // MARK: What was written

    /// Runs the body on the text written so far.
    ///
    /// - Parameter body: Gets the bytes, which it must not keep.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    public borrowing func withBytes<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeBufferPointer(start: bytes, count: count))
    }

    /// The text written so far.
    public var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

    /// How many bytes were written so far.
    public var byteCount: Int { count }

    /// Forgets what was written, and keeps the memory unless it is more than a megabyte.
    public mutating func removeAll() {
        count = 0
        needsComma = false
        if capacity > 1 << 20 {
            bytes.deallocate()
            capacity = 0
            bytes = JSONDocument.noText
        }
    }

    /// Forgets what was written behind the first `count` bytes, which were a whole text then.
    package mutating func truncate(to count: Int) { self.count = min(count, self.count) }

    // MARK: Arrays and objects

    /// Writes an array, whose elements the body writes.
    public mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try nest(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    /// Writes an object, whose members the body writes.
    public mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try nest(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    private mutating func nest<Failure: Error>(
        _ opening: UInt8, _ closing: UInt8, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        beginValue()
        append(opening)
        needsComma = false
        try body(&self)
        append(closing)
        needsComma = true
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
        try member(name, body)
        append(UInt8(ascii: "}"))
    }

    /// Writes the name of a member; its value must follow.
    public mutating func name(_ name: String) {
        string(name)
        append(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Values

    /// Writes `null`.
    public mutating func null() { spelled("null") }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) { spelled(value ? "true" : "false") }

    /// Writes an integer.
    public mutating func number(_ value: Int) {
        beginValue()
        appendDecimal(value)
    }

    /// Writes a number as JavaScript does: the fewest digits that give the same `Double`, an integer without fraction.
    /// What is not finite is written as `null`, as JavaScript's `JSON.stringify` does.
    public mutating func number(_ value: Double) {
        beginValue()
        appendDouble(value)
    }

    /// Writes a string, escaping what must be: quote, backslash and control characters.
    public mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { string(utf8: $0) }
    }

    /// Writes a string given as valid UTF-8.
    package mutating func string(utf8 value: UnsafeBufferPointer<UInt8>) {
        beginValue()
        append(UInt8(ascii: "\""))
        appendEscaped(value)
        append(UInt8(ascii: "\""))
    }

    /// Writes a value as it was spelled.
    public mutating func value(_ value: JSON) {
        value.withSpelling { spelled($0) }
    }

    /// Writes a view's value as it was spelled.
    package mutating func value(_ view: JSONView) { spelled(view.spelling) }

    /// Writes a whole value that is JSON text already.
    mutating func spelled(_ text: UnsafeBufferPointer<UInt8>) {
        beginValue()
        append(text)
    }

    /// Writes a whole value that is JSON text already.
    private mutating func spelled(_ text: StaticString) {
        beginValue()
        append(text)
    }

    /// Puts the comma that a further value at this level needs.
    @inline(__always)
    package mutating func beginValue() {
        if needsComma { append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Ends a line that began behind the first `start` bytes, so that the next value stands by itself. Line breaks inside,
    /// which values may have been spelled with, become spaces: in JSON they can stand only where spaces can.
    ///
    /// - Parameters:
    ///   - start: Where the line began.
    ///   - mayHaveLineBreaks: Whether it is to be searched. To read what was written just now makes the processor wait.
    package mutating func endLine(from start: Int, mayHaveLineBreaks: Bool = true) {
        append(UInt8(ascii: "\n"))
        needsComma = false
        guard mayHaveLineBreaks else { return }
        var place = bytes + start
        let end = bytes + (count &- 1)
        while end - place >= 16 {
            if Self.hasLineBreak(place) { Self.replaceLineBreaks(place, place + 16) }
            place += 16
        }
        // The last sixteen may overlap with those before.
        if end - bytes < 16 || Self.hasLineBreak(end - 16) { Self.replaceLineBreaks(place, end) }
    }

    /// Whether there is one among sixteen bytes.
    @inline(__always)
    private static func hasLineBreak(_ text: UnsafePointer<UInt8>) -> Bool {
        let bytes = UnsafeRawPointer(text).loadUnaligned(as: SIMD16<Int8>.self)
        // With the vector's type left to be inferred, the comparisons would be made byte by byte.
        let found = bytes .== SIMD16<Int8>(repeating: 0x0A) .| bytes .== SIMD16<Int8>(repeating: 0x0D)
        let words = unsafeBitCast(found, to: SIMD2<UInt64>.self)
        return words.x | words.y != 0
    }

    @inline(never)
    private static func replaceLineBreaks(_ start: UnsafeMutablePointer<UInt8>, _ end: UnsafeMutablePointer<UInt8>) {
        var place = start
        while place < end {
            if place.pointee == UInt8(ascii: "\n") || place.pointee == UInt8(ascii: "\r") {
                place.pointee = UInt8(ascii: " ")
            }
            place += 1
        }
    }

    // MARK: Bytes

    /// Appends a byte as it is.
    @inlinable @inline(__always)
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        bytes[count] = byte
        count &+= 1
    }

    /// Appends text as it is.
    @inlinable @inline(__always)
    package mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends bytes as they are.
    @inlinable @inline(__always)
    package mutating func append(_ other: UnsafeBufferPointer<UInt8>) {
        guard let base = other.baseAddress else { return }
        reserve(other.count)
        (bytes + count).update(from: base, count: other.count)
        count &+= other.count
    }

    /// Appends again what was written as this part of the text.
    package mutating func append(copyOf part: Range<Int>) {
        reserve(part.count)
        append(UnsafeBufferPointer(start: bytes + part.lowerBound, count: part.count))
    }

    @inlinable @inline(__always)
    mutating func reserve(_ more: Int) {
        if count &+ more > capacity { grow(to: count &+ more) }
    }

    @usableFromInline
    mutating func grow(to needed: Int) {
        let room = max(capacity * 2, needed, 64)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
        larger.update(from: bytes, count: count)
        if capacity > 0 { bytes.deallocate() }
        (bytes, capacity) = (larger, room)
    }

    /// Appends the text of a string without its quotes.
    package mutating func appendEscaped(_ value: UnsafeBufferPointer<UInt8>) {
        var plainFrom = 0
        var index = 0
        while index < value.count {
            index = Self.firstEscaped(in: value, from: index)
            if index == value.count { break }
            let byte = value[index]
            append(UnsafeBufferPointer(rebasing: value[plainFrom..<index]))
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
        append(UnsafeBufferPointer(rebasing: value[plainFrom...]))
    }

    /// The first byte that cannot stand in a string as it is; the text's length where there is none. Eight bytes are
    /// looked at in one step: in a word, a byte is below 0x20, a quote or a backslash where its high bit comes out set.
    @inline(__always)
    private static func firstEscaped(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = text.baseAddress else { return 0 }
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = start
        while index &+ 8 <= text.count {
            let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self).littleEndian
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let found =
                ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- ones &* 0x20) & ~word)
            // A borrow can set a bit wrongly, but only above a byte that is found, so the lowest bit is right.
            let bits = found & (ones &* 0x80)
            if bits != 0 { return index &+ bits.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < text.count {
            let byte = base[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
            index &+= 1
        }
        return text.count
    }

    private func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Appends an integer in decimal.
    package mutating func appendDecimal(_ value: Int) {
        appendDecimal(isNegative: value < 0, UInt64(value.magnitude), places: 0)
    }

    /// Appends a number in decimal, of whose digits some stand behind the point.
    mutating func appendDecimal(isNegative: Bool, _ digits: UInt64, places: Int) {
        if isNegative { append(UInt8(ascii: "-")) }
        let wholes = max(1, Self.decimalLength(digits) &- places)
        reserve(wholes + 1 + places)
        let point = bytes + (count &+ wholes)
        var whole = digits
        count &+= wholes
        if places > 0 {
            whole = Self.putDigits(of: digits, count: places, before: point + (1 &+ places))
            point.pointee = UInt8(ascii: ".")
            count &+= 1 &+ places
        }
        _ = Self.putDigits(of: whole, count: wholes, before: point)
    }

    /// How many digits a number has.
    @inline(__always)
    static func decimalLength(_ number: UInt64) -> Int {
        var length = 1
        var bound: UInt64 = 10
        while number >= bound, length < 19 {
            length &+= 1
            bound &*= 10
        }
        return number >= bound ? 20 : length
    }

    /// Writes the last digits of a number, zeros at their front among them, so that they end before a place.
    ///
    /// - Returns: The number without these digits.
    @inline(__always)
    static func putDigits(of number: UInt64, count: Int, before end: UnsafeMutablePointer<UInt8>) -> UInt64 {
        var rest = number
        var place = end
        var left = count
        while left >= 2 {
            let pair = Int(truncatingIfNeeded: rest % 100)
            rest /= 100
            place -= 2
            left &-= 2
            UnsafeMutableRawPointer(place).copyMemory(from: twoDigits.utf8Start + 2 &* pair, byteCount: 2)
        }
        if left > 0 {
            place[-1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return rest
    }
}

/// The numbers from 00 to 99.
private var twoDigits: StaticString {
    """
    0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
    5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
    """
}
