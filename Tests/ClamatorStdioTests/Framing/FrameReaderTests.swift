import ClamatorKit
import Testing

// For `FrameReader`, which is internal.
@testable import ClamatorStdio

struct `Messages on a stream` {
    /// What comes of a stream that arrives in pieces of a size.
    private func read(
        _ text: String, _ framing: Framing, pieces size: Int = .max, limit: Int = 100
    ) throws(FrameReader.Broken) -> [String] {
        var reader = FrameReader(framing, maximumLength: limit)
        var messages: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            reader.append(rest.prefix(size))
            rest = rest.dropFirst(size)
            while let message = try reader.next() { messages.append(String(decoding: message, as: UTF8.self)) }
        }
        if let last = try reader.end() { messages.append(String(decoding: last, as: UTF8.self)) }
        return messages
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func `are cut at line ends, wherever the pieces end`(size: Int) throws {
        let text = "{\"a\":1}\n\r\n  \n{\"b\":2}\r\nlog\n{\"c\":"
        #expect(try read(text, .lines, pieces: size) == ["{\"a\":1}", "{\"b\":2}", "log", "{\"c\":"])
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func `are cut by their headers, wherever the pieces end`(size: Int) throws {
        let text =
            "Content-Length: 2\r\n\r\n{}"
            + "content-length:3\r\nContent-Type: x; charset=utf-8\r\n\r\n[1]"
            + "Content-Length: 0\n\nContent-Length: 4\r\n\r\n\"é\""
        #expect(try read(text, .contentLength, pieces: size) == ["{}", "[1]", "", "\"é\""])
    }

    @Test(arguments: [1, 1000])
    func `break the stream where they are longer than the limit`(size: Int) {
        let long = String(repeating: "x", count: 11)
        #expect(throws: FrameReader.Broken.tooLong(limit: 10)) {
            try read(long + "\n", .lines, pieces: size, limit: 10)
        }
        #expect(throws: FrameReader.Broken.tooLong(limit: 10)) {
            try read(long + "xx", .lines, pieces: size, limit: 10)
        }
        #expect(throws: FrameReader.Broken.tooLong(limit: 10)) {
            try read("Content-Length: 11\r\n\r\n", .contentLength, pieces: size, limit: 10)
        }
        #expect(throws: FrameReader.Broken.tooLong(limit: 10)) {
            try read("Content-Length: 99999999999999999999\r\n\r\n", .contentLength, pieces: size, limit: 10)
        }
    }

    @Test func `may be as long as the limit`() throws {
        #expect(try read("0123456789\r\n0123456789\n", .lines, pieces: 1, limit: 10) == ["0123456789", "0123456789"])
        #expect(
            try read("Content-Length: 10\r\n\r\n0123456789", .contentLength, pieces: 1, limit: 10) == ["0123456789"])
    }

    @Test(arguments: [
        ("Starting…\nContent-Length: 2\r\n\r\n{}", FrameReader.Broken.header("Starting…")),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}\n", .header("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}")),
        ("log line: 2\n", .header("log line: 2")),
        ("Content-Length: two\r\n\r\n{}", .header("Content-Length: two")),
        ("Content-Length: -2\r\n\r\n{}", .header("Content-Length: -2")),
        ("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", .header("Content-Length: 3")),
        ("Content-Type: x\r\n\r\n{}", .noLength),
        ("Content-Length: 3\r\n\r\n{}", .cut),
        ("Content-Len", .cut),
    ])
    func `break the stream by headers that are none`(text: String, reason: FrameReader.Broken) {
        #expect(throws: reason) { try read(text, .contentLength) }
    }

    @Test func `do not hold the stream up by headers without an end`() {
        #expect(throws: FrameReader.Broken.longHeaders(limit: 8192)) {
            var reader = FrameReader(.contentLength, maximumLength: 100)
            for _ in 0..<1000 {
                reader.append(Array("X-Header: 1\r\n".utf8)[...])
                _ = try reader.next()
            }
        }
    }

    @Test func `are written as they are read`() throws {
        let json = try JSON(parsing: "{\n\"a\":\r\n[1, \"\\n\"]}")
        #expect(Framing.lines.frame { $0.value(json) } == Array("{ \"a\":  [1, \"\\n\"]}\n".utf8))
        #expect(
            Framing.contentLength.frame { $0.value(["a"]) } == Array("Content-Length: 5\r\n\r\n[\"a\"]".utf8))
    }
}
