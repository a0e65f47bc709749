import Testing

// For `LogLines`, which is internal.
@testable import ClamatorStdio

struct `Lines of a server's log` {
    @Test func `are cut wherever the pieces end`() {
        var lines = LogLines()
        #expect(lines.append(Array("one\r\ntw".utf8)[...]) == ["one"])
        #expect(lines.append(Array("o\n\nthree".utf8)[...]) == ["two", ""])
        #expect(lines.end() == "three")
        #expect(lines.end() == nil)
    }

    @Test func `are given out in pieces where they have no end`() {
        var lines = LogLines()
        var pieces: [String] = []
        for _ in 0..<100 { pieces += lines.append(Array(repeating: 0x78, count: 1000)[...]) }
        #expect(pieces.allSatisfy { $0.count == 8192 })
        #expect(pieces.count == 12)
        #expect(lines.end()?.count == 100_000 - 12 * 8192)
    }
}
