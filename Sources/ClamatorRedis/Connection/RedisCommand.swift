/// A command as it goes over the wire: an array of bulk strings (RESP).
struct RedisCommand: Sendable {
    /// The words, each behind its length.
    private var words: [UInt8] = []
    private var count = 0

    init(_ words: String...) { append(contentsOf: words) }

    mutating func append(_ word: String) { append(word.utf8) }

    mutating func append(_ word: some Collection<UInt8>) {
        count += 1
        Self.append("$", word.count, to: &words)
        words.append(contentsOf: word)
        words.append(contentsOf: Self.lineEnd)
    }

    mutating func append(contentsOf words: some Sequence<String>) {
        for word in words { append(word) }
    }

    /// About how many bytes the command is; cheaper than `wireLength`.
    var byteCount: Int { words.count }

    /// How many bytes the command is on the wire.
    var wireLength: Int { Self.digits(of: count).count + 3 + words.count }

    /// Appends the command to bytes that are to be written.
    func write(into bytes: inout [UInt8]) {
        Self.append("*", count, to: &bytes)
        bytes.append(contentsOf: words)
    }

    private static let lineEnd: [UInt8] = [0x0D, 0x0A]

    private static func digits(of number: Int) -> String.UTF8View { String(number).utf8 }

    private static func append(_ sign: Unicode.Scalar, _ number: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: sign))
        bytes.append(contentsOf: digits(of: number))
        bytes.append(contentsOf: lineEnd)
    }
}

extension Duration {
    /// The longest time that is sent to Redis: ten years.
    private static let longest = Duration.seconds(10 * 365 * 86_400)

    /// The time in seconds, a part of one as a whole one.
    var wholeSeconds: Int { (wholeMilliseconds + 999) / 1000 }

    /// The time in milliseconds, from none to ten years.
    var wholeMilliseconds: Int {
        let time = max(.zero, min(self, Self.longest))
        return Int(time.components.seconds) * 1000 + Int(time.components.attoseconds / 1_000_000_000_000_000)
    }
}
