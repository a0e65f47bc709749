/// Where a value stands that is being read.
///
/// A reader is lent for the time of a call: it cannot be copied or kept, so the document that it reads from, which its
/// maker holds for that time, needs no count of references.
@frozen
public struct JSONReader: ~Copyable {
    @usableFromInline let document: UnretainedReference<JSONDocument>
    @usableFromInline let view: JSONView

    @inlinable @inline(__always)
    init(document: UnretainedReference<JSONDocument>, view: JSONView) {
        self.document = document
        self.view = view
    }

    /// What kind of value stands there.
    @inlinable
    public var kind: JSON.Kind { view.kind }

    /// Reads the value as one of a type.
    ///
    /// - Parameter type: The type.
    /// - Returns: The value.
    /// - Throws: `JSONDecodingError`, which says where something else stands.
    @inlinable @inline(__always)
    public borrowing func read<Value: JSONDecodable>(
        _ type: Value.Type = Value.self
    ) throws(JSONDecodingError) -> Value {
        try Value(from: self)
    }

    /// The value as it stands there. It keeps the whole document.
    public var json: JSON {
        let node = view.index
        return document.with { JSON(document: $0, node: node) }
    }

    /// The members of an object.
    ///
    /// - Throws: `JSONDecodingError` for any other value.
    @inlinable
    public borrowing func members() throws(JSONDecodingError) -> JSONMembers {
        guard view.kind == .object else { throw refusal(expected: .object) }
        return JSONMembers(document.with { $0 }, view)
    }

    /// Looks for a member by its name, for what has to be known before the members are read: which of several types an
    /// object is of.
    ///
    /// - Parameter name: The name.
    /// - Returns: The text of the last member with this name; nil if there is none, or it is no string.
    public borrowing func text(ofMember name: StaticString) -> ExactString? {
        view.member(name).flatMap { $0.kind == .string ? $0.exactString : nil }
    }

    /// Whether the value is this string.
    @inlinable @inline(__always)
    public borrowing func isText(_ text: StaticString) -> Bool { view.kind == .string && view.stringEquals(text) }

    /// The elements of an array.
    ///
    /// - Parameter type: Their type.
    /// - Returns: The elements.
    /// - Throws: `JSONDecodingError` for any other value, and for an element that is of another type.
    @inlinable
    public borrowing func elements<Element: JSONDecodable>(
        _ type: Element.Type = Element.self
    ) throws(JSONDecodingError) -> [Element] {
        guard view.kind == .array else { throw refusal(expected: .array) }
        var elements: [Element] = []
        elements.reserveCapacity(view.count)
        for element in view.elements {
            do throws(JSONDecodingError) {
                elements.append(try Element(from: JSONReader(document: document, view: element)))
            } catch {
                throw error.inside(elements.count)
            }
        }
        return elements
    }

    /// The members of an object, whatever they are called. Of a repeated name the last counts.
    ///
    /// - Parameter type: The type of their values.
    /// - Returns: The values by name.
    /// - Throws: `JSONDecodingError` for any other value, and for a member that is of another type.
    public borrowing func dictionary<Value: JSONDecodable>(
        _ type: Value.Type = Value.self
    ) throws(JSONDecodingError) -> [ExactString: Value] {
        guard view.kind == .object else { throw refusal(expected: .object) }
        var values: [ExactString: Value] = [:]
        values.reserveCapacity(view.count)
        for (key, value) in view.members {
            let name = key.exactString
            do throws(JSONDecodingError) {
                values[name] = try Value(from: JSONReader(document: document, view: value))
            } catch {
                throw error.inside(name)
            }
        }
        return values
    }

    /// The error for a value that is of another kind.
    ///
    /// - Parameter expected: The kind that it should be of.
    /// - Returns: The error.
    @inline(never)
    public borrowing func refusal(expected: JSON.Kind) -> JSONDecodingError {
        JSONDecodingError(.wrongKind(expected: expected, got: view.kind))
    }

    /// The error for a value that is none of those that a type has.
    public var refusal: JSONDecodingError { JSONDecodingError(.unknownValue(json)) }

    /// The error for an object whose member does not say of which type it is.
    ///
    /// - Parameter name: The member's name.
    /// - Returns: The error.
    @inline(never)
    public borrowing func refusal(byMember name: StaticString) -> JSONDecodingError {
        guard view.kind == .object else { return refusal(expected: .object) }
        let name = ExactString("\(name)")
        guard let value = json[name] else { return .missingMember(name) }
        return JSONDecodingError(.unknownValue(value)).inside(name)
    }
}

/// The members of an object, one after another, in the order of the text. What is not asked for is passed over; of a
/// repeated name each is there, so that the last counts where each replaces the one before.
@frozen
public struct JSONMembers: ~Copyable {
    @usableFromInline let document: JSONDocument
    @usableFromInline var children: JSONView.Children
    /// The name and the value of the member at hand.
    @usableFromInline var key: JSONView
    @usableFromInline var child: JSONView
    /// The name as `JSONView.shortText`, which two words are enough to compare.
    @usableFromInline var shortName: UInt64 = 0

    @inlinable @inline(__always)
    init(_ document: JSONDocument, _ object: JSONView) {
        self.document = document
        children = object.children
        (key, child) = (object, object)
    }

    /// Goes on to the next member; false where there are no more.
    @inlinable @inline(__always)
    public mutating func next() -> Bool {
        guard let key = children.next(), let child = children.next() else { return false }
        (self.key, self.child) = (key, child)
        shortName = key.shortText
        return true
    }

    /// Whether the member at hand has this name. False before `next`.
    @inlinable @inline(__always)
    public borrowing func isNamed(_ name: StaticString) -> Bool {
        // Known to the compiler.
        let short = JSONView.shortText(name)
        if short == 0 { return shortName == 0 && key.kind == .string && key.stringEquals(name) }
        if shortName == short { return true }
        return shortName == 0 && key.node.isEscaped && key.stringEquals(name)
    }

    /// The name of the member at hand; empty before `next`.
    public var name: ExactString { key.kind == .string ? key.exactString : "" }

    /// Reads the value of the member at hand; before `next`, that of the object.
    ///
    /// - Parameter type: The type.
    /// - Returns: The value.
    /// - Throws: `JSONDecodingError`, which says where something else stands.
    @inlinable @inline(__always)
    public borrowing func value<Value: JSONDecodable>(
        _ type: Value.Type = Value.self
    ) throws(JSONDecodingError) -> Value {
        do throws(JSONDecodingError) {
            return try Value(from: JSONReader(document: UnretainedReference(document), view: child))
        } catch {
            throw error.inside(name)
        }
    }

    /// Makes sure that the value of the member at hand is the one that it may be.
    ///
    /// - Parameter constant: The value.
    /// - Throws: `JSONDecodingError` for any other.
    public borrowing func expect(_ constant: JSON) throws(JSONDecodingError) {
        let value = try value(JSON.self)
        if value != constant { throw JSONDecodingError(.unknownValue(value)).inside(name) }
    }

    /// Makes sure that the value of the member at hand is a string.
    ///
    /// - Parameter text: The string.
    /// - Throws: `JSONDecodingError` for any other value.
    @inlinable @inline(__always)
    public borrowing func expect(text: StaticString) throws(JSONDecodingError) {
        if child.kind != .string || !child.stringEquals(text) { try expect(JSON("\(text)")) }
    }

    /// The error for a member at hand that should not be there.
    public var refusal: JSONDecodingError { JSONDecodingError(.unknownMember(name)).inside(name) }
}
