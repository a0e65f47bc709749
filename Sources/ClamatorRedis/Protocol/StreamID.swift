/// The id of a stream's entry: a time in milliseconds and a number, in whose order the entries stand.
struct StreamID: Sendable, Equatable, Comparable, CustomStringConvertible {
    let milliseconds: UInt64
    let number: UInt64

    /// Before all entries.
    static let zero = StreamID(milliseconds: 0, number: 0)
    /// The first that an entry can have.
    static let first = StreamID(milliseconds: 0, number: 1)
    /// Behind which no stream takes an entry.
    static let last = StreamID(milliseconds: .max, number: .max)

    init(milliseconds: UInt64, number: UInt64) {
        self.milliseconds = milliseconds
        self.number = number
    }

    /// Reads an id as Redis writes it; nil for what is none.
    init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let milliseconds = UInt64(parts[0]), let number = parts.count > 1 ? UInt64(parts[1]) : 0 else {
            return nil
        }
        self.init(milliseconds: milliseconds, number: number)
    }

    /// The id right before this one; nil for the first.
    var predecessor: StreamID? {
        if number > 0 { return StreamID(milliseconds: milliseconds, number: number - 1) }
        return milliseconds > 0 ? StreamID(milliseconds: milliseconds - 1, number: .max) : nil
    }

    var description: String { "\(milliseconds)-\(number)" }

    static func < (one: StreamID, other: StreamID) -> Bool {
        (one.milliseconds, one.number) < (other.milliseconds, other.number)
    }
}

/// How far a stream was read.
struct StreamPosition: Sendable {
    /// The last entry that was read; nil before the first.
    private(set) var last: StreamID?
    /// The last of them before a stream's last millisecond, which is cut off where the stream is opened again.
    private var lastOrdinary: StreamID?

    mutating func note(_ id: StreamID) {
        last = id
        if id.milliseconds < .max { lastOrdinary = id }
    }

    /// Notes the ids of entries, the last first.
    mutating func note(lastFirst ids: some Sequence<StreamID>) {
        guard let last = ids.first(where: { _ in true }) else { return }
        if last.milliseconds == .max, let ordinary = ids.first(where: { $0.milliseconds < .max }) { note(ordinary) }
        note(last)
    }

    /// What was read last of a stream that ends there; nil if it is another one, of which nothing was read.
    func last(inStreamEndingAt generated: StreamID) -> StreamID? {
        [last, lastOrdinary].compactMap { $0 }.first { $0 <= generated }
    }
}

extension RedisLink {
    /// The id that a stream gave last, to an entry that may be gone since.
    ///
    /// - Parameter stream: The stream.
    /// - Returns: The id; nil where there is no such key.
    /// - Throws: `RedisError` where the key is no stream, or Redis does not say.
    func lastID(of stream: String) async throws(RedisError) -> StreamID? {
        do throws(RedisError) {
            return try await run(RedisCommand("XINFO", "STREAM", stream)) {
                $0.value(of: "last-generated-id").flatMap { StreamID($0.text) }
            }
        } catch {
            // A key that is not there is an error without a code of its own, as few others are.
            guard error.code == "ERR" else { throw error }
            let isThere: Bool
            do throws(RedisError) {
                isThere = try await run(RedisCommand("EXISTS", stream), read: \.integer) > 0
            } catch let other {
                if other.code != "NOPERM" { throw other }
                isThere = false
            }
            if isThere { throw error }
            return nil
        }
    }
}
