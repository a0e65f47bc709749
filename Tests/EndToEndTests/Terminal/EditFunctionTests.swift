import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Every function of libedit's own, on a key that `.editrc` binds.
@Suite struct EditFunctionTests {
    /// What `bind -l` lists.
    private static let functions = """
        vi-paste-next vi-paste-prev vi-prev-big-word vi-prev-word vi-next-big-word vi-next-word vi-change-case vi-
        change-meta vi-insert-at-bol vi-replace-char vi-replace-mode vi-substitute-char vi-substitute-line vi-change-
        to-eol vi-insert vi-add vi-add-at-eol vi-delete-meta vi-end-big-word vi-end-word vi-undo vi-command-mode vi-
        zero vi-delete-prev-char vi-list-or-eof vi-kill-line-prev vi-search-prev vi-search-next vi-repeat-search-next
        vi-repeat-search-prev vi-next-char vi-prev-char vi-to-next-char vi-to-prev-char vi-repeat-next-char vi-repeat-
        prev-char vi-match vi-undo-line vi-to-column vi-yank-end vi-yank vi-comment-out vi-alias vi-to-history-line
        vi-histedit vi-history-word vi-redo em-delete-or-list em-delete-next-word em-yank em-kill-line em-kill-region
        em-copy-region em-gosmacs-transpose em-next-word em-upper-case em-capitol-case em-lower-case em-set-mark em-
        exchange-mark em-universal-argument em-meta-next em-toggle-overwrite em-copy-prev-word em-inc-search-next em-
        inc-search-prev em-delete-prev-char ed-end-of-file ed-insert ed-delete-prev-word ed-delete-next-char ed-kill-
        line ed-move-to-end ed-move-to-beg ed-transpose-chars ed-next-char ed-prev-word ed-prev-char ed-quoted-insert
        ed-digit ed-argument-digit ed-unassigned ed-ignore ed-newline ed-delete-prev-char ed-clear-screen ed-redisplay
        ed-start-over ed-sequence-lead-in ed-prev-history ed-next-history ed-search-prev-history ed-search-next-
        history ed-prev-line ed-next-line ed-command
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    private static func key(_ number: Int) -> String { "\u{1B}[\(300 + number)~" }

    private func start(isVi: Bool, home: TemporaryFolder) throws -> PseudoTerminal {
        var lines = isVi ? ["bind -v"] : []
        for (number, function) in Self.functions.enumerated() {
            lines.append("bind ^[[\(300 + number)~ \(function)")
            if isVi { lines.append("bind -a ^[[\(300 + number)~ \(function)") }
        }
        try home.write(lines.joined(separator: "\n") + "\n", to: ".editrc")
        let terminal = try PseudoTerminal(
            command: Tool.promptOfOne, environment: ["HOME": home.path, "NO_COLOR": "1", "EDITOR": "false"])
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorLine == "clamator>" }
        return terminal
    }

    @Test(arguments: [false, true]) func `None ends the tool or loses the terminal's modes`(isVi: Bool) throws {
        let home = try TemporaryFolder([:])
        let terminal = try start(isVi: isVi, home: home)
        for number in Self.functions.indices {
            let key = Self.key(number)
            do {
                for entry in ["", "ab (c) d", "{\r\"a"] {
                    try terminal.send("\u{3}" + entry)
                    try terminal.sendAlone(key + key + "x" + (isVi ? "\u{1B}" + key + key : ""))
                }
            } catch {
                let status = try? terminal.waitForExit(timeout: .seconds(1))
                Issue.record(
                    "\(Self.functions[number]): \(error), status \(status.map(String.init) ?? "none")\n\(terminal.screen.text)"
                )
                return
            }
            // The user's own editor has the terminal in the shell's modes.
            if Self.functions[number] == "vi-histedit" { continue }
            #expect(terminal.modes.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0, "\(Self.functions[number])")
        }
        try terminal.sendAlone("\u{3}")
        try terminal.send("arith.add a=2 b=40\r")
        try terminal.waitFor { $0.text.contains("{ \"sum\": 42 }") && $0.cursorLine == "clamator>" }
        #expect(terminal.screen.unknown == [])
        try terminal.send(".quit\r")
        #expect(try terminal.waitForExit() == 0)
        #expect(terminal.modes.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == tcflag_t(ICANON | ECHO | ISIG))
    }

    private func pressed(_ function: String, behind entry: String, isVi: Bool = false) throws -> [String] {
        let home = try TemporaryFolder([".editrc": "\(isVi ? "bind -v\n" : "")bind ^G \(function)\n"])
        let terminal = try PseudoTerminal(
            command: Tool.promptOfOne, environment: ["HOME": home.path, "NO_COLOR": "1", "EDITOR": "false"])
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorLine == "clamator>" }
        try terminal.send("\u{C}" + entry + "\u{7}")
        try terminal.waitFor { $0.lines.first?.hasPrefix("clamator> ") == true && $0.cursorLine == "clamator>" }
        return terminal.screen.lines
    }

    @Test func `A function that accepts a line sends the entry`() throws {
        let lines = try pressed("ed-newline", behind: "arith.add a=2 b=3")
        #expect(lines.dropFirst().first?.hasPrefix("{ \"sum\": 5 }") == true)
    }

    @Test func `vi's function that comments a line keeps it as a comment`() throws {
        #expect(
            try pressed("vi-comment-out", behind: "arith.add a=2 b=3", isVi: true)[0] == "clamator> #arith.add a=2 b=3")
    }

    @Test func `What a user binds wins over the tool's own keys`() throws {
        let home = try TemporaryFolder([".editrc": "bind ^R ed-kill-line\nbind ^B clamator-enter\n"])
        let terminal = try PseudoTerminal(command: Tool.promptOfOne, environment: ["HOME": home.path, "NO_COLOR": "1"])
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorLine == "clamator>" }
        try terminal.send("arith.add a=2 b=3 c=4" + String(repeating: "\u{1B}[D", count: 4) + "\u{12}\u{2}")
        try terminal.waitFor { $0.text.contains("{ \"sum\": 5 }") }
    }

    @Test(arguments: ["", "bind -v\n"])
    func `A macro that would have itself typed for ever is left out, and said`(editing: String) throws {
        let macros = "bind -s x axb\nbind -s ^O a^T\nbind -s ^T b^O\nbind -s ^G \"arith.add a=1 b=1\"\n"
        let home = try TemporaryFolder([".editrc": editing + macros])
        let terminal = try PseudoTerminal(command: Tool.promptOfOne, environment: ["HOME": home.path, "NO_COLOR": "1"])
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorLine == "clamator>" }
        #expect(terminal.screen.text.contains("✗ .editrc: the macro of x would have itself typed for ever; it is left"))
        try terminal.send("x\u{F}\u{14}")
        try terminal.waitFor { $0.cursorLine == "clamator> x" }
        try terminal.send("\u{3}")
        try terminal.waitFor { $0.cursorLine == "clamator>" }
        try terminal.send("\u{7}\r")
        try terminal.waitFor { $0.text.contains("{ \"sum\": 2 }") }
    }
}
