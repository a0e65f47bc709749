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
