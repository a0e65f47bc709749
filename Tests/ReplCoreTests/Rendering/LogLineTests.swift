import Logging
import ReplCore
import Synchronization
import Testing

@Suite struct LogLineTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private func logger(_ lines: Lines, level: Logger.Level) -> Logger {
        Logger(label: "test") { _ in
            LineLogHandler(level: level) { line in lines.all.withLock { $0.append(line) } }
        }
    }

    @Test func `A record is written as level, message and sorted metadata`() {
        let lines = Lines()
        logger(lines, level: .info).warning("refused", metadata: ["service": "demo", "method": "add"])
        #expect(lines.all.withLock { $0 } == ["warning: refused method=add service=demo"])
    }

    @Test func `Lower levels are left out`() {
        let lines = Lines()
        logger(lines, level: .error).warning("refused")
        #expect(lines.all.withLock { $0 } == [])
    }

    @Test func `A record is on one line`() {
        let lines = Lines()
        logger(lines, level: .info).info("a\nb\u{1B}[2J", metadata: ["x": "\u{9B}"])
        #expect(lines.all.withLock { $0 } == ["info: a\\u000ab\\u001b[2J x=\\u009b"])
    }
}
