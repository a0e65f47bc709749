/// One entry of a document's tape: sixteen bytes that say what stands where in the text.
///
/// A document is its UTF-8 text and a flat array of nodes in document order. The node of an array is followed by the
/// nodes of its elements; the node of an object by those of its members, each a name (a string node) and then its
/// value. `next` leads past a node and all below it, so siblings are reached without a look at what lies between.
///
///     bits 0–2   kind
///     bit  3     string: it holds an escape; number: it has a fraction
///     bit  4     string: its value has characters beyond ASCII; number: it has an exponent
///     bits 5–31  array, object: the number of elements, members
@frozen @usableFromInline
package struct Node: Sendable {
    @usableFromInline var meta: UInt32
    /// Where the value begins in the text; for a string the byte behind its opening quote.
    @usableFromInline package var offset: UInt32
    /// How many bytes of text it has; for a string without its quotes.
    @usableFromInline package var length: UInt32
    /// The index of the node that follows this one and all below it.
    @usableFromInline package var next: UInt32

    @inlinable @inline(__always)
    init(meta: UInt32, offset: UInt32, length: UInt32, next: UInt32) {
        self.meta = meta
        self.offset = offset
        self.length = length
        self.next = next
    }

    /// The largest count that fits beside the flags.
    static let maximumCount = (1 << 27) - 1

    @inlinable @inline(__always)
    package var kind: JSON.Kind { JSON.Kind(rawValue: UInt8(truncatingIfNeeded: meta & 7)) ?? .null }

    /// A set of kinds with this value's alone in it: one bit, at the position of the kind's raw value.
    @inlinable @inline(__always)
    package var kindBit: UInt8 { 1 &<< UInt8(truncatingIfNeeded: meta & 7) }

    @inlinable @inline(__always)
    package var count: Int { Int(meta >> 5) }

    /// Where the value ends in the text; for a string at its closing quote.
    @inlinable @inline(__always)
    package var end: Int { Int(offset) &+ Int(length) }

    /// Whether the string holds an escape sequence, so that its text is not its value.
    @inlinable @inline(__always)
    package var isEscaped: Bool { meta & Node.firstFlag != 0 }

    /// Whether the string's value is ASCII alone, so that its bytes are code points.
    @inlinable @inline(__always)
    package var isASCII: Bool { meta & Node.secondFlag == 0 }

    /// Whether the number is spelled without fraction and exponent.
    @inlinable @inline(__always)
    package var isPlainInteger: Bool { meta & (Node.firstFlag | Node.secondFlag) == 0 }

    /// Whether the number is spelled with an exponent.
    @inlinable @inline(__always)
    package var hasExponent: Bool { meta & Node.secondFlag != 0 }

    /// The bits that say how a string or number is spelled.
    package var flags: UInt32 { meta & (Node.firstFlag | Node.secondFlag) }

    @usableFromInline static let firstFlag: UInt32 = 8
    @usableFromInline static let secondFlag: UInt32 = 16
}
