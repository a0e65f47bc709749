// Swift's `Encodable`, written as it goes: no tree of values between.

extension JSON {
    /// Makes the JSON of a value of an `Encodable` type.
    ///
    /// - Parameter value: The value.
    /// - Throws: `JSONEncodingError` for a number that is not finite, for what nests deeper than 576 levels, and for
    ///   what the type itself throws.
    @_disfavoredOverload
    public init(encoding value: some Encodable) throws(JSONEncodingError) {
        try self.init(building: { (writer) throws(JSONEncodingError) in try writer.encode(value) })
    }

    /// Makes the JSON of a value.
    ///
    /// - Parameter value: The value.
    /// - Throws: As `init(_:)`.
    @inlinable
    public init(encoding value: some JSONEncodable) throws(JSONEncodingError) {
        try self.init(building: { (writer) throws(JSONEncodingError) in try value.write(into: &writer) })
    }
}

extension JSONWriter {
    /// Writes a value of an `Encodable` type.
    ///
    /// - Parameter value: The value.
    /// - Throws: `JSONEncodingError` where JSON has no such value, or the type throws.
    public mutating func encode(_ value: some Encodable) throws(JSONEncodingError) {
        let text = EncodingText(self.take())
        defer { self = text.take() }
        do {
            try text.encode(value, by: TextEncoder(text: text, depth: 0))
        } catch let error as JSONEncodingError {
            throw error
        } catch let EncodingError.invalidValue(_, context) {
            throw JSONEncodingError(.other(context.debugDescription), path: JSONPointer(context.codingPath))
        } catch {
            throw JSONEncodingError(.other("\(error)"))
        }
    }

    /// Takes what was written away, with its memory.
    private mutating func take() -> JSONWriter {
        var taken = JSONWriter()
        swap(&self, &taken)
        return taken
    }
}

/// The index of an element.
struct IndexKey: CodingKey {
    let index: Int

    init(_ index: Int) { self.index = index }

    var stringValue: String { "\(index)" }
    var intValue: Int? { index }
    init?(stringValue: String) { nil }
    init?(intValue: Int) { index = intValue }
}

/// The name of a member, whatever it is.
struct NameKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// The key that `superEncoder()` and `superDecoder()` use.
struct SuperKey: CodingKey {
    var stringValue: String { "super" }
    var intValue: Int? { nil }
    init() {}
    init?(stringValue: String) { nil }
    init?(intValue: Int) { nil }
}

extension JSONPointer {
    init(_ path: [any CodingKey]) { self.init(path.map { ExactString($0.stringValue) }) }
}

struct TextEncoder: Encoder, SingleValueEncodingContainer {
    let text: EncodingText
    /// How many containers are around its value.
    let depth: Int
    var codingPath: [any CodingKey] { text.path(depth) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(Keyed(text: text, container: text.open(UInt8(ascii: "{"), UInt8(ascii: "}"))))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        Unkeyed(text: text, container: text.open(UInt8(ascii: "["), UInt8(ascii: "]")))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    private func write(_ value: some JSONEncodable) throws {
        do throws(JSONEncodingError) {
            try text.write(value)
        } catch {
            throw JSONEncodingError(error.reason, path: JSONPointer(codingPath))
        }
    }

    func encodeNil() throws { try write(JSON.null) }
    func encode(_ value: Bool) throws { try write(value) }
    func encode(_ value: String) throws { try write(value) }
    func encode(_ value: Double) throws { try write(value) }
    func encode(_ value: Float) throws { try write(value) }
    func encode(_ value: Int) throws { try write(value) }
    func encode(_ value: Int8) throws { try write(value) }
    func encode(_ value: Int16) throws { try write(value) }
    func encode(_ value: Int32) throws { try write(value) }
    func encode(_ value: Int64) throws { try write(value) }
    func encode(_ value: Int128) throws { try write(value) }
    func encode(_ value: UInt) throws { try write(value) }
    func encode(_ value: UInt8) throws { try write(value) }
    func encode(_ value: UInt16) throws { try write(value) }
    func encode(_ value: UInt32) throws { try write(value) }
    func encode(_ value: UInt64) throws { try write(value) }
    func encode(_ value: UInt128) throws { try write(value) }
    func encode(_ value: some Encodable) throws { try text.encode(value, by: self) }
}

private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let text: EncodingText
    let container: EncodingText.Container
    var codingPath: [any CodingKey] { text.path(container.depth - 1) }

    func encodeNil(forKey key: Key) throws { try text.write(JSON.null, key.stringValue, in: container) }
    func encode(_ value: Bool, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: String, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: Double, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: Float, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: Int, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: Int8, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: Int16, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: Int32, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: Int64, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: Int128, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: UInt, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: UInt8, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: UInt16, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: UInt32, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: UInt64, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }
    func encode(_ value: UInt128, forKey key: Key) throws { try text.write(value, key.stringValue, in: container) }

    func encode(_ value: some Encodable, forKey key: Key) throws {
        try text.begin(key.stringValue, in: container)
        try text.encode(value, by: text.encoder(key, in: container))
    }

    private func encoder(_ key: some CodingKey) -> TextEncoder {
        // Where this container is closed already, the encoder's value shows it: a name would stand where none can.
        try? text.begin(key.stringValue, in: container)
        return text.encoder(key, in: container)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder(SuperKey()) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
}

private struct Unkeyed: UnkeyedEncodingContainer {
    let text: EncodingText
    let container: EncodingText.Container
    var codingPath: [any CodingKey] { text.path(container.depth - 1) }
    private(set) var count = 0

    init(text: EncodingText, container: EncodingText.Container) {
        self.text = text
        self.container = container
    }

    private mutating func begin() throws {
        try text.settle(container)
        count += 1
    }

    private mutating func write(_ value: some JSONEncodable) throws {
        try text.write(value, count, in: container)
        count += 1
    }

    mutating func encodeNil() throws { try write(JSON.null) }
    mutating func encode(_ value: Bool) throws { try write(value) }
    mutating func encode(_ value: String) throws { try write(value) }
    mutating func encode(_ value: Double) throws { try write(value) }
    mutating func encode(_ value: Float) throws { try write(value) }
    mutating func encode(_ value: Int) throws { try write(value) }
    mutating func encode(_ value: Int8) throws { try write(value) }
    mutating func encode(_ value: Int16) throws { try write(value) }
    mutating func encode(_ value: Int32) throws { try write(value) }
    mutating func encode(_ value: Int64) throws { try write(value) }
    mutating func encode(_ value: Int128) throws { try write(value) }
    mutating func encode(_ value: UInt) throws { try write(value) }
    mutating func encode(_ value: UInt8) throws { try write(value) }
    mutating func encode(_ value: UInt16) throws { try write(value) }
    mutating func encode(_ value: UInt32) throws { try write(value) }
    mutating func encode(_ value: UInt64) throws { try write(value) }
    mutating func encode(_ value: UInt128) throws { try write(value) }

    mutating func encode(_ value: some Encodable) throws {
        try begin()
        try text.encode(value, by: text.encoder(IndexKey(count - 1), in: container))
    }

    private mutating func encoder() -> TextEncoder {
        try? begin()
        return text.encoder(IndexKey(count - 1), in: container)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        encoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { encoder() }
}
