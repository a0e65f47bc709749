/// Bytes in memory that something else holds, a string's, an array's or a document's: passed about without a copy.
///
/// Unsafe code. Invariant: a view is used only while what holds its bytes does so, and leaves them as they are. That is
/// the time of the closure that gets it or, where it comes from a `JSONView`, the time for which that may be used.
/// Every access by an index is checked.
@safe @frozen @usableFromInline
package struct ByteView: BitwiseCopyable {
    /// The bytes; who reads through the pointer answers for the bounds.
    @usableFromInline package let buffer: UnsafeBufferPointer<UInt8>

    @inlinable @inline(__always)
    package init(_ buffer: UnsafeBufferPointer<UInt8>) { unsafe self.buffer = buffer }

    /// The text of a literal, which is there for as long as the program runs.
    @inlinable @inline(__always)
    package init(_ text: StaticString) {
        unsafe buffer = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    /// A part, whose first byte has the index 0.
    @inlinable @inline(__always)
    package func part(_ range: Range<Int>) -> ByteView {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes outside of the view")
        return unsafe ByteView(UnsafeBufferPointer(rebasing: buffer[range]))
    }

    /// The part up to an index.
    @inlinable @inline(__always)
    package func part(_ range: PartialRangeUpTo<Int>) -> ByteView { part(0..<range.upperBound) }

    /// The part from an index on, whose first byte has the index 0.
    @inlinable @inline(__always)
    package func part(_ range: PartialRangeFrom<Int>) -> ByteView { part(range.lowerBound..<count) }

    /// Runs the body on a view of a span.
    @inlinable @inline(__always)
    package static func of<Result, Failure: Error>(
        _ span: Span<UInt8>, _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try span.withUnsafeBufferPointer { (bytes) throws(Failure) in unsafe try body(ByteView(bytes)) }
    }

    /// Runs the body on the bytes as a span.
    @inlinable @inline(__always)
    package func withSpan<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe buffer.span)
    }

    /// The first eight bytes as a number, the first lowest, with zeros where there are fewer.
    package var head: UInt64 {
        guard let base = unsafe buffer.baseAddress else { return 0 }
        func word<Word: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: Word.Type) -> UInt64 {
            let word = unsafe UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset, as: type)
            return UInt64(truncatingIfNeeded: word.littleEndian) &<< UInt64(truncatingIfNeeded: 8 &* offset)
        }
        // The last word overlaps with the first.
        switch count {
        case 8...: return word(0, UInt64.self)
        case 4...: return word(0, UInt32.self) | word(count &- 4, UInt32.self)
        case 2...: return word(0, UInt16.self) | word(count &- 2, UInt16.self)
        case 1: return word(0, UInt8.self)
        default: return 0
        }
    }

    /// Whether two views show the same bytes.
    package func isEqual(to other: ByteView) -> Bool { bytesEqual(self, other) }

    /// Feeds the bytes to a hash.
    @inlinable @inline(__always)
    package func hash(into hasher: inout Hasher) { unsafe hasher.combine(bytes: UnsafeRawBufferPointer(buffer)) }
}

extension ByteView: RandomAccessCollection {
    @inlinable @inline(__always)
    package var startIndex: Int { 0 }

    @inlinable @inline(__always)
    package var endIndex: Int { unsafe buffer.count }

    @inlinable @inline(__always)
    package var count: Int { unsafe buffer.count }

    // As by default, but without generic code, which takes many times as long where it is not optimized.
    @inlinable @inline(__always)
    package func index(after index: Int) -> Int { index + 1 }

    @inlinable @inline(__always)
    package func index(before index: Int) -> Int { index - 1 }

    @inlinable @inline(__always)
    package func index(_ index: Int, offsetBy distance: Int) -> Int { index + distance }

    @inlinable @inline(__always)
    package func distance(from start: Int, to end: Int) -> Int { end - start }

    @inlinable @inline(__always)
    package subscript(index: Int) -> UInt8 {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "a byte outside of the view")
        return unsafe buffer[index]
    }

    @inlinable @inline(__always)
    package func makeIterator() -> Iterator { unsafe Iterator(bytes: buffer.makeIterator()) }

    /// Steps through the bytes.
    @safe @frozen @usableFromInline
    package struct Iterator: IteratorProtocol {
        @usableFromInline var bytes: UnsafeBufferPointer<UInt8>.Iterator

        @inlinable @inline(__always)
        init(bytes: UnsafeBufferPointer<UInt8>.Iterator) { unsafe self.bytes = bytes }

        @inlinable @inline(__always)
        package mutating func next() -> UInt8? { unsafe bytes.next() }
    }

    @inlinable @inline(__always)
    package func withContiguousStorageIfAvailable<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result? {
        unsafe try body(buffer)
    }
}

extension String {
    /// Runs the body on the string's bytes in UTF-8.
    @inlinable @inline(__always)
    package func withBytes<Result>(_ body: (ByteView) throws -> Result) rethrows -> Result {
        var text = self
        return try text.withUTF8 { unsafe try body(ByteView($0)) }
    }
}

extension Array<UInt8> {
    /// Runs the body on a view of the bytes.
    @inlinable @inline(__always)
    package func withBytes<Result, Failure: Error>(
        _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try withUnsafeBufferPointer { (bytes) throws(Failure) in unsafe try body(ByteView(bytes)) }
    }
}

/// Whether two places hold the same bytes. They are compared in words, of which the last overlaps with the one before.
@inlinable @inline(__always)
package func bytesEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    func differ<Word: BitwiseCopyable & FixedWidthInteger>(_ offset: Int, _ type: Word.Type) -> Word {
        unsafe UnsafeRawPointer(left + offset).loadUnaligned(as: type)
            ^ UnsafeRawPointer(right + offset).loadUnaligned(as: type)
    }
    if count >= 8 {
        var offset = 0
        while offset &+ 8 < count {
            if differ(offset, UInt64.self) != 0 { return false }
            offset &+= 8
        }
        return differ(count &- 8, UInt64.self) == 0
    }
    if count >= 4 { return differ(0, UInt32.self) | differ(count &- 4, UInt32.self) == 0 }
    if count >= 2 { return differ(0, UInt16.self) | differ(count &- 2, UInt16.self) == 0 }
    return unsafe count == 0 || left[0] == right[0]
}

/// Whether two views hold the same bytes.
@usableFromInline
func bytesEqual(_ left: ByteView, _ right: ByteView) -> Bool {
    guard left.count == right.count else { return false }
    guard let one = unsafe left.buffer.baseAddress, let two = unsafe right.buffer.baseAddress else { return true }
    return unsafe bytesEqual(one, two, left.count)
}
