import Foundation
import TestSupport
import Testing

/// The history that sessions share: no entry is lost, and what is wrong with the file stops no session.
@Suite struct SharedHistoryTests {
    private let home: TemporaryFolder
    private let folder: String
    private let file: String

    init() throws {
        home = try TemporaryFolder([:])
        folder = home.path + "/.local/state/clamator-repl"
        file = folder + "/history"
    }

    private func start(_ environment: [String: String] = [:]) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            command: Tool.promptOfOne, environment: ["HOME": home.path, "NO_COLOR": "1"].merging(environment) { $1 })
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorLine == "clamator>" }
        return terminal
    }

    private func enter(_ entry: String, in terminal: PseudoTerminal) throws {
        let row = terminal.screen.cursorRow + terminal.screen.scrollback.count
        try terminal.send(entry + "\r")
        try terminal.waitFor { $0.cursorRow + $0.scrollback.count > row && $0.cursorLine == "clamator>" }
    }

    private var entries: [String] {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    private func write(_ text: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    private func mode(of path: String) -> mode_t {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test func `The history is private to the user`() throws {
        let terminal = try start()
        try enter(".use arith\u{3}.use", in: terminal)
        #expect(mode(of: file) == 0o600)
        #expect(mode(of: folder) == 0o700)
        #expect(entries == ["\".use\""])
    }

    @Test func `A history that was not private becomes so`() throws {
        try write("\"x\"\n")
        unsafe chmod(file, 0o644)
        let terminal = try start()
        try terminal.send("\u{1B}[A")
        try terminal.waitFor { $0.cursorLine == "clamator> x" }
        #expect(mode(of: file) == 0o600)
    }

    @Test func `What another session added is there at once`() throws {
        let (one, other) = (try start(), try start())
        try enter("arith.add a=1 b=1", in: one)
        try other.send("\u{1B}[A")
        try other.waitFor { $0.cursorLine == "clamator> arith.add a=1 b=1" }
        try other.send("\r")
        try other.waitFor { $0.cursorLine == "clamator>" }
        try enter(".use", in: other)
        try one.send("\u{12}us")
        try one.waitFor { $0.cursorLine == "search 'us': .use" }
    }

    @Test func `Nothing is lost of sessions that write at the same time`() throws {
        let sessions = try (0..<4).map { _ in try start() }
        for number in 0..<25 {
            for (index, terminal) in sessions.enumerated() { try terminal.send(".timing \(index)x\(number)\r") }
        }
        for (index, terminal) in sessions.enumerated() {
            try terminal.send("the end")
            try terminal.waitFor(timeout: .seconds(20)) { $0.cursorLine == "clamator> the end" }
            let own = entries.filter { $0.hasPrefix("\".timing \(index)x") }
            #expect(own == (0..<25).map { "\".timing \(index)x\($0)\"" })
        }
    }

    /// A line that is more than a file may have.
    private let tooMuch = "\"" + String(repeating: "y", count: 17 << 20) + "\"\n"

    @Test func `A history that has grown is moved aside`() throws {
        let old = "\"the first\"\n" + tooMuch + "\".use\"\n\".timing\"\n"
        try write(old)
        try "kept".write(toFile: file + ".1", atomically: true, encoding: .utf8)
        let (one, other) = (try start(), try start())
        try enter(".use", in: one)
        // The note is wrapped, and the file's name too where it is longer than a line.
        #expect(one.screen.text.filter { !$0.isWhitespace }.contains("history.2now"))
        #expect(try String(contentsOfFile: file + ".2", encoding: .utf8) == old)
        #expect(try String(contentsOfFile: file + ".1", encoding: .utf8) == "kept")
        #expect(entries == ["\"the first\"", "\".timing\"", "\".use\""])
        #expect(mode(of: file) == 0o600)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
                "history", "history.1", "history.2",
            ])
        // A session that read the file before goes on with the new one.
        try enter(".timing", in: other)
        #expect(entries.suffix(2) == ["\".use\"", "\".timing\""])
        try other.send("\u{1B}[A\u{1B}[A")
        try other.waitFor { $0.cursorLine == "clamator> .use" }
    }

    @Test func `A history that was a link still is one`() throws {
        try write("")
        try FileManager.default.removeItem(atPath: file)
        let real = home.path + "/elsewhere"
        try tooMuch.write(toFile: real, atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: real)
        let terminal = try start()
        try enter(".use", in: terminal)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: file) == real)
        #expect(try String(contentsOfFile: real + ".1", encoding: .utf8) == tooMuch)
    }

    @Test func `Entries that are too long cost nothing else`() throws {
        try write("\"the first\"\n" + tooMuch + "\"\(String(repeating: "z", count: 70_000))\"\n" + "\"the last\"\n")
        let terminal = try start()
        try terminal.send("\u{1B}[A\u{1B}[A")
        try terminal.waitFor { $0.cursorLine == "clamator> the first" }
        #expect(!terminal.screen.text.contains("history:"))
    }

    @Test func `A line that was never finished is ended`() throws {
        try write("\"one\"\n\"tw")
        let terminal = try start()
        try enter(".use", in: terminal)
        #expect(entries == ["\"one\"", "\"tw", "\".use\""])
    }

    @Test func `Where the history is no file it is kept for the session`() throws {
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
        let terminal = try start()
        try terminal.waitFor { $0.text.contains("history is kept for this session only") }
        try enter(".use", in: terminal)
        try enter(".timing", in: terminal)
        try terminal.send("\u{1B}[A\u{1B}[A")
        try terminal.waitFor { $0.cursorLine == "clamator> .use" }
        #expect(terminal.screen.text.split(separator: "this session only").count == 2)
    }

    @Test func `A history that is a pipe is not waited for`() throws {
        try write("")
        try FileManager.default.removeItem(atPath: file)
        #expect(unsafe mkfifo(file, 0o600) == 0)
        let terminal = try start()
        try terminal.waitFor { $0.text.contains("no regular file") }
        try enter(".use", in: terminal)
    }

    @Test func `A lock is not waited for without end`() throws {
        try write("\"one\"\n")
        let descriptor = unsafe open(file, O_RDWR)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX) == 0)
        let terminal = try start()
        try enter(".use", in: terminal)
        #expect(terminal.screen.text.contains("another session keeps it locked"))
        #expect(entries == ["\"one\""])
        // It goes better the next time.
        #expect(flock(descriptor, LOCK_UN) == 0)
        try enter(".timing", in: terminal)
        #expect(entries == ["\"one\"", "\".timing\""])
    }

    @Test func `On a full disk whole lines are written, or none`() throws {
        let terminal = try PseudoTerminal(
            command: ["/bin/bash", "-c", "ulimit -f 1; exec '\(Tool.path)' '\(Project.contracts)/arith.json'"],
            environment: ["HOME": home.path, "NO_COLOR": "1"])
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorLine == "clamator>" }
        // The limit counts in blocks of 1024 bytes.
        try write("\"" + String(repeating: "x", count: 1000) + "\"\n")
        try enter(".use " + String(repeating: "y", count: 60), in: terminal)
        #expect(terminal.screen.text.contains("an entry was not written"))
        #expect(entries.count == 1)
        try enter(".use", in: terminal)
        #expect(entries.count == 2)
    }

    @Test func `Without a home the history has no file`() throws {
        let terminal = try start(["HOME": ""])
        try enter(".use", in: terminal)
        try terminal.send("\u{1B}[A")
        try terminal.waitFor { $0.cursorLine == "clamator> .use" }
    }
}
