internal import ClamatorKit

/// The text of a history file: an entry a line, each a JSON string, the oldest first.
package enum HistoryLines {
    /// The longest entry that is kept, in bytes.
    package static let longestEntry = 64 << 10
    /// The longest line that such an entry can have: six bytes for each of its own, two quotes, and its end.
    package static let longestLine = 6 * longestEntry + 3

    /// The entry of a line without its end, however long; nil where it holds none.
    package static func entry(_ line: [UInt8]) -> String? { (try? JSON(parsing: line))?.string }

    /// The line of an entry, with its end; nil where the entry is too long to be kept.
    package static func line(_ entry: String) -> [UInt8]? {
        guard entry.utf8.count <= longestEntry else { return nil }
        var writer = JSONWriter()
        writer.string(entry)
        return writer.copy + [UInt8(ascii: "\n")]
    }
}
