/// A JSON value (RFC 8259 §3), of whatever kind.
///
/// A `JSON` is an index of a parsed document, so it keeps what the text had: the order of members, repeated names, the
/// spelling of numbers. Nothing is converted until it is asked for. Copying it copies a reference.
///
///     let order = try JSON(parsing: #"{"id": 7, "lines": [{"sku": "A-1", "qty": 2}]}"#)
///     order["lines"]?[0]?["qty"]?.int   // 2
@frozen
public struct JSON: Sendable {
    /// The kinds of JSON value; `true` and `false` are kinds of their own, as RFC 8259 §3 has them.
    @frozen
    public enum Kind: UInt8, Sendable {
        /// The literal `null`.
        case null
        /// The literal `false`.
        case `false`
        /// The literal `true`.
        case `true`
        /// A number, of any size and precision.
        case number
        /// A string of Unicode text.
        case string
        /// An array.
        case array
        /// An object.
        case object
    }

    @usableFromInline let document: JSONDocument
    @usableFromInline let node: Int

    @inlinable
    init(document: JSONDocument, node: Int) {
        self.document = document
        self.node = node
    }

    /// What kind of value this is.
    public var kind: Kind { withView { $0.kind } }

    /// Whether this is `null`.
    public var isNull: Bool { kind == .null }

    /// The value of a `true` or `false`; nil for any other kind.
    public var bool: Bool? {
        switch kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The value of a string; nil for any other kind.
    public var string: String? { withView { $0.kind == .string ? $0.string : nil } }

    /// The value of a number that is an integer and fits; nil for any other. `1.0` and `1e2` are integers.
    public var int: Int? { withView { $0.kind == .number ? $0.int : nil } }

    /// The nearest `Double` to a number, infinite where it is too large; nil for any other kind.
    public var double: Double? { withView { $0.kind == .number ? $0.double : nil } }

    /// The number of elements or members, those with a repeated name among them; 0 for any other kind.
    public var count: Int { withView { $0.count } }

    /// The elements of an array, in order; empty for any other kind.
    public var elements: [JSON] { withView { $0.elements.map { at($0) } } }

    /// The value of a string, to be compared with others; nil for any other kind.
    package var exactString: ExactString? { string.map { ExactString($0) } }

    /// The members of an object in the order of the text, repeated names among them; empty for any other kind.
    public var members: [(name: ExactString, value: JSON)] {
        withView { $0.members.map { ($0.key.exactString, at($0.value)) } }
    }

    /// The members in the order of the text; of a repeated name the last.
    package var lastMembers: [(name: ExactString, value: JSON)] {
        let members = members
        guard withView({ $0.hasRepeatedName }) else { return members }
        var seen: Set<ExactString> = []
        return members.reversed().filter { seen.insert($0.name).inserted }.reversed()
    }

    /// The value of the member with this name; of the last, where the name is repeated. Nil if there is none.
    public subscript(name: String) -> JSON? {
        name.withBytes { name in withView { $0.member(name).map(at) } }
    }

    /// The value of the member with this name; of the last, where the name is repeated. Nil if there is none.
    public subscript(name: ExactString) -> JSON? { self[name.string] }

    /// The element at this position, from 0; nil if there is none. Takes time in proportion to the position.
    public subscript(position: Int) -> JSON? {
        guard position >= 0 else { return nil }
        return withView { view in
            var rest = view.elements.dropFirst(position).makeIterator()
            return rest.next().map(at)
        }
    }

    /// The range of the value in the text that was parsed, in bytes from its start.
    public var offset: Int { withView { Int($0.node.offset) - ($0.kind == .string ? 1 : 0) } }

    /// The line and column of the value in the text that was parsed.
    public var position: TextPosition { TextPosition(offset: offset, in: document.bytes) }

    /// Whether a line break may stand in the value's text, as it was spelled.
    package var mayHaveLineBreaks: Bool { document.mayHaveLineBreaks }

    /// Runs the body on the value's bytes, as they were spelled.
    ///
    /// - Parameter body: Gets the bytes, which it must not keep.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    public func withRawBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withView { (view) throws(Failure) in try view.rawText.withSpan(body) }
    }

    /// Runs the body on a view of the value, keeping the document alive meanwhile.
    @inlinable @inline(__always)
    package func withView<Result, Failure: Error>(
        _ body: (JSONView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(document) {} }
        return try body(view)
    }

    /// Whether both are the same value of one document, without a look at what stands there.
    package func isSameValue(as other: JSON) -> Bool { document === other.document && node == other.node }

    /// A view of the value, for a caller that keeps the value for as long as it uses the view.
    @inlinable @inline(__always)
    package var view: JSONView { document.view(at: node) }

    /// Another value of the same document.
    @inlinable
    package func at(_ view: JSONView) -> JSON { JSON(document: document, node: view.index) }

    /// Another value of the same document, by the index of its node.
    @inlinable
    package func at(_ node: Int) -> JSON { JSON(document: document, node: node) }
}

extension JSON: CustomStringConvertible {
    /// The value as JSON text, as it was spelled.
    public var description: String { withView { String(decoding: $0.rawText, as: UTF8.self) } }
}

extension JSON {
    /// How long its text is, in bytes.
    package var textLength: Int { withView(\.rawText.count) }

    /// Whether it is not part of another value.
    package var isWhole: Bool { node == 0 }

    /// How many bytes it takes in the document of a value that it becomes a part of: its text, and a node for each
    /// value in it.
    package var size: Int {
        withView { $0.rawText.count + MemoryLayout<Node>.stride * (Int($0.node.next) - $0.index) }
    }
}
