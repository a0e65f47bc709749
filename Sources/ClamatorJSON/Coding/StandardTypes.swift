// How the standard library's types stand in JSON.

extension JSON: JSONDecodable, JSONEncodable {
    /// Takes the value as it is.
    public init(from json: borrowing JSONReader) { self = json.json }

    /// Writes the value as it was spelled.
    public func write(into writer: inout JSONWriter) { writer.value(self) }
}

extension Bool: JSONDecodable, JSONEncodable {
    /// Reads `true` or `false`.
    @inlinable
    public init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        switch json.view.kind {
        case .true: self = true
        case .false: self = false
        default: throw json.refusal(expected: .true)
        }
    }

    /// Writes `true` or `false`.
    public func write(into writer: inout JSONWriter) { writer.bool(self) }
}

extension String: JSONDecodable, JSONEncodable {
    /// Reads a string.
    public init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        guard json.view.kind == .string else { throw json.refusal(expected: .string) }
        self = json.view.string
    }

    /// Writes a string.
    public func write(into writer: inout JSONWriter) { writer.string(self) }
}

extension Substring: JSONEncodable {
    /// Writes a string.
    public func write(into writer: inout JSONWriter) { writer.string(String(self)) }
}

extension ExactString: JSONDecodable, JSONEncodable {
    /// Reads a string.
    public init(from json: borrowing JSONReader) throws(JSONDecodingError) { self.init(try String(from: json)) }

    /// Writes a string.
    public func write(into writer: inout JSONWriter) { writer.string(string) }
}

// MARK: Numbers

extension Int: JSONDecodable, JSONEncodable {
    /// Reads an integer; `1.0` and `1e2` are integers.
    @inlinable @inline(__always)
    public init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        guard json.view.kind == .number else { throw json.refusal(expected: .number) }
        guard let value = json.view.int else { throw JSONDecodingError(.unrepresentableNumber(type: "Int")) }
        self = value
    }

    /// Writes an integer.
    public func write(into writer: inout JSONWriter) { writer.number(self) }
}

extension JSONDecodable where Self: FixedWidthInteger {
    /// Reads an integer; `1.0` and `1e2` are integers.
    public init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        guard json.view.kind == .number else { throw json.refusal(expected: .number) }
        // What does not fit in 64 bits may still be spelled as an integer.
        let value =
            json.view.int.map { Self(exactly: $0) } ?? Self(String(decoding: json.view.bytes, as: UTF8.self), radix: 10)
        guard let value else { throw JSONDecodingError(.unrepresentableNumber(type: "\(Self.self)")) }
        self = value
    }
}

extension JSONEncodable where Self: FixedWidthInteger {
    /// Writes an integer.
    public func write(into writer: inout JSONWriter) { writer.number(self) }
}

extension Int8: JSONDecodable, JSONEncodable {}
extension Int16: JSONDecodable, JSONEncodable {}
extension Int32: JSONDecodable, JSONEncodable {}
extension Int64: JSONDecodable, JSONEncodable {}
extension Int128: JSONDecodable, JSONEncodable {}
extension UInt: JSONDecodable, JSONEncodable {}
extension UInt8: JSONDecodable, JSONEncodable {}
extension UInt16: JSONDecodable, JSONEncodable {}
extension UInt32: JSONDecodable, JSONEncodable {}
extension UInt64: JSONDecodable, JSONEncodable {}
extension UInt128: JSONDecodable, JSONEncodable {}

extension Double: JSONDecodable, JSONEncodable {
    /// Reads a number, the nearest to the one that stands there.
    @inlinable @inline(__always)
    public init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        guard json.view.kind == .number else { throw json.refusal(expected: .number) }
        self = json.view.double
        if !isFinite { throw JSONDecodingError(.unrepresentableNumber(type: "Double")) }
    }

    /// Writes a number with the fewest digits that give it back.
    ///
    /// - Parameter writer: What to write into.
    /// - Throws: `JSONEncodingError` where it is not finite.
    @inlinable
    public func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
        guard isFinite else { throw JSONEncodingError(.notFinite) }
        writer.number(self)
    }
}

