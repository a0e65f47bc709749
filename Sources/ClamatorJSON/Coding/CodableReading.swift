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
            return try ValueDecoder(outer: Outer(self), node: node, index: 0).decode(type)
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
    fileprivate func inside(_ path: [any CodingKey]) -> JSONDecodingError {
        JSONDecodingError(reason, path: JSONPointer(JSONPointer(path).tokens + self.path.tokens))
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
    /// What the value stands in.
    let outer: Outer
    let node: Int
    /// Its index there, where that is an array. No more than three words: what is larger is put into memory of its own
    /// for each value.
    let index: Int

    var codingPath: [any CodingKey] { outer.path(to: node, index) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Reads what JSON has itself.
    func read<Value: JSONDecodable>(_ type: Value.Type) throws -> Value {
        try outer.read(type, outer.view.at(node), index)
    }

    private func opened(_ kind: JSON.Kind, keys: (any CodingKey.Type)? = nil) throws -> Outer {
        let value = outer.value(node)
        if value.kind == kind { return Outer(value, in: self, keys: keys) }
        throw JSONDecodingError(.wrongKind(expected: kind, got: value.kind), path: JSONPointer(codingPath))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Keyed(object: try opened(.object, keys: type)))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { Unkeyed(array: try opened(.array)) }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { outer.view.at(node).kind == .null }
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
        if let value = outer.value(node) as? Value { return value }
        return try Value(from: self)
    }
}

/// An array or object that is being read, or the whole value. The way to what stands in it is found from its place,
/// where that is asked for.
///
/// The type of the keys is none of its own, so that the compiler makes a function for each type of values.
private final class Outer {
    private let whole: JSON
    let view: JSONView
    private let document: UnretainedReference<JSONDocument>
    /// What it stands in itself, and its index there; nil for the whole value.
    private let outer: Outer?
    private let index: Int
    /// The type of an object's keys.
    private let keys: (any CodingKey.Type)?
    /// The members' nodes by name, where they are so many that each look-up would be long.
    private let nodes: [ExactString: Int]?
    private static let few = 16
    /// The node behind the member that was found last. Mostly members are asked for in the order of the text.
    private var expected: Int

    /// Begins with a whole value.
    init(_ whole: JSON) {
        self.whole = whole
        view = whole.view
        document = UnretainedReference(whole.document)
        (outer, index, keys, nodes, expected) = (nil, 0, nil, nil, 0)
    }

    /// Opens the value of a decoder.
    init(_ value: JSON, in decoder: ValueDecoder, keys: (any CodingKey.Type)?) {
        whole = value
        view = value.view
        document = UnretainedReference(value.document)
        (outer, index, self.keys) = (decoder.outer, decoder.index, keys)
        expected = value.view.index &+ 1
        nodes =
            keys != nil && view.count > Self.few
            ? Dictionary(view.members.map { ($0.key.exactString, $0.value.index) }) { $1 } : nil
    }

    // MARK: The way

    /// The keys from the outermost.
    var path: [any CodingKey] { outer?.path(to: view.index, index) ?? [] }

    /// The keys of a value in it.
    @inline(never)
    func path(to node: Int, _ index: Int) -> [any CodingKey] {
        if node == view.index { return path }
        guard let keys else { return path + [IndexKey(index)] }
        // The name stands before the value.
        let name = view.at(node - 1).string
        return path + [keys.init(stringValue: name) ?? NameKey(stringValue: name)]
    }

    // MARK: Values

    /// The value of a node.
    func value(_ node: Int) -> JSON { whole.at(node) }

    /// Reads what JSON has itself.
    func read<Value: JSONDecodable>(_ type: Value.Type, _ view: JSONView, _ index: Int = 0) throws -> Value {
        do throws(JSONDecodingError) {
            return try Value(from: JSONReader(document: document, view: view))
        } catch {
            throw error.inside(path(to: view.index, index))
        }
    }

    // MARK: Members

    var names: [ExactString] { whole.lastMembers.map(\.name) }

