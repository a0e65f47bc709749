/// The text that encoders and their containers write into. What is open is a stack; to write into a container closes
/// those that were opened inside it.
///
/// Unsafe code. Invariant: an access to `writer` or `open` is over before the next begins, since what is written while
/// one lasts is of types of this module, which know nothing of encoders. So exclusive access need not be checked, which
/// would cost a quarter of the encoding.
@safe
final class EncodingText {
    @exclusivity(unchecked) private var writer: JSONWriter
    /// The containers that are open, from the outermost.
    @exclusivity(unchecked) private var open: [Open] = []
    private var opened = 0

    init(_ writer: consuming JSONWriter) { unsafe self.writer = writer }

    func take() -> JSONWriter {
        var taken = JSONWriter()
        unsafe swap(&writer, &taken)
        return taken
    }

    private struct Open {
        /// One of its own.
        let number: Int
        let bracket: UInt8
        /// That of the value in it that an encoder writes.
        var key: (any CodingKey)?
    }

    /// A container that was opened.
    struct Container {
        /// How many are around it, and it.
        let depth: Int
        let number: Int
    }

    /// The keys of the encoder that is so many containers deep, from the outermost. What is open says them, so that
    /// none are kept for each value.
    @inline(never)
    func path(_ depth: Int) -> [any CodingKey] { unsafe open.prefix(depth).compactMap(\.key) }

    /// Those of a value in a container.
    private func pointer(_ key: any CodingKey, in container: Container) -> JSONPointer {
        JSONPointer(path(container.depth - 1) + [key])
    }

    func open(_ opening: UInt8, _ closing: UInt8) -> Container {
        unsafe writer.open(opening)
        opened += 1
        unsafe open.append(Open(number: opened, bracket: closing))
        return unsafe Container(depth: open.count, number: opened)
    }

    @inline(__always)
    private func close(to depth: Int) {
        if unsafe open.count > depth { closeMore(than: depth) }
    }

    @inline(never)
    private func closeMore(than depth: Int) {
        while unsafe open.count > depth {
            let bracket = unsafe open.removeLast().bracket
            unsafe writer.close(bracket)
        }
    }

    /// Sees that the next value goes into a container.
    func settle(_ container: Container) throws {
        guard unsafe open.count >= container.depth, unsafe open[container.depth - 1].number == container.number else {
            throw JSONEncodingError(
                .other("written into a container after the next was begun"),
                path: JSONPointer(path(container.depth - 1)))
        }
        close(to: container.depth)
    }

    /// Begins a member of a container.
    func begin(_ name: String, in container: Container) throws {
        try settle(container)
        unsafe writer.name(name)
    }

    /// The encoder of the value that is begun in a container.
    func encoder(_ key: any CodingKey, in container: Container) -> TextEncoder {
        // The key before is let go when the access is over.
        var key: (any CodingKey)? = key
        if unsafe open.count >= container.depth { unsafe swap(&open[container.depth - 1].key, &key) }
        return TextEncoder(text: self, depth: container.depth)
    }

    /// Writes a member of a container, of a type of this module or of the standard library.
    func write(_ value: some JSONEncodable, _ name: String, in container: Container) throws {
        try begin(name, in: container)
        do throws(JSONEncodingError) {
            try write(value)
        } catch {
            throw JSONEncodingError(error.reason, path: pointer(NameKey(stringValue: name), in: container))
        }
    }

    /// Writes an element of a container.
    func write(_ value: some JSONEncodable, _ index: Int, in container: Container) throws {
        try settle(container)
        do throws(JSONEncodingError) {
            try write(value)
        } catch {
            throw JSONEncodingError(error.reason, path: pointer(IndexKey(index), in: container))
        }
    }

    /// Writes a value of a type of this module, or of the standard library.
    func write(_ value: some JSONEncodable) throws(JSONEncodingError) { try unsafe value.write(into: &writer) }

    func encode<Value: Encodable>(_ value: Value, by encoder: @autoclosure () -> TextEncoder) throws {
        if Value.self == JSON.self, let value = value as? JSON { return try write(value) }
        let depth = unsafe open.count
        let before = unsafe writer.count
        try value.encode(to: encoder())
        close(to: depth)
        // A value without members may ask for no container.
        if unsafe writer.count == before { unsafe writer.object { _ in } }
    }
}
