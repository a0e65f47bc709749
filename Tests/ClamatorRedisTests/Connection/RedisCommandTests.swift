import Testing

// For `StreamID` and `RedisCommand`, which are internal.
@testable import ClamatorRedis

@Suite struct RedisCommandTests {
    @Test(arguments: [
        (RedisCommand("PING"), "*1\r\n$4\r\nPING\r\n"),
        (RedisCommand("XADD", "", "0123456789"), "*3\r\n$4\r\nXADD\r\n$0\r\n\r\n$10\r\n0123456789\r\n"),
    ])
    func `The length of a command is that of its text`(command: RedisCommand, text: String) {
        #expect(command.wireLength == text.utf8.count)
    }

    @Test(arguments: [("5-3", "5-2"), ("5-0", "4-18446744073709551615"), ("0-0", nil)])
    func `An id has one right before it`(id: String, before: String?) {
        #expect(StreamID(id)?.predecessor?.description == before)
    }

    @Test func `What is no id is none`() {
        for text in ["", "-", "x", "1-x", "18446744073709551616-0", "-1"] { #expect(StreamID(text) == nil, "\(text)") }
        #expect(StreamID("7") == StreamID("7-0"))
    }
}
