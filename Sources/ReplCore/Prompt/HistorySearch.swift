/// An incremental search backwards through entries.
///
/// A query without capitals matches ASCII letters of both cases; everything else matches as it is written.
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
        let needle = Array(query.utf8)
        let ignoresCase = !needle.contains { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
        for stop in stops {
            var entry = entries[stop]
            // Repeats of the entry shown are no news.
            if stop != position, entry == match?.entry { continue }
            guard let start = entry.withUTF8({ Self.offset(of: needle, in: $0, ignoringCase: ignoresCase) })
            else { continue }
            let before = String(decoding: entry.utf8.prefix(start), as: UTF8.self).unicodeScalars.count
            match = Match(entry: entry, range: before..<before + query.unicodeScalars.count)
            position = stop
            hasFailed = false
            return
        }
        hasFailed = true
    }

    /// UTF-8 can be searched as bytes: no character begins within another.
    private static func offset(
        of needle: [UInt8], in text: UnsafeBufferPointer<UInt8>, ignoringCase: Bool
    ) -> Int? {
        guard text.count >= needle.count else { return nil }
        return (0...text.count - needle.count).first { start in
            needle.indices.allSatisfy { index in
                let byte = text[start + index]
                let isCapital = ignoringCase && byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
                return (isCapital ? byte | 0x20 : byte) == needle[index]
            }
        }
    }
}
