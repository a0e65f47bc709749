import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The line editor in the built tool: what holds whatever is typed at the prompt.
@Suite struct LineEditorTests {
    private let home: TemporaryFolder

    init() throws {
        home = try TemporaryFolder([:])
    }

    private func start(columns: Int = 80, rows: Int = 24) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            command: Tool.promptOfOne, columns: columns, rows: rows, environment: ["HOME": home.path])
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorColumn > 0 }
        return terminal
    }

    private func isCooked(_ modes: termios) -> Bool {
        let local = tcflag_t(ICANON | ECHO | ISIG)
        return modes.c_lflag & local == local && modes.c_iflag & tcflag_t(ICRNL) != 0
    }

    @Test func `Ctrl-D on an empty entry ends the tool`() throws {
        let terminal = try start()
        try terminal.send("\u{4}")
        #expect(try terminal.waitForExit() == 0)
        #expect(isCooked(terminal.modes))
        #expect(!terminal.screen.modes.contains(2004))
    }

    @Test func `Ctrl-D within an entry deletes`() throws {
        let terminal = try start()
        try terminal.send("abc\u{1}\u{4}")
        try terminal.waitFor { $0.cursorLine.hasSuffix(" bc") }
    }

    @Test func `Ctrl-Space does nothing`() throws {
        let terminal = try start()
        try terminal.send("ab\u{0}")
        try terminal.send("\u{1}")
        try terminal.send("c")
        try terminal.waitFor { $0.cursorLine.hasSuffix(" cab") }
    }

    @Test func `Ctrl-C drops the entry`() throws {
        let terminal = try start()
        try terminal.send("not this")
        try terminal.waitFor { $0.cursorLine.hasSuffix("not this") }
        let row = terminal.screen.cursorRow
        let prompt = terminal.screen.cursorLine.dropLast("not this".count)
        try terminal.send("\u{3}")
        try terminal.waitFor { $0.cursorRow > row && $0.cursorLine + " " == prompt }
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGABRT])
    func `A signal that ends the tool leaves the terminal as it was`(signal: Int32) throws {
        let terminal = try start()
        try terminal.send("half an entry")
        try terminal.waitFor { $0.cursorLine.hasSuffix("half an entry") }
        #expect(!isCooked(terminal.modes))
        kill(terminal.process, signal)
        // The low seven bits of a status are the signal.
        #expect(try terminal.waitForExit() & 0x7F == signal)
        #expect(isCooked(terminal.modes))
        #expect(!terminal.screen.modes.contains(2004))
    }

    @Test func `The entry comes back after Ctrl-Z and fg`() throws {
        let terminal = try PseudoTerminal(
            command: ["/bin/bash", "--norc", "--noprofile", "-i"],
            environment: ["HOME": home.path, "PS1": "shell> "])
        try terminal.waitFor { $0.cursorLine == "shell>" }
        try terminal.send("\(Tool.promptOfOne.joined(separator: " "))\n")
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorLine.hasSuffix(">") && $0.cursorLine != "shell>" }
        try terminal.send("kept 日本")
        try terminal.waitFor { $0.cursorLine.hasSuffix("kept 日本") }
        let line = terminal.screen.cursorLine
        try terminal.send("\u{1A}")
        try terminal.waitFor { $0.cursorLine == "shell>" && $0.text.contains("Stopped") }
        try terminal.send("fg\n")
        try terminal.waitFor { $0.cursorLine == line }
        try terminal.send("!")
        try terminal.waitFor { $0.cursorLine == line + "!" }
    }

    @Test func `The tool comes back at once where no shell can continue it`() throws {
        let terminal = try start()
        try terminal.send("kept")
        try terminal.waitFor { $0.cursorLine.hasSuffix("kept") }
        let row = terminal.screen.cursorRow
        try terminal.send("\u{1A}")
        try terminal.waitFor { $0.cursorRow > row && $0.cursorLine.hasSuffix("kept") }
    }

    @Test func `A paste is one entry`() throws {
        let terminal = try start()
        try terminal.send("\u{1B}[200~one\r\n\ttwo\nthree\u{1B}[201~")
        try terminal.waitFor { $0.cursorLine.hasSuffix("three") }
        let lines = terminal.screen.lines[...terminal.screen.cursorRow].suffix(3)
        #expect(lines.first?.hasSuffix(" one") == true)
        #expect(lines.dropFirst().first?.hasSuffix("    two") == true)
    }

    @Test func `A large paste takes less than a second`() throws {
        let terminal = try start()
        let line = String(repeating: "0123456789", count: 12) + "\n"
        let text = String(repeating: line, count: 100_000 / line.utf8.count) + "the end"
        let clock = ContinuousClock()
        let time = try clock.measure {
            try terminal.send("\u{1B}[200~" + text + "\u{1B}[201~")
            try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine.hasSuffix("the end") }
        }
        #expect(time < .seconds(1), "took \(time)")
        try terminal.send("x")
        try terminal.waitFor { $0.cursorLine.hasSuffix("the endx") }
    }

    @Test func `The entry is painted anew when the size changes`() throws {
        let terminal = try start(columns: 40, rows: 10)
        // On a cleared screen, so that the entry begins at the top.
        try terminal.send("\u{C}")
        terminal.settle()
        let prompt = terminal.screen.cursorLine + " "
        let text = String(repeating: "wörd ", count: 20)
        try terminal.send(text)
        for columns in [40, 33, 71, 20, 40] {
            terminal.resize(columns: columns, rows: 10)
            try terminal.send("\u{1}x\u{8}\u{5}")
            let expected = ExpectedScreen(
                prompt: prompt, characters: text.map(String.init), cursor: text.count, columns: columns)
            try terminal.waitFor { expected.matches($0) }
        }
    }

    @Test func `Control characters are shown, not obeyed`() throws {
        let terminal = try start()
        try terminal.send("\u{1B}[200~a\u{1B}[2Jb\u{202E}c\u{9B}1A\u{7}\u{1B}[201~")
        try terminal.waitFor { $0.cursorLine.hasSuffix(" a^[[2Jb\\u{202e}c\\u{9b}1A^G") }
        #expect(terminal.screen.unknown == [])
    }

    @Test(arguments: ["C", "POSIX", "de_DE.ISO-8859-1", ""]) func `Unicode is edited in any locale`(locale: String)
        throws
    {
        let terminal = try PseudoTerminal(
            command: Tool.promptOfOne, environment: ["HOME": home.path, "LC_ALL": locale])
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorColumn > 0 }
        try terminal.send("é日😀ß\u{1B}[D\u{7F}!")
        try terminal.waitFor { $0.cursorLine.hasSuffix(" é日!ß") }
    }

    @Test(arguments: ["dumb", ""]) func `A dumb terminal gets no escape sequences`(type: String) throws {
        let terminal = try PseudoTerminal(
            command: Tool.promptOfOne, environment: ["HOME": home.path, "TERM": type])
        try terminal.send("\u{4}")
        #expect(try terminal.waitForExit() == 0)
        #expect(terminal.screen.modes == [])
        #expect(!terminal.screen.text.contains(">"))
    }

    @Test func `The tool ends when the terminal is closed`() throws {
        let terminal = try start()
        terminal.hangUp()
        // Either the signal ends it, or the end of the input.
        #expect([0, SIGHUP].contains(try terminal.waitForExit() & 0x7F))
    }
}
