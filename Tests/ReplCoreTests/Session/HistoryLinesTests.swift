import Testing

@testable import ReplCore

@Suite struct HistoryLinesTests {
    @Test(arguments: ["arith.add a=1", "two\nlines", "\"quoted\" \\ \t", "日本 😀 e\u{301}", "\u{1B}[2J\u{202E}"])
    func `A line gives back the entry that it was made of`(entry: String) {
        #expect(HistoryLines.read(HistoryLines.line(entry)).entries == [entry])
        #expect(HistoryLines.line(entry).count { $0 == UInt8(ascii: "\n") } == 1)
    }

    @Test func `Lines are read only where they are whole`() {
        let content = HistoryLines.read(Array("\"one\"\n\"tw".utf8))
        #expect(content.entries == ["one"])
        #expect(content.length == 6)
    }

    @Test(arguments: ["nonsense", "12", "{}", "\"open", "\"a\" \"b\"", "\"\u{1}\""])
    func `Lines that hold no entry count too`(line: String) {
        let content = HistoryLines.read(Array("\"one\"\n\(line)\n\n\"two\"\n".utf8))
        #expect(content.entries == ["one", "two"])
        #expect(content.damaged == 1)
        #expect(content.lines == 4)
    }

    @Test func `Lines may hold bytes that are no text`() {
        #expect(HistoryLines.read([0x22, 0xFF, 0x22, 0x0A]).damaged == 1)
    }
}
