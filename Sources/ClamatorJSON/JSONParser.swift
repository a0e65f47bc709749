/// Parses JSON texts (RFC 8259) one after another, and keeps its memory from one to the next.
///
/// The text is copied, so that a `JSON` lives on its own. Where nobody has kept the `JSON` parsed last, its memory takes
/// the next text, and parsing allocates nothing.
public struct JSONParser: Sendable {
    /// How deep arrays and objects may nest; one level more is an error.
    public static let maximumDepth = 512

    private var document = JSONDocument(textCapacity: 0)

    /// What a parser may hold on to from one text to the next, in bytes.
    private static let keptFootprint = 1 << 20

    /// Makes a parser.
    public init() {}

    /// Parses one value, with nothing but white space around it.
    ///
    /// - Parameter text: The JSON text in UTF-8.
    /// - Returns: The value.
    /// - Throws: `JSONError` with offset, line, column and reason, where the text is no JSON.
    public mutating func parse(_ text: UnsafeBufferPointer<UInt8>) throws(JSONError) -> JSON {
        if !isKnownUniquelyReferenced(&document) || document.footprint > Self.keptFootprint {
            document = JSONDocument(textCapacity: text.count)
        }
        document.replaceText(with: text)
        do throws(JSONScanner.Failure) {
            try document.scan()
        } catch {
            throw JSONError(reason: error.reason, offset: error.offset, in: text)
        }
        return JSON(document: document, node: 0)
    }

    /// Parses one value, with nothing but white space around it.
    ///
    /// - Parameter text: The JSON text in UTF-8.
    /// - Returns: The value.
    /// - Throws: `JSONError` with offset, line, column and reason, where the text is no JSON.
    public mutating func parse(_ text: [UInt8]) throws(JSONError) -> JSON {
        try text.withUnsafeBufferPointer { (buffer) throws(JSONError) in try parse(buffer) }
    }
}
