import ReplCore
import Testing

@Suite struct HistoryLinesTests {
    @Test(arguments: ["arith.add a=1", "two\nlines", "\"quoted\" \\ \t", "日本 😀 e\u{301}", "\u{1B}[2J\u{202E}"])
    func `A line gives back the entry that it was made of`(entry: String) throws {
        let line = try #require(HistoryLines.line(entry))
        #expect(HistoryLines.entry(Array(line.dropLast())) == entry)
        #expect(line.firstIndex(of: UInt8(ascii: "\n")) == line.count - 1)
    }

    @Test(arguments: ["nonsense", "12", "{}", "\"open", "\"a\" \"b\"", "\"\u{1}\"", ""])
    func `A line may hold no entry`(line: String) {
        #expect(HistoryLines.entry(Array(line.utf8)) == nil)
    }

    @Test func `A line may hold bytes that are no text`() {
        #expect(HistoryLines.entry([0x22, 0xFF, 0x22]) == nil)
    }

    @Test func `An entry that is too long has no line`() throws {
        let longest = String(repeating: "\u{1}", count: HistoryLines.longestEntry)
        #expect(try #require(HistoryLines.line(longest)).count == HistoryLines.longestLine)
        #expect(HistoryLines.line(longest + "x") == nil)
    }
}
