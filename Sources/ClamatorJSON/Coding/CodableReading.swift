// Swift's `Decodable`, read from where the values stand.

extension JSON {
    /// Reads the value as one of a `Decodable` type.
    ///
    /// - Parameter type: The type.
    /// - Returns: The value.
    /// - Throws: `JSONDecodingError`, which says where something else stands, or what the type itself has against it.
    @_disfavoredOverload
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws(JSONDecodingError) -> Value {
        do {
            return try ValueDecoder(value: self, path: CodingPath()).decode(type)
        } catch let error as JSONDecodingError {
            throw error
        } catch let error as DecodingError {
            throw JSONDecodingError(error)
        } catch {
            throw JSONDecodingError(.other("\(error)"))
        }
    }
}

extension JSONDecodingError {
    /// The same error of a value that stands in others.
    fileprivate func inside(_ path: CodingPath) -> JSONDecodingError {
        JSONDecodingError(reason, path: JSONPointer(JSONPointer(path.keys).tokens + self.path.tokens))
    }

    fileprivate init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(.missingMember(ExactString(key.stringValue)), path: JSONPointer(context.codingPath))
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            self.init(.other(context.debugDescription), path: JSONPointer(context.codingPath))
        @unknown default: self.init(.other("\(error)"))
        }
    }
}

private struct ValueDecoder: Decoder, SingleValueDecodingContainer {
    let value: JSON
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Reads what JSON has itself.
    func read<Value: JSONDecodable>(_ type: Value.Type) throws -> Value {
        do throws(JSONDecodingError) {
            return try value.decode(type)
        } catch {
            throw error.inside(path)
        }
    }

