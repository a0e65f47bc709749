/// A position in a YAML text as people count.
struct YAMLMark: Equatable {
    /// The line, from 1.
    let line: UInt32
    /// The column in code points, from 1.
    let column: UInt32

    init(line: some BinaryInteger, column: some BinaryInteger) {
        (self.line, self.column) = (UInt32(truncatingIfNeeded: line), UInt32(truncatingIfNeeded: column))
    }
}

/// Where the values of a JSON text that was made of YAML stood there.
package struct YAMLPositions: Sendable {
    /// The values in the order of the JSON text.
    private(set) var entries: [Entry] = []

    /// A value.
    struct Entry {
        /// Where it begins in the JSON text.
        var offset: UInt32
        /// Where it stood in YAML.
        let line: UInt32
        let column: UInt32
        /// How many characters stood before the first of a string whose characters are spelled alike in both; nil of
        /// anything else.
        let quotes: UInt8?
    }

    mutating func append(_ entry: Entry) { entries.append(entry) }

    /// The line and column in YAML of a byte of the JSON text.
    package subscript(offset: Int) -> (line: Int, column: Int) {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].offset <= offset { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return (1, 1) }
        let entry = entries[low - 1]
        let inside = offset - Int(entry.offset)
        guard let quotes = entry.quotes, inside > 0 else { return (Int(entry.line), Int(entry.column)) }
        return (Int(entry.line), Int(entry.column) + Int(quotes) + inside - 1)
    }
}