    /// The value of a member.
    private func member(_ name: String) -> JSONView? {
        if let nodes { return nodes[ExactString(name)].map { view.at($0) } }
        let first = view.index &+ 1
        let found = name.withBytes { name in
            view.member(name, from: expected) ?? (expected == first ? nil : view.member(name, from: first))
        }
        if let found { expected = Int(found.node.next) }
        return found
    }

    /// The value of a member, where it is there and not null.
    private func present(_ name: String) -> JSONView? { member(name).flatMap { $0.kind == .null ? nil : $0 } }

    private func required(_ name: String) throws -> JSONView {
        if let view = member(name) { return view }
        throw JSONDecodingError(.missingMember(ExactString(name)), path: JSONPointer(path))
    }

    func contains(_ name: String) -> Bool { member(name) != nil }

    func isNull(_ name: String) throws -> Bool { try required(name).kind == .null }

    func decoder(_ name: String) throws -> ValueDecoder { decoder(try required(name)) }

    func decoderIfPresent(_ name: String) -> ValueDecoder? { present(name).map(decoder) }

    private func decoder(_ view: JSONView) -> ValueDecoder { ValueDecoder(outer: self, node: view.index, index: 0) }

    func read<Value: JSONDecodable>(_ type: Value.Type, _ name: String) throws -> Value {
        try read(type, try required(name))
    }

    func ifPresent<Value: JSONDecodable>(_ type: Value.Type, _ name: String) throws -> Value? {
        guard let view = present(name) else { return nil }
        return try read(type, view)
    }
}

private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let object: Outer

    var codingPath: [any CodingKey] { object.path }
    var allKeys: [Key] { object.names.compactMap { Key(stringValue: $0.string) } }

    func contains(_ key: Key) -> Bool { object.contains(key.stringValue) }
    func decodeNil(forKey key: Key) throws -> Bool { try object.isNull(key.stringValue) }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try object.read(type, key.stringValue) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try object.read(type, key.stringValue) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try object.read(type, key.stringValue) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try object.read(type, key.stringValue) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try object.read(type, key.stringValue) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try object.read(type, key.stringValue) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try object.read(type, key.stringValue) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try object.read(type, key.stringValue) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try object.read(type, key.stringValue) }
    func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 { try object.read(type, key.stringValue) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try object.read(type, key.stringValue) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try object.read(type, key.stringValue) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try object.read(type, key.stringValue) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try object.read(type, key.stringValue) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try object.read(type, key.stringValue) }
    func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 { try object.read(type, key.stringValue) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try object.decoder(key.stringValue).decode(type)
    }

    // One look for the member, where the standard library's own take three.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: Int128.Type, forKey key: Key) throws -> Int128? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
        try object.ifPresent(type, key.stringValue)
    }
    func decodeIfPresent(_ type: UInt128.Type, forKey key: Key) throws -> UInt128? {
        try object.ifPresent(type, key.stringValue)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try object.decoderIfPresent(key.stringValue)?.decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try object.decoder(key.stringValue).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try object.decoder(key.stringValue).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try object.decoder(SuperKey().stringValue) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try object.decoder(key.stringValue) }
}

private struct Unkeyed: UnkeyedDecodingContainer {
    private let array: Outer
    /// The node of the next element, and the one behind the last.
    private var node: Int
    private let end: Int
    private(set) var currentIndex = 0

    init(array: Outer) {
        self.array = array
        node = array.view.index &+ 1
        end = Int(array.view.node.next)
    }

    var codingPath: [any CodingKey] { array.path }
    var count: Int? { array.view.count }
    var isAtEnd: Bool { node == end }

    /// The decoder of the element that is next, which `next` steps over.
    private func decoder() throws -> ValueDecoder {
        if isAtEnd {
            throw JSONDecodingError(.missingMember(ExactString(currentIndex)), path: JSONPointer(codingPath))
        }
        return ValueDecoder(outer: array, node: node, index: currentIndex)
    }

    private mutating func advance() {
        node = Int(array.view.at(node).node.next)
        currentIndex += 1
    }

    private mutating func next<Value>(_ body: (ValueDecoder) throws -> Value) throws -> Value {
        let value = try body(decoder())
        advance()
        return value
    }

    mutating func decodeNil() throws -> Bool {
        let isNull = try decoder().decodeNil()
        if isNull { advance() }
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
