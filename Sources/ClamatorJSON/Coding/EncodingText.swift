/// The text that encoders and their containers write into. What is open is a stack; to write into a container closes
/// those that were opened inside it.
///
/// Unsafe code. Invariant: an access to `writer` or `open` is over before the next begins, since what is written while
/// one lasts is of types of this module, which know nothing of encoders. So exclusive access need not be checked, which
/// would cost a quarter of the encoding.
@safe
final class EncodingText {
    @exclusivity(unchecked) private var writer: JSONWriter
    /// The containers that are open, each by a number of its own.
    @exclusivity(unchecked) private var open: [(number: Int, bracket: UInt8)] = []
    private var opened = 0

    init(_ writer: consuming JSONWriter) { unsafe self.writer = writer }

    func take() -> JSONWriter {
        var taken = JSONWriter()
        unsafe swap(&writer, &taken)
        return taken
    }

    /// A container that was opened.
    struct Container {
        let depth: Int
        let number: Int
    }

    func open(_ opening: UInt8, _ closing: UInt8) -> Container {
        unsafe writer.open(opening)
        opened += 1
        unsafe open.append((opened, closing))
        return unsafe Container(depth: open.count, number: opened)
    }

    private func close(to depth: Int) {
        while unsafe open.count > depth {
            let bracket = unsafe open.removeLast().bracket
            unsafe writer.close(bracket)
        }
    }

    /// Sees that the next value goes into a container.
    func settle(_ container: Container, at path: CodingPath) throws {
        guard unsafe open.count >= container.depth, unsafe open[container.depth - 1].number == container.number else {
            throw JSONEncodingError(
                .other("written into a container after the next was begun"), path: JSONPointer(path.keys))
        }
        close(to: container.depth)
    }

    /// Begins a member of a container. As in all functions here the type of the key is not fixed, so that the compiler
    /// makes one for each type of values.
    func begin(_ key: any CodingKey, in container: Container, at path: CodingPath) throws {
        try settle(container, at: path)
        let name = key.stringValue
        unsafe writer.name(name)
    }

    /// Writes a member of a container, of a type of this module or of the standard library.
    func write(
        _ value: some JSONEncodable, _ key: any CodingKey, in container: Container, at path: CodingPath
    ) throws {
        try begin(key, in: container, at: path)
        try write(value, key, at: path)
    }

    /// Writes the value of a key, where one is to stand.
    func write(_ value: some JSONEncodable, _ key: any CodingKey, at path: CodingPath) throws {
        do throws(JSONEncodingError) {
            try write(value)
        } catch {
            throw JSONEncodingError(error.reason, path: JSONPointer(path.appending(key).keys))
        }
    }

    /// Writes a value of a type of this module, or of the standard library.
    func write(_ value: some JSONEncodable) throws(JSONEncodingError) { try unsafe value.write(into: &writer) }

    func encode<Value: Encodable>(_ value: Value, at path: @autoclosure () -> CodingPath) throws {
        if Value.self == JSON.self, let value = value as? JSON { return try write(value) }
        let depth = unsafe open.count
        let before = unsafe writer.count
        try value.encode(to: TextEncoder(text: self, path: path()))
        close(to: depth)
        // A value without members may ask for no container.
        if unsafe writer.count == before { unsafe writer.object { _ in } }
    }
}
