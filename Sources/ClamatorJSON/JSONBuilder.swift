/// Makes values from what is written, one after another; once nobody holds the last value, its memory is used again.
package struct JSONBuilder: ~Copyable {
    private var writer = JSONWriter()
    private var document = JSONDocument(textCapacity: 0)

    /// Makes a builder.
    package init() {}

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

    /// Makes the value of a mold with the number that the body writes.
    ///
    /// - Parameters:
    ///   - mold: What stands around the number.
    ///   - body: Writes exactly one number.
    /// - Returns: The value.
    /// - Throws: What the body throws.
    @inline(__always)
    package mutating func build<Failure: Error>(
        in mold: borrowing JSONMold, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) -> JSON {
        writer.removeAll()
        mold.prefix.withUnsafeBufferPointer { writer.append($0) }
        try body(&writer)
        ownDocument()
        document.take(&writer, in: mold)
        return JSON(document: document, node: 0)
    }

    private mutating func finish() throws(JSONError) -> JSON {
        ownDocument()
        document.exchangeText(with: &writer)
        do throws(JSONScanner.Failure) {
            try document.scan()
        } catch {
            throw JSONError(reason: error.reason, offset: error.offset, in: document.bytes)
        }
        return JSON(document: document, node: 0)
    }

    /// Sees to it that nobody else has the document.
    @inline(__always)
    private mutating func ownDocument() { JSONDocument.own(&document, textCapacity: 0) }
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
