import Foundation
import TestSupport
import Testing

/// The prompt as one of several programs in the terminal's foreground.
@Suite struct ForegroundTests {
    /// What `make repl` does: make runs the tool as its child, in its own process group.
    @Test func `A call that is cancelled does not end make`() throws {
        let files = try TemporaryFolder([
            "Makefile": "repl:\n\t@'\(Tool.path)' '\(Project.contracts)'\n\t@echo made\n"
        ])
        let terminal = try PseudoTerminal(
            command: ["/usr/bin/make", "-C", files.path, "--no-print-directory", "repl"],
            environment: ["HOME": files.path, "NO_COLOR": "1"])
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorLine == "clamator>" }
        try terminal.send("errors.silent\r")
        try terminal.waitFor { $0.text.contains("Ctrl-C cancels") }
        try terminal.send("\u{3}")
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.text.contains("call cancelled") }
        try terminal.send(".quit\r")
        #expect(try terminal.waitForExit() == 0)
        #expect(terminal.screen.text.hasSuffix("made"))
    }

    private func shell(_ home: TemporaryFolder) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            command: ["/bin/bash", "--norc", "--noprofile", "-i"],
            environment: ["HOME": home.path, "PS1": "shell> ", "NO_COLOR": "1"])
        try terminal.waitFor { $0.cursorLine == "shell>" }
        return terminal
    }

    /// Types a command in the shell, and gives what it shows once the shell has the terminal again.
    private func run(_ command: String, in terminal: PseudoTerminal, until text: String = "") throws -> String {
        let before = terminal.screen.scrollback.count + terminal.screen.cursorRow
        func output(_ screen: ScreenModel) -> String {
            (screen.scrollback + screen.lines).dropFirst(before + 1).joined(separator: "\n")
        }
        try terminal.send(command + "\n")
        try terminal.waitFor {
            let shown = output($0)
            return shown.hasSuffix("shell>") && (text.isEmpty || shown.contains(text))
        }
        return output(terminal.screen)
    }

    /// In the background it stops as any program that uses the terminal, and leaves the shell's modes alone.
    @Test func `The tool can be started in the background and go there`() throws {
        let home = try TemporaryFolder([:])
        let terminal = try shell(home)
        let modes = try run("stty -a", in: terminal)
        _ = try run("\(Tool.prompt.joined(separator: " ")) & wait", in: terminal, until: "Stopped")
        #expect(try run("stty -a", in: terminal) == modes)

        try terminal.send("fg\n")
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.modes.contains(2004) }
        try terminal.send("kept 日本")
        try terminal.waitFor { $0.cursorLine == "clamator> kept 日本" }
        try terminal.send("\u{1A}")
        try terminal.waitFor { $0.cursorLine == "shell>" }
        _ = try run("bg; wait", in: terminal, until: "Stopped")
        #expect(try run("stty -a", in: terminal) == modes)
        try terminal.send("fg\n")
        try terminal.waitFor { $0.cursorLine == "clamator> kept 日本" }

        try terminal.send("\u{3}errors.silent\r")
        try terminal.waitFor { $0.text.contains("Ctrl-C cancels") }
        try terminal.send("\u{1A}")
        try terminal.waitFor { $0.cursorLine == "shell>" }
        _ = try run("bg; wait", in: terminal, until: "Stopped")
        #expect(try run("stty -a", in: terminal) == modes)
        try terminal.send("fg\n")
        try terminal.waitFor { $0.text.contains("Ctrl-C cancels") }
        try terminal.send("\u{3}")
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.text.contains("call cancelled") }
        try terminal.send(".quit\n")
        try terminal.waitFor { $0.cursorLine == "shell>" }
        #expect(try run("stty -a", in: terminal) == modes)
    }

    @Test func `The tool ends when the terminal is closed during a call`() throws {
        let home = try TemporaryFolder([:])
        let terminal = try PseudoTerminal(command: Tool.prompt, environment: ["HOME": home.path])
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorColumn > 0 }
        try terminal.send("errors.silent\r")
        try terminal.waitFor { $0.text.contains("Ctrl-C cancels") }
        terminal.hangUp()
        #expect([0, SIGHUP].contains(try terminal.waitForExit() & 0x7F))
    }

    @Test func `The tool ends without a terminal where hanging up is ignored`() throws {
        let home = try TemporaryFolder([:])
        let terminal = try PseudoTerminal(
            command: ["/bin/sh", "-c", "trap '' HUP; exec '\(Tool.path)' '\(Project.contracts)'"],
            environment: ["HOME": home.path])
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorColumn > 0 }
        try terminal.send("errors.silent\r")
        try terminal.waitFor { $0.text.contains("Ctrl-C cancels") }
        terminal.hangUp()
        _ = try terminal.waitForExit()
    }
}
