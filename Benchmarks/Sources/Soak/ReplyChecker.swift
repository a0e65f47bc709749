/// Compares replies with what the lines of a soak must be answered with, one after another.
struct ReplyChecker {
    private let traffic = Traffic()
    private var expected: [UInt8] = []
    /// The beginning of a reply whose rest is still to come.
    private var rest: [UInt8] = []
    private var line = 0
    /// How many replies were right so far.
    private(set) var replies = 0

    /// Goes on to the next line that is answered.
    private mutating func next() {
        repeat {
            traffic.expect(line, in: &expected)
            line += 1
        } while expected.isEmpty
    }

    /// Takes in what the tool wrote.
    ///
    /// - Parameter bytes: The bytes.
    /// - Returns: What is wrong with a reply; nil where all are right.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> String? {
        var start = bytes.startIndex
        while let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            next()
            let isRight: Bool
            if rest.isEmpty {
                isRight = isExpected(bytes[start..<newline])
            } else {
                rest += bytes[start..<newline]
                isRight = isExpected(rest[...])
            }
            guard isRight else {
                let reply = rest.isEmpty ? bytes[start..<newline] : rest[...]
                return "line \(line): expected \(String(decoding: expected, as: UTF8.self))\n"
                    + "got \(String(decoding: reply.prefix(1000), as: UTF8.self))"
            }
            rest.removeAll(keepingCapacity: true)
            replies += 1
            start = newline + 1
        }
        rest += bytes[start...]
        return nil
    }

    /// Whether a reply is what is expected, or begins with it where that is not a whole object.
    private func isExpected(_ reply: ArraySlice<UInt8>) -> Bool {
        reply.starts(with: expected) && (expected.last != UInt8(ascii: "}") || reply.count == expected.count)
    }

    /// Sees whether something is missing at the end.
    ///
    /// - Parameter count: How many lines there were.
    /// - Returns: What is wrong; nil where nothing is.
    mutating func end(afterLines count: Int) -> String? {
        guard rest.isEmpty else { return "the last reply is cut off" }
        guard line <= count else { return "there are more replies than lines" }
        var missing = 0
        while line < count {
            traffic.expect(line, in: &expected)
            if !expected.isEmpty { missing += 1 }
            line += 1
        }
        return missing == 0 ? nil : "\(missing) lines were not answered"
    }
}
