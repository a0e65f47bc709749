/// Makes values from what is written, one after another, in memory that can come back to it.
package struct JSONBuilder: ~Copyable {
    var writer = JSONWriter()
    /// The memory of a value that came back.
    private var spare: JSONDocument?

    private let headroom: Int

    /// Makes a builder.
    ///
    /// - Parameter headroom: How many levels deeper than what is parsed its values may nest.
    package init(headroom: Int = 0) { self.headroom = headroom }

    /// Makes a value from what the body writes.
    ///
    /// - Parameter body: Writes exactly one value.
    /// - Returns: The value.
    /// - Throws: What the body throws; `JSONError` where it wrote no value, or one nested too deep.
    @inline(__always)
    package mutating func build(_ body: (inout JSONWriter) throws -> Void) throws -> JSON {
        writer.removeAll()
        try body(&writer)
        return try finish()
    }

    /// Makes the text of a value, which is read only where that is asked for.
    ///
    /// - Parameter body: Writes exactly one value, without a line break.
    /// - Returns: The text.
    /// - Throws: What the body throws.
    @inline(__always)
    package mutating func write<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) -> WrittenJSON {
        writer.removeAll()
        try body(&writer)
        assert((try? JSON(parsing: writer.copy))?.mayHaveLineBreaks == false, "not one value on one line")
        let document = takeDocument()
        document.exchangeText(with: &writer)
        return WrittenJSON(document: document)
    }

    /// Makes the value of a mold with the number that the body writes.
    ///
    /// - Parameters:
    ///   - mold: What stands around the number.
    ///   - body: Writes exactly one number, which it has the writer spell.
    /// - Returns: The value.
    /// - Throws: What the body throws.
    package mutating func build(
        in mold: borrowing JSONMold, _ body: (inout JSONWriter) throws -> Void
    ) throws -> JSON {
        writer.removeAll()
        mold.prefix.withBytes { writer.append($0) }
        try body(&writer)
        let document = takeDocument()
        document.take(&writer, in: mold)
        return JSON(document: document, node: 0)
    }

    private mutating func finish() throws(JSONError) -> JSON {
        let document = takeDocument()
        document.exchangeText(with: &writer)
        try document.scan(headroom: headroom)
        return JSON(document: document, node: 0)
    }

    @inline(__always)
    mutating func takeDocument() -> JSONDocument { spare.take() ?? JSONDocument() }

    /// Takes back the memory of a value that its owner needs no more, for the next; not where something else holds it
    /// too.
    @inline(__always)
    package mutating func recycle(_ value: consuming JSON) { recycle(value.document) }

    /// The same for a text.
    package mutating func recycle(_ text: consuming WrittenJSON) { recycle(text.document) }

    @inline(__always)
    private mutating func recycle(_ document: consuming JSONDocument) {
        if JSONDocument.isFree(&document) { spare = document }
    }
}

/// The text of one value on one line: mostly it goes out as it is, so that no tape was made of it.
package struct WrittenJSON: Sendable {
    fileprivate let document: JSONDocument

    /// The value, read from the text each time; null where the text is none.
    package var value: JSON {
        var parser = JSONParser()
        return withBytes { try? parser.parse($0) } ?? .null
    }

    /// Runs the body on the text.
    package func withBytes<Result>(_ body: (ByteView) -> Result) -> Result {
        defer { withExtendedLifetime(document) {} }
        return body(document.bytes)
    }
}

/// A value in which one number changes from time to time, and of which all else is known: no scan is needed for it.
package struct JSONMold: Sendable {
    /// What stands before the number.
    let prefix: [UInt8]
    /// Whether a bracket stands behind it.
    let isObject: Bool
    /// The tape of the value with the number 0, which is the last of its nodes.
    let nodes: [Node]

    /// Makes the mold of a number as a value by itself.
    package init() {
        prefix = []
        isObject = false
        nodes = JSON(0).document.tape
    }

    /// Makes the mold of an object with a number as its one member.
    package init(memberNamed name: String) {
        let object: JSON = [name: 0]
        prefix = Array(object.document.bytes.dropLast(2))
        isObject = true
        nodes = object.document.tape
    }
}

extension JSONDocument {
    /// Takes over a number that was written behind the prefix of a mold, and completes the mold's value with it.
    fileprivate func take(_ writer: inout JSONWriter, in mold: borrowing JSONMold) {
        let length = writer.count - mold.prefix.count
        if mold.isObject { writer.append(UInt8(ascii: "}")) }
        exchangeText(with: &writer)
        takeTape(mold.nodes, numberLength: length, flags: writer.numberFlags)
    }
}
