import TestSupport
import Testing

/// What is a key and what is text, as bytes come in pieces, in bursts and slowly.
@Suite struct TypedTextTests {
    private let home: TemporaryFolder
    private let terminal: PseudoTerminal

    init() throws {
        home = try TemporaryFolder([:])
        terminal = try PseudoTerminal(command: Tool.prompt, environment: ["HOME": home.path, "NO_COLOR": "1"])
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorLine == "clamator>" }
    }

    private func waitForEntry(_ entry: String) throws {
        try terminal.waitFor { $0.cursorLine == "clamator>" + (entry.isEmpty ? "" : " " + entry) }
    }

    enum Pace: CaseIterable { case inPieces, inABurst }

    @Test(arguments: Pace.allCases) func `Keys within a paste are text`(pace: Pace) throws {
        let paste = "\u{1B}[200~arith.add\ta=1\u{3} \u{1A}\u{4}b=\u{1B}[A2\u{1B}[201~"
        switch pace {
        case .inABurst: try terminal.send(paste)
        // A piece that ends behind Escape could be taken for the key on a slow machine.
        case .inPieces:
            for piece in [
                "\u{1B}[", "2", "00", "~arith.add", "\t", "a=1", "\u{3}", " \u{1A}", "\u{4}b=\u{1B}[", "A2", "\u{1B}[2",
            ] {
                try terminal.sendAlone(piece)
            }
            try terminal.send("01~")
        }
        try waitForEntry("arith.add    a=1^C ^Z^Db=^[[A2")
    }

    @Test func `Ctrl-C drops a paste that is not ended`() throws {
        try terminal.send("\u{1B}[200~dropped")
        // As long as it takes until Ctrl-C is no part of the paste.
        terminal.settle(milliseconds: 350)
        try terminal.send("\u{3}")
        try terminal.waitFor { $0.cursorRow == 3 }
        try terminal.send("new")
        try waitForEntry("new")
        #expect(!terminal.screen.text.contains("dropped"))
    }

    @Test func `Keys within a paste are text while a call waits`() throws {
        try terminal.send("errors.silent\r")
        try terminal.waitFor { $0.text.contains("Ctrl-C cancels") }
        try terminal.send("\u{1B}[200~arith.add a=2 b=\u{3}\u{1A}3\u{1B}[201~")
        try terminal.sendAlone("\u{1B}[D")
        #expect(!terminal.screen.text.contains("call cancelled"))
        try terminal.send("\u{3}")
        try terminal.waitFor { $0.text.contains("call cancelled") && $0.cursorLine == "clamator>" }
    }

    @Test func `A text in lines that comes at once is run, and its tabs indent`() throws {
        try terminal.send("arith.add {\n\t\"a\": 40,\n\t\"b\": 2\n}\narith.negate n=1\n")
        try terminal.waitFor { $0.text.contains("{ \"negated\": -1 }") && $0.cursorLine == "clamator>" }
        #expect(terminal.screen.lines.contains("    \"a\": 40,"))
        #expect(terminal.screen.text.contains("{ \"sum\": 42 }"))
    }

    @Test(arguments: [
        ("\u{16}\u{1B}[A", "^[[A"), ("\u{16}\t", "    ."), ("\u{16}\u{3}", "^C"), ("\u{16}\u{1A}", "^Z"),
        ("\u{16}\u{1B}b", "^[b"),
        ("\u{16}\u{1B}[200~a\u{4}\u{1B}[201~", "a^D"), ("\u{1B}xtext", "text"), ("\u{1B}\u{1}\u{1B}\u{12}text", "text"),
    ])
    func `Ctrl-V quotes what is typed, and Alt runs nothing of libedit's own`(keys: String, shown: String) throws {
        try terminal.sendAlone(keys)
        if shown.hasSuffix(".") { try terminal.send(".") }
        try waitForEntry(shown)
    }
}
