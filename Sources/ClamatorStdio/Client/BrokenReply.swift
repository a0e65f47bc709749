/// A line of a server that is no JSON, and was meant as a reply: `NaN` in a result, a reply that is cut.
struct BrokenReply {
    /// The ids that it may be the reply to: that of a call, and others that a result may hold.
    let ids: [Int]

    /// Nil where the line looks like something else: a line of the server's log, or a message of its own.
    init?(_ text: ArraySlice<UInt8>) {
        let line = text.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard line.first == UInt8(ascii: "{"), Self.end(of: "jsonrpc", in: line) != nil,
            Self.end(of: "\"method\"", in: line) == nil
        else { return nil }
        var ids: [Int] = []
        var rest = line
        while let end = Self.end(of: "\"id\"", in: rest) {
            rest = rest[end...]
            let value = rest.drop { " \t:\"".utf8.contains($0) }
            let digits = value.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            if let id = Int(String(decoding: digits, as: UTF8.self)) { ids.append(id) }
        }
        self.ids = ids
    }

    /// Where the first place ends at which a text stands.
    private static func end(of text: String, in line: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(text.utf8)
        var start = line.startIndex
        while let index = line[start...].firstIndex(of: bytes[0]) {
            if line[index...].starts(with: bytes) { return index + bytes.count }
            start = index + 1
        }
        return nil
    }
}
