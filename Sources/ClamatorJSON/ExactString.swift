/// A string that is equal only to one with the same code points.
///
/// JSON Schema compares strings by code point (Core §4.2.2), and RFC 8259 §8.3 member names likewise; Swift's `String`
/// holds `é` equal to `e` with an accent behind it. Whatever is found, counted or compared by a string that comes from
/// data is found by this.
@frozen
public struct ExactString: Sendable {
    /// The text.
    public let string: String

    /// Wraps a text.
    @inlinable
    public init(_ string: some StringProtocol) { self.string = String(string) }

    /// The text's bytes in UTF-8.
    @inlinable
    public var utf8: String.UTF8View { string.utf8 }

    /// Whether the text has no characters.
    @inlinable
    public var isEmpty: Bool { string.isEmpty }
}

extension ExactString: Hashable {
    /// Whether two texts have the same code points, without normalisation.
    public static func == (left: ExactString, right: ExactString) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    /// Feeds the text's bytes, and one that no UTF-8 has, so that two texts in a row are told from one.
    public func hash(into hasher: inout Hasher) {
        var text = string
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}

extension ExactString: Comparable {
    /// The order of code points, which is that of the bytes in UTF-8.
    public static func < (left: ExactString, right: ExactString) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

extension ExactString: ExpressibleByStringLiteral {
    /// Wraps a literal.
    public init(stringLiteral value: String) { self.init(value) }
}

extension ExactString: CustomStringConvertible {
    /// The text.
    public var description: String { string }
}