extension Float: JSONDecodable, JSONEncodable {
    /// Reads a number, the nearest to the one that stands there.
    public init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        let value = Float(try Double(from: json))
        guard value.isFinite else { throw JSONDecodingError(.unrepresentableNumber(type: "Float")) }
        self = value
    }

    /// Writes a number with the fewest digits that give it back.
    ///
    /// - Parameter writer: What to write into.
    /// - Throws: `JSONEncodingError` where it is not finite.
    public func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
        // The fewest digits of the number as a Double would be more.
        try (Double(description) ?? Double(self)).write(into: &writer)
    }
}

// MARK: What holds others

extension Optional: JSONDecodable where Wrapped: JSONDecodable {
    /// Reads null as nil, else a value.
    @inlinable
    public init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        self = json.view.kind == .null ? .none : .some(try Wrapped(from: json))
    }
}

extension Optional: JSONEncodable where Wrapped: JSONEncodable {
    /// Writes nil as null, else the value.
    @inlinable
    public func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
        guard let value = self else { return writer.null() }
        try value.write(into: &writer)
    }
}

extension Array: JSONDecodable where Element: JSONDecodable {
    /// Reads an array.
    @inlinable
    public init(from json: borrowing JSONReader) throws(JSONDecodingError) { self = try json.elements() }
}

extension Array: JSONEncodable where Element: JSONEncodable {
    /// Writes an array.
    @inlinable
    public func write(into writer: inout JSONWriter) throws(JSONEncodingError) { try writer.elements(self) }
}

extension Dictionary: JSONDecodable where Key == String, Value: JSONDecodable {
    /// Reads an object. Of a repeated name the last counts; two names that differ but are equal as `String` are
    /// refused.
    public init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        try self.init(json.dictionary(Value.self))
    }
}

extension Dictionary where Key == String {
    /// Takes values by name.
    ///
    /// - Parameter values: The values.
    /// - Throws: `JSONDecodingError` for two names that differ but are equal as `String`.
    public init(_ values: [ExactString: Value]) throws(JSONDecodingError) {
        self.init(minimumCapacity: values.count)
        for (name, value) in values where updateValue(value, forKey: name.string) != nil {
            throw JSONDecodingError(.confusableNames(name))
        }
    }
}

extension Dictionary: JSONEncodable where Key == String, Value: JSONEncodable {
    /// Writes an object, its members in the order of their names.
    public func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
        try writer.object { (writer) throws(JSONEncodingError) in try writeMembers(into: &writer) }
    }

    /// Writes the members into an object that is being written, in the order of their names.
    ///
    /// - Parameter writer: What to write into.
    /// - Throws: `JSONEncodingError` where JSON has no such value.
    public func writeMembers(into writer: inout JSONWriter) throws(JSONEncodingError) {
        var members: [ExactString: Value] = [:]
        for (name, value) in self { members[ExactString(name)] = value }
        try writer.members(members)
    }
}

// MARK: Enums

extension JSONDecodable where Self: RawRepresentable, RawValue: JSONDecodable {
    /// Reads a raw value that the type has.
    public init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        let raw = try RawValue(from: json)
        guard let value = Self(rawValue: raw), hasSameText(value.rawValue, raw) else {
            throw JSONDecodingError(.unknownValue(json.json))
        }
        self = value
    }
}

/// Whether two raw values have the same code points, where they are strings: Swift holds more of them equal.
private func hasSameText<Raw>(_ one: Raw, _ other: Raw) -> Bool {
    guard let one = one as? String, let other = other as? String else { return true }
    return ExactString(one) == ExactString(other)
}

extension JSONEncodable where Self: RawRepresentable, RawValue: JSONEncodable {
    /// Writes the raw value.
    @inlinable
    public func write(into writer: inout JSONWriter) throws(JSONEncodingError) { try rawValue.write(into: &writer) }
}
