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

    /// The decimal that stands for an element in a JSON pointer (RFC 6901 §4).
    package init(_ index: Int) { string = String(index) }

    /// The text's bytes in UTF-8.
    @inlinable
    public var utf8: String.UTF8View { string.utf8 }

    /// Runs the body on the text's bytes in UTF-8.
    ///
    /// - Parameter body: Gets the bytes, which it must not keep.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    package func withUTF8<Result>(_ body: (ByteView) throws -> Result) rethrows -> Result {
        try string.withBytes(body)
    }

    /// Whether the text begins with another.
    package func hasPrefix(_ prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

    /// Whether the text ends with another.
    package func hasSuffix(_ suffix: String) -> Bool { utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }

    /// Whether the text has no characters.
    @inlinable
    public var isEmpty: Bool { string.isEmpty }
}

extension ExactString: Hashable {
    /// Whether two texts have the same code points, without normalisation.
    public static func == (left: ExactString, right: ExactString) -> Bool {
        left.utf8.count == right.utf8.count && left.withUTF8 { one in right.withUTF8 { bytesEqual(one, $0) } }
    }

    /// Feeds the text's bytes, and one that no UTF-8 has, so that two texts in a row are told from one.
    public func hash(into hasher: inout Hasher) {
        withUTF8 { $0.hash(into: &hasher) }
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
