/// Cuts what a server writes to its standard error into lines. A line without an end is given out in pieces.
struct LogLines {
    private var rest: [UInt8] = []

    /// The longest piece.
    private static let longest = 8 << 10

    /// Takes in what was read, and gives out the lines that are whole.
    mutating func append(_ bytes: ArraySlice<UInt8>) -> [String] {
        rest += bytes
        var lines: [String] = []
        var start = 0
        while start < rest.count {
            let line = rest[start...].prefix(Self.longest)
            let end = line.firstIndex(of: 0x0A)
            if end == nil, line.count < Self.longest { break }
            lines.append(Self.text(rest[start..<(end ?? line.endIndex)]))
            start = end.map { $0 + 1 } ?? line.endIndex
        }
        rest.removeFirst(start)
        return lines
    }

    /// A last line that has no end; nil if there is none.
    mutating func end() -> String? {
        defer { rest = [] }
        return rest.isEmpty ? nil : Self.text(rest[...])
    }

    private static func text(_ line: ArraySlice<UInt8>) -> String {
        String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
    }
}
