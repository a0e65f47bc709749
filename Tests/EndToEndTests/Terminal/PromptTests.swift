import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a person sees who opens the prompt on the contracts that come with the tool.
@Suite struct PromptTests {
    private let home: TemporaryFolder
    private let terminal: PseudoTerminal

    init() throws {
        home = try TemporaryFolder([:])
        terminal = try PseudoTerminal(command: Tool.prompt, environment: ["HOME": home.path, "NO_COLOR": "1"])
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.modes.contains(2004) }
    }

    /// Types an entry, and waits until the next prompt stands below what came of it.
    private func enter(_ entry: String) throws -> [String] {
        let before = terminal.screen.cursorRow
        try terminal.send(entry + "\r")
        try terminal.waitFor {
            $0.cursorRow > before && $0.cursorLine.hasPrefix("clamator") && $0.cursorLine.hasSuffix(">")
        }
        return Array(terminal.screen.lines[(before + 1)..<terminal.screen.cursorRow])
    }

    @Test func `The prompt greets`() {
        #expect(
            terminal.screen.lines == [
                "Services: arith errors orders shop telemetry todo. .help helps, .quit leaves.",
                "Try arith.add a=2 b=3, then .errors run; Tab completes.", "clamator>",
            ])
    }

    @Test func `A result is shown with how long it took`() throws {
        let lines = try enter("arith.add a=2 b=3")
        #expect(lines.count == 1)
        let line = try #require(lines.first)
        #expect(line.hasPrefix("{ \"sum\": 5 }     "))
        #expect(line.hasSuffix(" ms"))
        #expect(line.count == 80)
    }

    @Test func `What is wrong with params is shown`() throws {
        let lines = try enter("arith.add a=two b=3")
        #expect(
            lines == [
                "                      ^~~", "✗ -32602 Invalid params",
                "    a   expected number, got string \"two\"                /$ref/properties/a/type",
                "    arith.add { a: number, b: number }",
            ])
    }

    @Test func `The prompt has colours where it may`() throws {
        let terminal = try PseudoTerminal(command: Tool.prompt, environment: ["HOME": home.path])
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.modes.contains(2004) }
        try terminal.send("arith.add a=2 b=3\r")
        try terminal.waitFor { $0.cursorRow == 4 }
        #expect(terminal.screen.cell(row: 3, column: 3).style == "36")
        #expect(terminal.screen.cell(row: 3, column: 9).style == "33")
    }

    @Test func `The prompt has no colours where NO_COLOR is set`() throws {
        _ = try enter("arith.add a=2 b=3")
        for column in 0..<80 { #expect(terminal.screen.cell(row: 3, column: column).style == "") }
    }

    @Test func `A warning that comes during a call stands above the spinner`() throws {
        let result = #"{"properties": {"a": {"type": "string"}}}"#
        let files = try TemporaryFolder([
            "s.json": #"{"service": "s", "methods": {"go": {"params": {}, "result": \#(result)}}}"#
        ])
        let reply = #"s/.*"id":\([^,}]*\).*/{"jsonrpc":"2.0","id":\1,"result":{"a":null}}/"#
        let server = "while read -r line; do sleep 1; echo \"$line\" | sed '\(reply)'; done"
        let terminal = try PseudoTerminal(
            command: [Tool.path, files.path + "/s.json", "--stdio-shell", server], environment: ["HOME": home.path])
        try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine == "clamator>" }
        try terminal.send("s.go\r")
        try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine.hasSuffix("Ctrl-C cancels") }
        try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine == "clamator>" }
        #expect(terminal.screen.lines.contains { $0.hasPrefix("clamator-repl: warning: ") })
        #expect(!terminal.screen.text.contains("cancels"))
    }

    @Test func `A long text is shown page by page`() throws {
        try terminal.send(".help\r")
        try terminal.waitFor { $0.cursorRow == 23 && $0.cursorLine == "clamator>" }
        let page = terminal.screen.lines
        let text = try Run.tool(Project.contracts, "-e", ".help").output.split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init).dropLast()
        #expect(Array(page[..<22]) == ["clamator> .help"] + text.prefix(21))
        #expect(page[22] == "… \(text.count - 21) more lines: .more")
        try terminal.send(".more\r")
        try terminal.waitFor { $0.lines.contains("clamator> .more") && $0.cursorLine == "clamator>" }
        let rest = terminal.screen.lines.drop { $0 != "clamator> .more" }
        #expect(Array(rest) == ["clamator> .more"] + text.dropFirst(21) + ["clamator>"])
        try terminal.send(".more\r")
        try terminal.waitFor { $0.text.contains("✗ there is no more") && $0.cursorLine == "clamator>" }
    }

    @Test func `The first steps are told only where nothing was typed yet`() throws {
        _ = try enter("arith.add a=2 b=3")
        #expect(try enter(".history") == ["  1  arith.add a=2 b=3", "  2  .history"])
    }

    @Test func `Tab completes a unique name`() throws {
        try terminal.send("arith.su\t")
        try terminal.waitFor {
            $0.lines.contains { $0.hasPrefix("sum ") } && $0.lines.contains { $0.hasPrefix("subtract ") }
        }
        try terminal.send("b\t")
        try terminal.waitFor { $0.cursorLine == "clamator> arith.subtract" && $0.cursorColumn == 25 }
        #expect(try enter("a=5 b=3").last?.hasPrefix("{ \"difference\": 2 }") == true)
    }

    @Test func `Tab completes commands`() throws {
        try terminal.send(".he\t")
        try terminal.waitFor { $0.cursorLine == "clamator> .help" }
        #expect(try enter("").contains { $0.hasPrefix("  .describe") })
    }

    @Test func `Tab lists what there is`() throws {
        try terminal.send("\t")
        try terminal.waitFor { $0.lines.count > 10 }
        #expect(terminal.screen.cursorLine == "clamator>")
        #expect(terminal.screen.lines.contains("arith           12 methods  Integer and real arithmetic."))
        // The list goes when the entry does.
        #expect(try enter("").isEmpty)
        #expect(terminal.screen.lines.last == "clamator>")
    }

    @Test func `An entry goes on in the next line where JSON is incomplete`() throws {
        try terminal.send("arith.add {\"a\": 2,\r")
        try terminal.waitFor { $0.cursorRow == 3 && $0.cursorColumn == 2 }
        #expect(try enter("\"b\": 3}").last?.hasPrefix("{ \"sum\": 5 }") == true)
        #expect(terminal.screen.lines[2...3] == ["clamator> arith.add {\"a\": 2,", "  \"b\": 3}"])
    }

    @Test func `A paste of several lines is one entry`() throws {
        try terminal.send("\u{1B}[200~arith.add {\n\"a\": 2,\n\"b\": 3\n}\u{1B}[201~")
        #expect(try enter("").last?.hasPrefix("{ \"sum\": 5 }") == true)
    }

    @Test func `A line that is no JSON is sent as it is`() throws {
        #expect(
            try enter("{\"jsonrpc\": \"2.0\",}") == [
                "✗ -32700 Parse error", "    expected a member's name, got '}' at column 19",
            ])
    }

    @Test func `Ctrl-C drops the line`() throws {
        try terminal.send("arith.add a=")
        try terminal.waitFor { $0.cursorLine == "clamator> arith.add a=" }
        try terminal.send("\u{3}")
        try terminal.waitFor { $0.cursorRow == 3 && $0.cursorLine == "clamator>" }
        #expect(try enter("arith.add a=2 b=3").first?.hasPrefix("{ \"sum\": 5 }") == true)
    }

    @Test func `Ctrl-C cancels a call`() throws {
        try terminal.send("errors.silent\r")
        try terminal.waitFor { $0.cursorRow == 3 }
        terminal.settle()
        #expect(!terminal.screen.cursorLine.hasPrefix("clamator"))
        try terminal.send("\u{3}")
        try terminal.waitFor { $0.cursorLine == "clamator>" }
        #expect(terminal.screen.text.contains("✗ ClamatorTransportError call cancelled"))
        #expect(try enter("arith.add a=2 b=3").first?.hasPrefix("{ \"sum\": 5 }") == true)
    }

    @Test func `Up brings earlier entries back`() throws {
        _ = try enter("arith.add a=2 b=3")
        _ = try enter("arith.add a=4 b=5")
        try terminal.send("\u{1B}[A\u{1B}[A")
        try terminal.waitFor { $0.cursorLine == "clamator> arith.add a=2 b=3" }
        #expect(try enter("\u{7F}9").last?.hasPrefix("{ \"sum\": 11 }") == true)
    }

    @Test func `Within a service a method stands for itself`() throws {
        #expect(try enter(".use arith") == [])
        #expect(terminal.screen.cursorLine == "clamator:arith>")
        #expect(try enter("add a=2 b=3").first?.hasPrefix("{ \"sum\": 5 }") == true)
    }

    @Test func `Control characters of results are shown, not obeyed`() throws {
        _ = try enter("errors.refuses who=\"\\u001b[2J\\u009b\\u202e\"")
        #expect(terminal.screen.text.contains("{ \"who\": \"\\u001b[2J\\u009b\\u202e\" }"))
        #expect(terminal.screen.unknown == [])
    }

    @Test(arguments: [".quit\r", "\u{4}"]) func `The terminal is left as it was`(ending: String) throws {
        _ = try enter("arith.add a=x b=3")
        try terminal.send(ending)
        #expect(try terminal.waitForExit() == 0)
        let local = tcflag_t(ICANON | ECHO | ISIG)
        #expect(terminal.modes.c_lflag & local == local)
        #expect(!terminal.screen.modes.contains(2004))
        #expect(terminal.screen.unknown == [])
    }

    @Test func `Log records are on lines of their own`() throws {
        let terminal = try PseudoTerminal(
            command: Tool.prompt + ["--log-level", "warning"], environment: ["HOME": home.path, "NO_COLOR": "1"])
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.modes.contains(2004) }
        try terminal.send("telemetry.alive\r")
        try terminal.waitFor { $0.cursorRow > 3 && $0.cursorLine == "clamator>" }
        #expect(terminal.screen.lines[3].hasPrefix("warning: RPC params validation failed: telemetry.alive id=null"))
        #expect(terminal.screen.text.contains("dropped: missing required \"device\"\nclamator>"))
    }

    /// Replies on a terminal: nothing in them may move the cursor either.
    @Test func `Replies of a batch are escaped on a terminal`() throws {
        let call = #"{"jsonrpc":"2.0","method":"errors.refuses","params":{"who":"\u{9B}2J"},"id":1}"#
            .replacing("\\u{9B}", with: "\u{9B}")
        let files = try TemporaryFolder(["calls.ndjson": call])
        let terminal = try PseudoTerminal(
            command: ["/bin/sh", "-c", "'\(Tool.path)' batch '\(Project.contracts)' < '\(files.path)/calls.ndjson'"])
        // The status of a program that ended with 1.
        #expect(try terminal.waitForExit() == 1 << 8)
        #expect(terminal.screen.text.contains("\\u009b2J"))
        #expect(terminal.screen.unknown == [])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `Where data goes elsewhere, people are told the rest, and a failure ends the prompt`() throws {
        let home = try TemporaryFolder([:])
        let command = "\(Tool.path) \(Project.contracts) > $OUT"
        func terminal(_ out: String) throws -> PseudoTerminal {
            try PseudoTerminal(
                command: ["/bin/sh", "-c", command], environment: ["HOME": home.path, "OUT": out])
        }
        let written = try terminal(home.path + "/out")
        try written.waitFor(timeout: .seconds(30)) { $0.text.contains("Try arith.add a=2 b=3") }
        try written.send("arith.add a=2 b=3\rarith.add a=x\r")
        try written.waitFor { $0.text.contains("✗ -32602") }
        try written.send("\u{4}")
        #expect(try written.waitForExit() == 0)
        let data = try String(contentsOfFile: home.path + "/out", encoding: .utf8)
        #expect(data.hasPrefix("{ \"sum\": 5 }  ") && data.split(separator: "\n").count == 1)

        let full = try terminal("/dev/full")
        try full.waitFor(timeout: .seconds(30)) { $0.text.contains("Services: ") }
        try full.send("arith.add a=2 b=3\r")
        try full.waitFor { $0.text.contains("cannot write the output: No space left on device") }
        #expect(try full.waitForExit() == 74 << 8)
    }
}