    private func check(_ kind: JSON.Kind) throws {
        if value.kind == kind { return }
        throw JSONDecodingError(.wrongKind(expected: kind, got: value.kind), path: JSONPointer(path.keys))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try check(.object)
        return KeyedDecodingContainer(Keyed(object: value, path: path))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try check(.array)
        return Unkeyed(array: value, path: path)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { value.isNull }
    func decode(_ type: Bool.Type) throws -> Bool { try read(type) }
    func decode(_ type: String.Type) throws -> String { try read(type) }
    func decode(_ type: Double.Type) throws -> Double { try read(type) }
    func decode(_ type: Float.Type) throws -> Float { try read(type) }
    func decode(_ type: Int.Type) throws -> Int { try read(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try read(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try read(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try read(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try read(type) }
    func decode(_ type: Int128.Type) throws -> Int128 { try read(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try read(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try read(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try read(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try read(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try read(type) }
    func decode(_ type: UInt128.Type) throws -> UInt128 { try read(type) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        Value.self == JSON.self ? try cast() : try Value(from: self)
    }

    /// The value itself, where that is what is asked for. In a function of its own: the type of the optional has to be
    /// found at run time, and that before any branch is taken.
    @inline(never)
    private func cast<Value: Decodable>() throws -> Value {
        if let value = value as? Value { return value }
        return try Value(from: self)
    }
}

/// The object that a keyed container reads. The type of the keys is none of its own, so that the compiler makes a
/// function for each type of values.
private final class KeyedMembers {
    private let object: JSON
    let path: CodingPath
    /// The members' nodes by name, where they are so many that each look-up would be long.
    private let nodes: [ExactString: Int]?
    private static let few = 16

    init(object: JSON, path: CodingPath) {
        self.object = object
        self.path = path
        nodes =
            object.count > Self.few
            ? object.withView { Dictionary($0.members.map { ($0.key.exactString, $0.value.index) }) { $1 } } : nil
    }

    var names: [ExactString] { object.lastMembers.map(\.name) }

    /// The value of a key, for the time of a call.
    private func view(_ key: any CodingKey) -> JSONView? {
        let name = key.stringValue
        guard let nodes else { return name.withBytes { object.view.member($0) } }
        return nodes[ExactString(name)].map { object.view.at($0) }
    }

    /// The value of a key, where there is one other than null.
    private func present(_ key: any CodingKey) -> JSONView? { view(key).flatMap { $0.kind == .null ? nil : $0 } }

    private func required(_ key: any CodingKey) throws -> JSONView {
        if let view = view(key) { return view }
        throw JSONDecodingError(.missingMember(ExactString(key.stringValue)), path: JSONPointer(path.keys))
    }

    func contains(_ key: any CodingKey) -> Bool { view(key) != nil }

    func isNull(_ key: any CodingKey) throws -> Bool { try required(key).kind == .null }

    func decoder(_ key: any CodingKey) throws -> ValueDecoder { decoder(try required(key), key) }

    func decoderIfPresent(_ key: any CodingKey) -> ValueDecoder? { present(key).map { decoder($0, key) } }

    private func decoder(_ view: JSONView, _ key: any CodingKey) -> ValueDecoder {
        ValueDecoder(value: object.at(view), path: path.appending(key))
    }

    /// Reads what JSON has itself.
    func read<Value: JSONDecodable>(_ type: Value.Type, _ key: any CodingKey) throws -> Value {
        try read(type, try required(key), key)
    }

    func ifPresent<Value: JSONDecodable>(_ type: Value.Type, _ key: any CodingKey) throws -> Value? {
        guard let view = present(key) else { return nil }
        return try read(type, view, key)
    }

    private func read<Value: JSONDecodable>(
        _ type: Value.Type, _ view: JSONView, _ key: any CodingKey
    ) throws -> Value {
        do throws(JSONDecodingError) {
            return try Value(from: JSONReader(document: UnretainedReference(object.document), view: view))
        } catch {
            throw error.inside(path.appending(key))
        }
    }
}

private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let members: KeyedMembers

    init(object: JSON, path: CodingPath) { members = KeyedMembers(object: object, path: path) }

    var codingPath: [any CodingKey] { members.path.keys }
    var allKeys: [Key] { members.names.compactMap { Key(stringValue: $0.string) } }

    func contains(_ key: Key) -> Bool { members.contains(key) }
    func decodeNil(forKey key: Key) throws -> Bool { try members.isNull(key) }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try members.read(type, key) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try members.read(type, key) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try members.read(type, key) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try members.read(type, key) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try members.read(type, key) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try members.read(type, key) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try members.read(type, key) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try members.read(type, key) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try members.read(type, key) }
    func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 { try members.read(type, key) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try members.read(type, key) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try members.read(type, key) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try members.read(type, key) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try members.read(type, key) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try members.read(type, key) }
    func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 { try members.read(type, key) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try members.decoder(key).decode(type)
    }

    // One look for the member, where the standard library's own take three.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: Int128.Type, forKey key: Key) throws -> Int128? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try members.ifPresent(type, key) }
    func decodeIfPresent(_ type: UInt128.Type, forKey key: Key) throws -> UInt128? { try members.ifPresent(type, key) }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try members.decoderIfPresent(key)?.decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try members.decoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try members.decoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try members.decoder(SuperKey()) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try members.decoder(key) }
}

private struct Unkeyed: UnkeyedDecodingContainer {
    private let elements: [JSON]
    private let path: CodingPath
    private(set) var currentIndex = 0

    init(array: JSON, path: CodingPath) {
        elements = array.elements
        self.path = path
    }

    var codingPath: [any CodingKey] { path.keys }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    /// The decoder of the element that is next, which `next` steps over.
    private func decoder() throws -> ValueDecoder {
        if isAtEnd {
            throw JSONDecodingError(.missingMember(ExactString(currentIndex)), path: JSONPointer(path.keys))
        }
        return ValueDecoder(value: elements[currentIndex], path: path.appending(IndexKey(currentIndex)))
    }

    private mutating func next<Value>(_ body: (ValueDecoder) throws -> Value) throws -> Value {
        let value = try body(decoder())
        currentIndex += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        let isNull = try decoder().decodeNil()
        if isNull { currentIndex += 1 }
        return isNull
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try next { try $0.read(type) } }
    mutating func decode(_ type: String.Type) throws -> String { try next { try $0.read(type) } }
    mutating func decode(_ type: Double.Type) throws -> Double { try next { try $0.read(type) } }
    mutating func decode(_ type: Float.Type) throws -> Float { try next { try $0.read(type) } }
    mutating func decode(_ type: Int.Type) throws -> Int { try next { try $0.read(type) } }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try next { try $0.read(type) } }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try next { try $0.read(type) } }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try next { try $0.read(type) } }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try next { try $0.read(type) } }
    mutating func decode(_ type: Int128.Type) throws -> Int128 { try next { try $0.read(type) } }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try next { try $0.read(type) } }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next { try $0.read(type) } }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next { try $0.read(type) } }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next { try $0.read(type) } }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next { try $0.read(type) } }
    mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try next { try $0.read(type) } }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next { try $0.decode(type) } }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try next { try $0.container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next { try $0.unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder { try next { $0 } }
}
