/// The entries of earlier prompts, oldest first, and the walk through them while a new one is written.
///
/// The new entry is the last stop of the walk. What is changed at a stop stays there until an entry is sent, so
/// neither a draft nor an edit of a recalled entry is lost.
package struct EntryHistory {
    package private(set) var entries: [String]
    private var edits: [Int: String] = [:]
    private var position: Int

    package init(_ entries: [String] = []) {
        self.entries = entries
        position = entries.count
    }

    /// Whether an entry is one to remember: not blank, and without a space before it, which says that it is not.
    package static func keeps(_ entry: String) -> Bool {
        entry.unicodeScalars.first != " " && !entry.unicodeScalars.allSatisfy(\.isSpace)
    }

    /// Adds an entry as the newest, drops an equal older one, and starts a new walk.
    package mutating func add(_ entry: String) {
        if let older = entries.lastIndex(where: { $0.utf8.elementsEqual(entry.utf8) }) { entries.remove(at: older) }
        entries.append(entry)
        restart()
    }

    /// Whether a walk has begun: while it goes on, the stops stay where they are.
    package var isWalking: Bool { position != entries.count || !edits.isEmpty }

    /// Takes in what other sessions added, oldest first, and starts a new walk; false where it is here already, and
    /// the newest.
    package mutating func take(_ newer: [String]) -> Bool {
        guard !entries.suffix(newer.count).elementsEqual(newer, by: { $0.utf8.elementsEqual($1.utf8) }) else {
            return false
        }
        entries = Self.newest(entries + newer)
        restart()
        return true
    }

    /// The most entries that are kept.
    package static let mostEntries = 10_000
    /// The most bytes of entries that are kept.
    package static let mostBytes = 16 << 20

    /// The newest entries, each once, no more than are kept.
    package static func newest(
        _ entries: some BidirectionalCollection<String>, bytes limit: Int = mostBytes
    ) -> [String] {
        var newest: [String] = []
        // Entries are equal where their bytes are, not where Swift holds their texts equal.
        var seen: Set<[UInt8]> = []
        var bytes = 0
        for entry in entries.reversed() where seen.insert(Array(entry.utf8)).inserted {
            bytes += entry.utf8.count
            if newest.count == mostEntries || bytes > limit { break }
            newest.append(entry)
        }
        return newest.reversed()
    }

    /// Goes back to the new entry and forgets all changes.
    package mutating func restart() {
        edits.removeAll()
        position = entries.count
    }

    /// Leaves `current` at this stop and gives the text of the one before; nil at the oldest.
    package mutating func older(than current: String) -> String? {
        move(to: position - 1, leaving: current)
    }

    /// Leaves `current` at this stop and gives the text of the one after; nil at the new entry.
    package mutating func newer(than current: String) -> String? {
        move(to: position + 1, leaving: current)
    }

    /// As `older`, but the nearest entry that begins with `prefix` and differs from `current`.
    package mutating func older(than current: String, beginningWith prefix: String) -> String? {
        let stop = stride(from: position - 1, through: 0, by: -1).first { isFound($0, current, prefix) }
        return stop.flatMap { move(to: $0, leaving: current) }
    }

    /// As `newer`, but the nearest entry that begins with `prefix` and differs from `current`.
    package mutating func newer(than current: String, beginningWith prefix: String) -> String? {
        let stop = stride(from: position + 1, through: entries.count, by: 1).first { isFound($0, current, prefix) }
        return stop.flatMap { move(to: $0, leaving: current) }
    }

    private func isFound(_ stop: Int, _ current: String, _ prefix: String) -> Bool {
        let text = text(at: stop)
        return text.utf8.starts(with: prefix.utf8) && !text.utf8.elementsEqual(current.utf8)
    }

    private func text(at stop: Int) -> String { edits[stop] ?? original(at: stop) }

    private func original(at stop: Int) -> String { stop < entries.count ? entries[stop] : "" }

    private mutating func move(to stop: Int, leaving current: String) -> String? {
        guard stop >= 0, stop <= entries.count else { return nil }
        edits[position] = current.utf8.elementsEqual(original(at: position).utf8) ? nil : current
        position = stop
        return text(at: stop)
    }
}
