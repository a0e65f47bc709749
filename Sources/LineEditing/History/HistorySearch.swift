/// An incremental search backwards through entries.
///
/// A query without capitals matches letters of both cases; characters match however they are composed.
package struct HistorySearch {
    package struct Match: Equatable, Sendable {
        package let entry: String
        /// The scalars of the entry that the query matches.
        package let range: Range<Int>
    }

    package private(set) var query = ""
    /// The entry found; nil before anything is typed.
    package private(set) var match: Match?
    /// Whether the last step found nothing; `match` is then the last that was found.
    package private(set) var hasFailed = false
    private let entries: [String]
    private var position: Int

    package init(_ entries: [String]) {
        self.entries = entries
        position = entries.count
    }

    /// Adds to the query and looks on from the entry that is shown.
    package mutating func extend(_ text: String) {
        query += text
        search(stride(from: min(position, entries.count - 1), through: 0, by: -1))
    }

    /// Takes the last character off the query and looks again from the newest entry.
    package mutating func shorten() {
        guard !query.isEmpty else { return }
        query.removeLast()
        match = nil
        hasFailed = false
        position = entries.count
        if !query.isEmpty { search(stride(from: entries.count - 1, through: 0, by: -1)) }
    }

    /// Goes to the next older entry that matches.
    package mutating func older() {
        search(stride(from: position - 1, through: 0, by: -1))
    }

    /// Goes to the next newer entry that matches.
    package mutating func newer() {
        search(stride(from: position + 1, to: entries.count, by: 1))
    }

    private mutating func search(_ stops: some Sequence<Int>) {
        guard !query.isEmpty else { return }
        let needle = Needle(query)
        for stop in stops {
            // Repeats of the entry shown are no news.
            if stop != position, entries[stop] == match?.entry { continue }
            guard let range = needle.firstRange(in: entries[stop]) else { continue }
            match = Match(entry: entries[stop], range: range)
            position = stop
            hasFailed = false
            return
        }
        hasFailed = true
    }
}

/// What a query looks for.
private struct Needle {
    private let ignoresCase: Bool
    /// The query where it is ASCII, which is looked for byte by byte.
    private let bytes: [UInt8]?
    private let characters: [String]

    init(_ query: String) {
        ignoresCase = !query.contains(where: \.isUppercase)
        bytes = query.utf8.allSatisfy { $0 < 0x80 } ? Array(query.utf8) : nil
        characters = query.map { String($0) }
    }

    /// The scalars of a text that the query matches first.
    func firstRange(in text: String) -> Range<Int>? {
        if let bytes { return range(of: bytes, in: text) }
        // A query beyond ASCII matches no text within it.
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        // Characters are equal however they are composed.
        let parts = text.map { ignoresCase ? $0.lowercased() : String($0) }
        guard parts.count >= characters.count else { return nil }
        let found = (0...parts.count - characters.count).first { parts[$0...].starts(with: characters) }
        guard let found else { return nil }
        let start = text.index(text.startIndex, offsetBy: found)
        let end = text.index(start, offsetBy: characters.count)
        let before = text.unicodeScalars.distance(from: text.startIndex, to: start)
        return before..<before + text.unicodeScalars.distance(from: start, to: end)
    }

    /// UTF-8 can be searched as bytes: no character begins within another.
    private func range(of needle: [UInt8], in text: String) -> Range<Int>? {
        let utf8 = text.utf8.span
        guard utf8.count >= needle.count else { return nil }
        let start = (0...utf8.count - needle.count).first { start in
            needle.indices.allSatisfy { lowercased(utf8[start + $0]) == needle[$0] }
        }
        guard let start else { return nil }
        let before = String(decoding: text.utf8.prefix(start), as: UTF8.self).unicodeScalars.count
        return before..<before + needle.count
    }

    private func lowercased(_ byte: UInt8) -> UInt8 {
        ignoresCase && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
