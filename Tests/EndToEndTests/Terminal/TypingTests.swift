import Foundation
import TestSupport
import Testing

/// What a person sees who types an entry at the built tool's prompt.
@Suite struct TypingTests {
    private let home: TemporaryFolder

    init() throws {
        home = try TemporaryFolder([
            "write.sh":
                "#!/bin/sh\nls -l \"$1\" | cut -c1-10 > mode\nprintf 'arith.add {\\n  \"a\": 2,\\n  \"b\": 40\\n}\\n' > \"$1\"\n",
            "fail.sh": "#!/bin/sh\nexit 3\n",
        ])
    }

    /// Opens the prompt; the screen begins with it.
    private func start(
        columns: Int = 80, rows: Int = 24, environment: [String: String] = ["NO_COLOR": "1"]
    ) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            command: Tool.prompt, columns: columns, rows: rows,
            environment: ["HOME": home.path].merging(environment) { $1 })
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.modes.contains(2004) }
        try terminal.send("\u{C}")
        try terminal.waitFor { $0.cursorRow == 0 && $0.cursorLine == "clamator>" }
        return terminal
    }

    /// The screen after these keys, when nothing more comes.
    private func screen(_ keys: String, columns: Int = 80, rows: Int = 24) throws -> [String] {
        let terminal = try start(columns: columns, rows: rows)
        try terminal.type(keys)
        terminal.settle()
        #expect(terminal.screen.unknown == [])
        return terminal.screen.lines
    }

    // MARK: Completion

    @Test func `Params are offered with type and description`() throws {
        let lines = try screen("orders.place \t")
        #expect(lines.last?.hasPrefix("Shift-Tab  customer={ \"name\": ") == true)
        #expect(
            lines.dropLast() == [
                "clamator> orders.place",
                "customer  customer         { name: string, email: string, tags?: string[] }",
                "lines     line[]",
                "payment   payment          How the order is paid.",
                "shipTo    address          { street: string, city: string, zip: string, country…",
                "express   boolean = false",
                "note      null | string",
            ])
    }

    @Test func `Shift-Tab behind a method puts in the params of an example, and elsewhere completes`() throws {
        let terminal = try start()
        try terminal.type("arith.add\u{1B}[Z")
        try terminal.waitFor { $0.cursorLine == "clamator> arith.add a=2 b=3" }
        try terminal.type("\u{3}ari\u{1B}[Z")
        try terminal.waitFor { $0.cursorLine == "clamator> arith." }
        try terminal.type("\u{3}arith.divide \u{1B}[Z\r")
        try terminal.waitFor { $0.text.contains("{ \"quotient\"") && $0.cursorLine == "clamator>" }
    }

    @Test func `A call is begun with its required params`() throws {
        let terminal = try start()
        try terminal.type(".call arith.negate\r")
        try terminal.waitFor { $0.cursorLine.hasPrefix("clamator> arith.negate n=") }
        try terminal.type("\u{3}.call nothing\r")
        try terminal.waitFor { $0.text.contains("no service or method \"nothing\"") && $0.cursorLine == "clamator>" }
    }

    // MARK: Long texts and files

    @Test func `The user's own pager shows what is longer than the screen`() throws {
        let terminal = try start(rows: 10, environment: ["NO_COLOR": "1", "PAGER": "sed -e 's/^/| /' | tail -n 3"])
        try terminal.type("arith.add a=1 b=1\r.help\r")
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.lines.count { $0.hasPrefix("|") } == 3 }
        #expect(terminal.screen.text.contains("\n{ \"sum\": 2 }"))
    }

    @Test(arguments: [
        ("no-such-pager", "✗ no command no-such-pager; PAGER asks for it"),
        ("/dev/null", "✗ /dev/null ended with status 126; PAGER asks for it"),
        ("cat |", "✗ cat | ended with status 2; PAGER asks for it"),
        ("false", "✗ false failed before it read anything; PAGER asks for it"),
        ("exec false", "✗ exec false failed before it read anything; PAGER asks for it"),
        ("sh -c 'kill -9 $$'", "✗ sh -c 'kill -9 $$' failed before it read anything; PAGER asks for it"),
    ])
    func `Where the pager shows nothing, all is shown, and the next long text page by page`(
        pager: String, message: String
    ) throws {
        let terminal = try start(rows: 10, environment: ["NO_COLOR": "1", "PAGER": pager])
        try terminal.type(".help\r")
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.text.contains("More by .help TOPIC") }
        #expect(terminal.screen.scrollback.contains(message))
        try terminal.type(".help\r")
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.text.contains("more lines: .more") }
    }

    @Test func `What a pager has begun to show is not shown again`() throws {
        let environment = ["NO_COLOR": "1", "PAGER": "head -n 1; (exit 2)"]
        let terminal = try start(rows: 10, environment: environment)
        try terminal.type(".help\r")
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.text.contains("A call is SERVICE.METHOD") }
        #expect(!terminal.screen.text.contains("PAGER"))
        #expect(!terminal.screen.text.contains(".quit  "))
    }

    @Test func `A blank names no pager and no editor`() throws {
        let environment = ["NO_COLOR": "1", "PAGER": " ", "VISUAL": " ", "EDITOR": "\t"]
        let terminal = try start(rows: 10, environment: environment)
        try terminal.type(".help\r")
        try terminal.waitFor { $0.cursorLine == "clamator>" && $0.text.contains("more lines: .more") }
        try terminal.send("\u{18}\u{5}")
        try terminal.waitFor { $0.text.contains("✗ no editor: set VISUAL or EDITOR to one") }
    }

    @Test func `A file of calls shows each result as it comes, and stops at Ctrl-C`() throws {
        try home.write("arith.add a=2 b=40\nerrors.silent\narith.add a=1 b=1\n", to: "calls.txt")
        let terminal = try start()
        try terminal.type(".read \(home.path)/calls.txt\r")
        try terminal.waitFor { $0.text.contains("{ \"sum\": 42 }") && $0.text.contains("calls.txt:2: errors.silent") }
        try terminal.send("\u{3}")
        try terminal.waitFor { $0.text.contains("was not run: cancelled") && $0.cursorLine == "clamator>" }
        #expect(!terminal.screen.text.contains("{ \"sum\": 2 }"))
    }

    @Test func `The list is cut to a small screen`() throws {
        #expect(
            try screen("arith.\t", columns: 40, rows: 10) == [
                "clamator> arith.",
                "add        { a: number, b…  Sum of two …",
                "subtract   { a: number, b…  Difference …",
                "multiply   { a: number, b…  Product of …",
                "divide     { a: number, b…  Quotient of…",
                "remainder  { a: number, b…  Remainder o…",
                "power      { a: number, b…  a to the po…",
                "negate     { n: number }    The number …",
                "absolute   { n: number }    The number …",
                "… 4 more",
            ])
    }

    @Test func `Tab alone leads from nothing to a call`() throws {
        let terminal = try start()
        try terminal.type("ari\tad\ta\t2 b\t3")
        try terminal.waitFor { $0.cursorLine == "clamator> arith.add a=2 b=3" }
    }

    @Test func `Tab completes inside JSON`() throws {
        let terminal = try start()
        try terminal.type("orders.place payment={\"k\t\"vo\t")
        try terminal.waitFor { $0.cursorLine == "clamator> orders.place payment={\"kind\": \"voucher\"" }
        try terminal.send(", c\t")
        try terminal.waitFor { $0.cursorLine.hasSuffix("\"voucher\", \"code\":") }
    }

    @Test func `Tab completes members of results`() throws {
        let terminal = try start()
        try terminal.send("arith.add a=2 b=3\rarith.negate n=_.\t")
        try terminal.waitFor { $0.cursorLine == "clamator> arith.negate n=_.sum" }
    }

    // MARK: Hints

    @Test func `The hint tells what the method takes and what is meant`() throws {
        #expect(
            try screen("arith.add a=2 b=") == [
                "clamator> arith.add a=2 b=", "arith.add  a, ‹b: number› → { sum: number }", "The second operand.",
            ])
    }

    @Test func `What is wrong is told before Enter`() throws {
        #expect(
            try screen("errors.picky colour=red size=11", columns: 40, rows: 10) == [
                "clamator> errors.picky colour=red size=1", "1", "errors.picky  … ‹size: integer (1 to 10…",
                "✗ size: expected at most 10, got 11",
            ])
    }

    @Test func `What stood below an entry is gone once it is sent`() throws {
        let lines = try screen("errors.picky colour=bl size=x\u{3}")
        #expect(lines == ["clamator> errors.picky colour=bl size=x", "clamator>"])
    }

    // MARK: Colours and lines

    @Test func `What is typed has colours`() throws {
        let terminal = try start(environment: [:])
        try terminal.send("errors.picky colour=red size=x")
        terminal.settle()
        func style(_ column: Int) -> String { terminal.screen.cell(row: 0, column: column).style }
        #expect(style(10) == "1;36")
        #expect(style(23) == "36")
        #expect(style(30) == "32")
        #expect(style(39) == "4;31")
        #expect(terminal.screen.cell(row: 2, column: 0).style == "31")
    }

    @Test func `No style is written where NO_COLOR is set`() throws {
        let terminal = try start()
        try terminal.send("errors.picky colour=bl size=x \t")
        terminal.settle()
        for row in 0..<5 {
            for column in 0..<80 { #expect(terminal.screen.cell(row: row, column: column).style == "") }
        }
    }

    @Test func `Lines are indented by the brackets that are open`() throws {
        #expect(
            try screen("orders.place {\r\"customer\": {\r\"name\": \"日本\"\r}\r}").prefix(5) == [
                "clamator> orders.place {", "  \"customer\": {", "    \"name\": \"日本\"", "  }", "}",
            ])
    }

    @Test func `The cursor keeps its place behind emoji of several scalars`() throws {
        let terminal = try start()
        try terminal.send("ab👍🏽c❤\u{FE0F}d👨\u{200D}👩\u{200D}👧e")
        terminal.settle()
        #expect(terminal.screen.cursorColumn == 10 + 2 + 2 + 1 + 2 + 1 + 2 + 1)
        try terminal.send("\u{1B}[D\u{1B}[D\u{1B}[D\u{7F}")
        terminal.settle()
        #expect(terminal.screen.cursorColumn == 10 + 2 + 2 + 1)
    }

    // MARK: The user's own editor

    @Test(arguments: ["EDITOR", "VISUAL"]) func `The entry can be edited in the user's editor`(variable: String) throws
    {
        let terminal = try start(environment: ["NO_COLOR": "1", variable: "cd \(home.path) && sh ./write.sh"])
        try terminal.send("abc\u{18}\u{5}")
        try terminal.waitFor { $0.lines.starts(with: ["clamator> arith.add {", "  \"a\": 2,", "  \"b\": 40", "}"]) }
        #expect(try String(contentsOfFile: home.path + "/mode", encoding: .utf8) == "-rw-------\n")
        try terminal.send("\r")
        try terminal.waitFor { $0.text.contains("{ \"sum\": 42 }") }
    }

    @Test(arguments: [
        ("sh \"$HOME/fail.sh\"", "✗ sh \"$HOME/fail.sh\" ended with status 3; the entry is as it was"),
        ("", "✗ no editor: set VISUAL or EDITOR to one"),
    ])
    func `The tool says why an editor left the entry as it was`(editor: String, message: String) throws {
        let terminal = try start(environment: ["NO_COLOR": "1", "EDITOR": editor])
        try terminal.send("abc\u{18}\u{5}")
        try terminal.waitFor { $0.lines.starts(with: [message, "clamator> abc"]) }
    }
}
