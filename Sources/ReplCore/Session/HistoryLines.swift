internal import ClamatorKit

/// The text of a history file: an entry a line, each a JSON string, the oldest first.
package enum HistoryLines {
    /// What a piece of a history file holds.
    package struct Content: Equatable, Sendable {
        package var entries: [String] = []
        /// How many lines hold no entry.
        package var damaged = 0
        /// The bytes of the lines that are whole; what follows is being written.
        package var length = 0
        /// How many lines there are, damaged ones too.
        package var lines = 0
    }

    /// The longest entry that is kept, in bytes of its line.
    package static let longestLine = 1 << 20

    /// Reads the lines that are whole.
    package static func read(_ bytes: [UInt8]) -> Content {
        var content = Content()
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            content.length += line.count + 1
            content.lines += 1
            if line.isEmpty { continue }
            if let entry = try? JSON(parsing: Array(line)).string {
                content.entries.append(entry)
            } else {
                content.damaged += 1
            }
        }
        return content
    }

    /// The line of an entry, with its end.
    package static func line(_ entry: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.string(entry)
        return writer.copy + [UInt8(ascii: "\n")]
    }
}
