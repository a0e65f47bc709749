/// Statements that are too long for a line.
extension SourceText {
    /// Writes a statement: in one line, or with what its first brackets hold an item a line, and so on for these.
    mutating func statement(_ statement: String, end: String = "") {
        guard statement.count + end.count > room, let brackets = Brackets(outermostOf: statement) else {
            return line(statement + end)
        }
        line(brackets.head)
        indented { text in for item in brackets.items { text.statement(item, end: ",") } }
        // What stands behind is short: a default, most often.
        line(brackets.tail + end)
    }
}

/// The first brackets of an expression, and what stands around them.
private struct Brackets {
    /// The expression up to the opening bracket.
    let head: String
    /// What the brackets hold, between commas.
    let items: [String]
    /// The expression from the closing bracket on.
    let tail: String

    init?(outermostOf text: String) {
        let bytes = Array(text.utf8)
        var (start, depth, quote): (Int?, Int, UInt8?) = (nil, 0, nil)
        var items: [String] = []
        var index = 0
        func part(_ from: Int, _ to: Int) -> String {
            String(decoding: bytes[from..<to].drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
        }
        var itemStart = 0
        while index < bytes.count {
            let byte = bytes[index]
            if quote != nil {
                if byte == UInt8(ascii: "\\") { index += 1 } else if byte == quote { quote = nil }
            } else if byte == UInt8(ascii: "\"") {
                quote = byte
            } else if [UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{")].contains(byte) {
                if start == nil { (start, itemStart) = (index, index + 1) }
                depth += 1
            } else if [UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}")].contains(byte) {
                depth -= 1
                if depth == 0, let start {
                    let last = part(itemStart, index)
                    if !last.isEmpty { items.append(last) }
                    guard !items.isEmpty else { return nil }
                    (head, self.items, tail) = (part(0, start + 1), items, part(index, bytes.count))
                    return
                }
            } else if byte == UInt8(ascii: ","), depth == 1 {
                items.append(part(itemStart, index))
                itemStart = index + 1
            }
            index += 1
        }
        return nil
    }
}
