extension JSONReader {
    /// The elements of an array, one after another.
    ///
    /// - Throws: `JSONDecodingError` for any other value.
    @inlinable
    public borrowing func elementsInTurn() throws(JSONDecodingError) -> JSONElements {
        guard view.kind == .array else { throw refusal(expected: .array) }
        return JSONElements(document.with { $0 }, view)
    }
}

/// The elements of an array, one after another, each of a type of its own.
@frozen
public struct JSONElements: ~Copyable {
    @usableFromInline let document: JSONDocument
    @usableFromInline var children: JSONView.Children
    /// The element at hand, and its index.
    @usableFromInline var child: JSONView
    @usableFromInline var index = -1

    @inlinable
    init(_ document: JSONDocument, _ array: JSONView) {
        self.document = document
        children = array.children
        child = array
    }

    /// Goes on to the next element; false where there are no more.
    @inlinable
    public mutating func next() -> Bool {
        guard let child = children.next() else { return false }
        self.child = child
        index += 1
        return true
    }

    /// Goes on to the next element, and reads it.
    ///
    /// - Parameter type: The type.
    /// - Returns: The element; nil where there are no more.
    /// - Throws: `JSONDecodingError`, which says where something else stands.
    @inlinable
    public mutating func next<Value: JSONDecodable>(
        _ type: Value.Type = Value.self
    ) throws(JSONDecodingError) -> Value? {
        guard next() else { return nil }
        do throws(JSONDecodingError) {
            return try Value(from: JSONReader(document: UnretainedReference(document), view: child))
        } catch {
            throw error.inside(index)
        }
    }

    /// Goes on to the next element, which must be there, and reads it.
    ///
    /// - Parameter type: The type.
    /// - Returns: The element.
    /// - Throws: `JSONDecodingError`, which says where something else stands, or nothing.
    @inlinable
    public mutating func required<Value: JSONDecodable>(
        _ type: Value.Type = Value.self
    ) throws(JSONDecodingError) -> Value {
        guard let value = try next(type) else { throw missing }
        return value
    }

    /// The error for an element that is not there.
    @usableFromInline
    var missing: JSONDecodingError { .missingMember(ExactString(index + 1)) }

    /// Reads the elements that are left.
    ///
    /// - Parameter type: Their type.
    /// - Returns: The elements.
    /// - Throws: `JSONDecodingError` for an element that is of another type.
    @inlinable
    public mutating func rest<Value: JSONDecodable>(
        of type: Value.Type = Value.self
    ) throws(JSONDecodingError) -> [Value] {
        var values: [Value] = []
        while let value = try next(type) { values.append(value) }
        return values
    }

    /// Makes sure that no elements are left.
    ///
    /// - Throws: `JSONDecodingError` for the first that is.
    public mutating func end() throws(JSONDecodingError) {
        if next() { throw JSONDecodingError(.unknownMember(ExactString(index))).inside(index) }
    }
}
