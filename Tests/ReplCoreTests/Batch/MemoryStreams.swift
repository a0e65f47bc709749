import ReplCore
import Synchronization

/// Bytes in memory, given out in chunks of one size.
struct MemorySource: ByteSource {
    private var bytes: ArraySlice<UInt8>
    private let chunk: Int
    /// Whether a read is said to have to wait.
    var waits = false
    /// Called before each read.
    var onRead: @Sendable () -> Void = {}
    /// How the source fails behind its last byte.
    var failure: StreamError?

    init(_ bytes: some Sequence<UInt8>, chunk: Int) {
        self.bytes = Array(bytes)[...]
        self.chunk = chunk
    }

    mutating func read(into room: inout [UInt8], from start: Int) throws(StreamError) -> Int {
        onRead()
        if bytes.isEmpty, let failure { throw failure }
        let piece = bytes.prefix(min(chunk, room.count - start))
        room.replaceSubrange(start..<start + piece.count, with: piece)
        bytes = bytes.dropFirst(piece.count)
        return piece.count
    }

    mutating func mustWait() -> Bool { waits }
}

/// What was written, write by write.
final class MemorySink: ByteSink {
    private let state = Mutex<[String]>([])
    private let failure: StreamError?
    /// How long a write takes.
    private let delay: Duration

    init(failure: StreamError? = nil, delay: Duration = .zero) {
        self.failure = failure
        self.delay = delay
    }

    var writes: [String] { state.withLock { $0 } }
    var text: String { writes.joined() }
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    func write(_ bytes: Span<UInt8>) throws(StreamError) {
        if let failure { throw failure }
        let end = ContinuousClock.now + delay
        while delay > .zero, ContinuousClock.now < end {}
        let text = String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        state.withLock { $0.append(text) }
    }
}

/// One long line and some text behind it, without holding more of the line than is read at a time.
final class EndlessLine: ByteSource {
    private struct State {
        var left: Int
        var rest: ArraySlice<UInt8>
        var largestRead = 0
    }

    private let state: Mutex<State>

    /// The largest read that was asked for.
    var largestRead: Int { state.withLock { $0.largestRead } }

    /// A line of so many bytes, and what follows it.
    init(length: Int, rest: String) { state = Mutex(State(left: length, rest: Array(rest.utf8)[...])) }

    func read(into bytes: inout [UInt8], from start: Int) throws(StreamError) -> Int {
        let room = bytes.count - start
        let piece = state.withLock { state -> ArraySlice<UInt8> in
            state.largestRead = max(state.largestRead, room)
            if state.left > 0 {
                let count = min(state.left, room)
                state.left -= count
                return [UInt8](repeating: UInt8(ascii: "x"), count: count)[...]
            }
            let piece = state.rest.prefix(room)
            state.rest = state.rest.dropFirst(piece.count)
            return piece
        }
        bytes.replaceSubrange(start..<start + piece.count, with: piece)
        return piece.count
    }

    func mustWait() -> Bool { false }
}
