/// A type that is read from JSON and written as JSON, without a tree of values between.
public typealias JSONCodable = JSONDecodable & JSONEncodable

/// A type whose values are read from JSON.
///
///     struct Point: JSONDecodable {
///         var x: Double
///         var label: String?
///
///         init(from json: borrowing JSONReader) throws(JSONDecodingError) {
///             var x: Double?
///             var members = try json.members()
///             while members.next() {
///                 if members.isNamed("x") {
///                     x = try members.value(Double.self)
///                 } else if members.isNamed("label") {
///                     label = try members.value(String.self)
///                 }
///             }
///             guard let x else { throw .missingMember("x") }
///             self.x = x
///         }
///     }
public protocol JSONDecodable: SendableMetatype {
    /// Reads a value.
    ///
    /// - Parameter json: Where the value stands, for the time of the call.
    /// - Throws: `JSONDecodingError` where something else stands there.
    init(from json: borrowing JSONReader) throws(JSONDecodingError)
}

/// A type whose values are written as JSON.
///
///     extension Point: JSONEncodable {
///         func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
///             try writer.object { (writer) throws(JSONEncodingError) in
///                 try writer.member("x", x)
///                 if let label { try writer.member("label", label) }
///             }
///         }
///     }
public protocol JSONEncodable: SendableMetatype {
    /// Writes exactly one value.
    ///
    /// - Parameter writer: What to write into.
    /// - Throws: `JSONEncodingError` where JSON has no such value.
    func write(into writer: inout JSONWriter) throws(JSONEncodingError)
}

extension JSON {
    /// Reads the value as one of a type.
    ///
    /// - Parameter type: The type.
    /// - Returns: The value.
    /// - Throws: `JSONDecodingError`, which says where something else stands.
    @inlinable
    public func decode<Value: JSONDecodable>(_ type: Value.Type = Value.self) throws(JSONDecodingError) -> Value {
        try withView { (view) throws(JSONDecodingError) in
            try Value(from: JSONReader(document: UnretainedReference(document), view: view))
        }
    }

    /// Makes the JSON of a value: a number of any type, an array, a dictionary with strings as keys, what may be nil,
    /// or any other that can be written as JSON.
    ///
    /// - Parameter value: The value.
    /// - Throws: `JSONEncodingError` for a number that is not finite, and for what nests deeper than 576 levels.
    @inlinable @_disfavoredOverload
    public init(_ value: some JSONEncodable) throws(JSONEncodingError) {
        try self.init(building: { (writer) throws(JSONEncodingError) in try value.write(into: &writer) })
    }

    @usableFromInline
    init(building body: (inout JSONWriter) throws(JSONEncodingError) -> Void) throws(JSONEncodingError) {
        var writer = JSONWriter(tape: TapeWriter(nodeCapacity: 8))
        try body(&writer)
        try self.init(taking: &writer)
    }

    private init(taking writer: inout JSONWriter) throws(JSONEncodingError) {
        if let document = JSONDocument.taking(&writer) {
            self.init(document: document, node: 0)
            return
        }
        // Most values are longer than eight bytes, name, quotes and comma among them.
        let document = JSONDocument(nodeCapacity: max(8, writer.byteCount / 8))
        document.exchangeText(with: &writer)
        do throws(JSONError) {
            try document.scan(headroom: Self.headroom)
        } catch {
            if case .tooDeep(let limit) = error.reason {
                throw JSONEncodingError(.noValue(.tooDeep(limit: limit + Self.headroom)))
            }
            throw JSONEncodingError(.noValue(error.reason))
        }
        self.init(document: document, node: 0)
    }
}
