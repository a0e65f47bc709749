import ReplCore

/// Bytes in memory, given out in chunks of one size; the events of reading and writing go to a log.
struct MemorySource: ByteSource {
    var bytes: ArraySlice<UInt8>
    let chunk: Int
    /// Whether a read is said to have to wait.
    var waits: (MemorySource) -> Bool = { _ in false }
    var onRead: () -> Void = {}

    init(_ bytes: some Sequence<UInt8>, chunk: Int) {
        self.bytes = Array(bytes)[...]
        self.chunk = chunk
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
        onRead()
        let piece = bytes.prefix(min(chunk, buffer.count))
        buffer.copyBytes(from: piece)
        bytes = bytes.dropFirst(piece.count)
        return piece.count
    }

    mutating func mustWait() -> Bool { waits(self) }
}

/// What was written, write by write.
final class MemorySink: ByteSink {
    private(set) var writes: [String] = []
    var failure: StreamError?

    var text: String { writes.joined() }
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(StreamError) {
        if let failure { throw failure }
        writes.append(String(decoding: bytes, as: UTF8.self))
    }
}

/// One long line and some text behind it, without holding more of the line than is read at a time.
final class EndlessLine: ByteSource {
    private var left: Int
    private var rest: ArraySlice<UInt8>
    /// The largest read that was asked for.
    private(set) var largestRead = 0

    /// A line of so many bytes, and what follows it.
    init(length: Int, rest: String) {
        left = length
        self.rest = Array(rest.utf8)[...]
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
        largestRead = max(largestRead, buffer.count)
        if left > 0 {
            let count = min(left, buffer.count)
            _ = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]).initializeMemory(
                as: UInt8.self, repeating: UInt8(ascii: "x"))
            left -= count
            return count
        }
        let piece = rest.prefix(buffer.count)
        buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return piece.count
    }

    func mustWait() -> Bool { false }
}
