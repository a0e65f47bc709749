/// A command with its arguments, one behind the other in one piece of memory.
struct RedisCommand: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var lengths: [Int] = []

    init(_ words: String...) {
        for word in words { append(word) }
    }

    mutating func append(_ word: String) {
        let start = bytes.count
        bytes.append(contentsOf: word.utf8)
        lengths.append(bytes.count - start)
    }

    mutating func append(_ word: some Collection<UInt8>) {
        bytes.append(contentsOf: word)
        lengths.append(word.count)
    }

    /// How many bytes the command is on the wire: its count, and each argument behind its length (RESP, arrays of bulk
    /// strings).
    var wireLength: Int {
        lengths.reduce(Self.digits(lengths.count) + 3) { $0 + Self.digits($1) + 3 + $1 + 2 }
    }

    private static func digits(_ number: Int) -> Int { number < 10 ? 1 : 1 + digits(number / 10) }

    mutating func append(contentsOf words: some Sequence<String>) {
        for word in words { append(word) }
    }
}

extension Duration {
    /// The longest time that is sent to Redis: ten years.
    private static let longest = Duration.seconds(10 * 365 * 86_400)

    /// The time in milliseconds, from none to ten years.
    var wholeMilliseconds: Int {
        let time = max(.zero, min(self, Self.longest))
        return Int(time.components.seconds) * 1000 + Int(time.components.attoseconds / 1_000_000_000_000_000)
    }
}
