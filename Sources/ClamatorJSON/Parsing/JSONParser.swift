/// Parses JSON texts (RFC 8259) one after another, and keeps its memory from one to the next.
///
/// The text is copied, so that a `JSON` lives on its own. Where the `JSON` parsed last was not kept, its memory takes
/// the next text, and parsing allocates nothing.
public struct JSONParser: Sendable {
    /// How deep arrays and objects may nest; one level more is an error.
    public static let maximumDepth = 512

    @usableFromInline private(set) var document: JSONDocument

    /// Makes a parser.
    public init() { document = JSONDocument() }

    /// Makes a parser whose text is the one that a value stands in.
    package init(holding value: JSON) { document = value.document }

    /// Parses one value, with nothing but white space around it.
    ///
    /// - Parameter text: The JSON text in UTF-8.
    /// - Returns: The value.
    /// - Throws: `JSONError` with offset, line, column and reason, where the text is no JSON.
    public mutating func parse(_ text: Span<UInt8>) throws(JSONError) -> JSON {
        try ByteView.of(text) { (text) throws(JSONError) in try parse(text) }
    }

    package mutating func parse(_ text: ByteView) throws(JSONError) -> JSON {
        try read(text)
        return value(at: 0)
    }

    /// Parses one value and keeps it.
    ///
    /// - Returns: A view of it, for a caller that reads no other and keeps the parser as long as it uses the view.
    /// - Throws: As `parse`.
    @discardableResult
    package mutating func read(_ text: ByteView) throws(JSONError) -> JSONView {
        if !JSONDocument.isFree(&document) { document = JSONDocument() }
        document.replaceText(with: text)
        try document.scan()
        return document.view(at: 0)
    }

    /// A part of the value that was read last, by the index of its node.
    @inlinable @inline(__always)
    package func value(at node: Int) -> JSON { JSON(document: document, node: node) }

    /// Such a part without a claim on it.
    @inlinable @inline(__always)
    package func unretainedValue(at node: Int) -> UnretainedJSON { UnretainedJSON(document: document, node: node) }

    /// Parses one value, with nothing but white space around it.
    ///
    /// - Parameter text: The JSON text in UTF-8.
    /// - Returns: The value.
    /// - Throws: `JSONError` with offset, line, column and reason, where the text is no JSON.
    public mutating func parse(_ text: [UInt8]) throws(JSONError) -> JSON {
        try text.withBytes { (text) throws(JSONError) in try parse(text) }
    }
}

extension JSON {
    /// Parses one value.
    ///
    /// - Parameter text: The JSON text.
    /// - Throws: `JSONError`, where the text is no JSON.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Parses one value.
    ///
    /// - Parameter text: The JSON text in UTF-8.
    /// - Throws: `JSONError`, where the text is no JSON.
    public init(parsing text: [UInt8]) throws(JSONError) {
        var parser = JSONParser()
        self = try parser.parse(text)
    }
}
