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
