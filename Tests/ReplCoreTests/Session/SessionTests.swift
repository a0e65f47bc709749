import ClamatorKit
import LineEditing
import ScriptedHandlers
import TestSupport
import Testing

// For `Output` and `ErrorTour`, which are internal.
@testable import ReplCore

@Suite struct SessionTests {
    private let folder: TemporaryFolder
    private let session: Session

    init() async throws {
        folder = try DemoService.folder()
        var options = Session.Options()
        options.timeout = .milliseconds(10)
        session = Session(
            host: try await DemoService.host(in: folder),
            sources: ContractSources(contracts: [folder.path], handlers: []),
            loader: ContractLoader(), options: options)
    }

    private func text(_ entry: String) async -> String { await session.run(entry).text }
    private func error(_ entry: String) async -> String { await session.run(entry).error }

    @Test(arguments: [(20, 5), (80, 3), (12, 2), (80, 24)])
    func `A long text comes whole, page by page, however low the screen is`(columns: Int, rows: Int) async {
        session.options.width = columns
        let whole = await text(".help")
        session.options.rows = rows
        func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
        var seen: [Substring] = []
        var entry = ".help"
        while seen.count < 10_000 {
            let lines = await text(entry).split(separator: "\n", omittingEmptySubsequences: false)
            let note = lines.lastIndex { $0.hasPrefix("… ") }
            seen += words(lines[..<(note ?? lines.count)].joined(separator: "\n"))
            guard note != nil else { break }
            entry = ".more"
        }
        // A line that is wider than the screen goes on with the next page.
        #expect(seen.joined() == words(whole).joined())
    }

    // MARK: Calls

    @Test func `Results are shown`() async {
        #expect(await session.run("demo.add a=2 b=3") == Output(text: "{ \"sum\": 5 }"))
    }

    @Test func `How long a call took is shown`() async {
        session.options.showsTiming = true
        let text = await text("demo.add a=2 b=3")
        #expect(text.hasPrefix("{ \"sum\": 5 }  "))
        #expect(text.hasSuffix(" ms"))
        #expect(text.count == 80)
    }

    @Test func `On a terminal a line is broken at words, a result's and a trace's too`() async {
        session.options.rows = 40
        session.options.width = 40
        let words = "one two three four five six seven eight nine"
        #expect(
            await text("demo.echo text=\"\(words)\"") == """
                {
                  "text": "one two three four five six
                    seven eight nine"
                }
                """)
        _ = await session.run(".trace on")
        let trace = await text(
            #"{"jsonrpc":"2.0","id":1,"method":"demo.echo","params":{"text":"\#(words)"}}"#)
        #expect(
            trace.hasPrefix(
                """
                → {"jsonrpc":"2.0","id":1,
                    "method":"demo.echo",
                    "params":{"text":"one two three four
                    five six seven eight nine"}}
                """))
        #expect(trace.split(separator: "\n").allSatisfy { $0.count <= 40 })
    }

    @Test func `Elsewhere a result stays JSON`() async {
        session.options.width = 40
        let words = "one two three four five six seven eight nine"
        #expect(await text("demo.echo text=\"\(words)\"") == "{\n  \"text\": \"\(words)\"\n}")
    }

    @Test func `Results are remembered`() async {
        _ = await session.run("demo.add a=2 b=3")
        _ = await session.run("demo.add a=x b=3")
        _ = await session.run("demo.add a=_.sum b=10")
        #expect(await text("demo.add a=_1.sum b=_2.sum") == "{ \"sum\": 20 }")
    }

    @Test(arguments: [
        (
            "demo.add a=two b=3",
            """
            ✗ -32602 Invalid params
                a   expected number, got string "two"                     /properties/a/type
                demo.add { a: number, b: number }
            """
        ),
        (
            "demo.ad a=2",
            """
            ✗ -32601 Method not found
                no service or method "demo.ad"; did you mean "demo.add"?
            """
        ),
        (
            "far.away",
            """
            ✗ -32601 Method not found
                no service or method "far.away"; .services lists them
            """
        ),
        (
            "demo.unbound",
            """
            ✗ -32601 Method not found
                demo.unbound has no handler: --mock answers from the contract, and at the prompt .on demo.unbound RULE gives it one
            """
        ),
        (
            "demo.crash",
            """
            ✗ -32603 Internal error
                { "name": "RuntimeError", "message": "boom" }
            """
        ),
        (
            "demo.lie",
            """
            ✗ -32603 Result validation failed
                result   expected number, got string "five"                            /type
            """
        ),
        (
            "demo.refuse",
            """
            ✗ -32001 no
                { "why": "be\\u001bcause" }
            """
        ),
        ("demo.lost", "✗ ClamatorTransportError call timeout"),
        ("foo", "✗ no service or method \"foo\"; .services lists them"),
        ("demo", "✗ \"demo\" is a service; a call names a method of it, such as demo.add"),
        ("add a=1", "✗ no service or method \"add\"; did you mean \"demo.add\"?"),
        ("demo.", "✗ \"demo\" is a service; a call names a method of it, such as demo.add"),
        ("Demo.add", "✗ no service or method \"Demo.add\"; did you mean \"demo.add\"?"),
        ("Till.add", "✗ invalid service \"Till\"; expected SERVICE.METHOD"),
        (
            "demo.add({\"a\":1})",
            "✗ no method \"demo.add({\"a\":1})\"; params stand behind a space, without round brackets:"
                + " demo.add NAME=VALUE"
        ),
        (
            "demo.add(a=1, b=2)",
            "✗ no method \"demo.add(a=1,\"; params stand behind a space, without round brackets: demo.add NAME=VALUE"
        ),
        ("demo.add a", "✗ expected name=value, one JSON value or @FILE, got a"),
        (
            "{\"jsonrpc\"}",
            """
            ✗ -32700 Parse error
                expected ':', got '}' at column 11
            """
        ),
        (
            "{\"jsonrpc\":\"2.0\"}",
            """
            ✗ -32600 Invalid Request
                envelope must be request, notification, or response
            """
        ),
        (
            "[]",
            """
            ✗ -32600 Invalid Request
                batch requests not supported
            """
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"result\":1,\"id\":1}",
            """
            ✗ -32600 Invalid Request
                a response is no request
            """
        ),
    ])
    func `Errors are shown`(entry: String, error: String) async {
        #expect(await session.run(entry) == Output(error: StyledText(error), isFailure: true))
    }

    @Test(arguments: ["", "   ", "\n"]) func `An empty entry does nothing`(entry: String) async {
        #expect(await session.run(entry) == Output())
    }

    @Test func `A line that begins with a bracket is sent as it is`() async {
        #expect(
            await text(#"{"jsonrpc":"2.0","method":"demo.add","params":{"a":2,"b":3},"id":1}"#) == "{ \"sum\": 5 }")
    }

    @Test func `Notifications are shown as sent`() async {
        #expect(await session.run("demo.tell text=hello") == Output(text: "sent; a notification gets no reply"))
    }

    @Test(arguments: [
        ("demo.tell", "missing required \"text\""), ("demo.tell text=_x", "text: expected string, got number 1"),
        (#"{"jsonrpc":"2.0","method":"demo.add"}"#, "missing required \"a\""),
        (#"{"jsonrpc":"2.0","method":"demo.tel"}"#, "no service or method \"demo.tel\"; did you mean \"demo.tell\"?"),
        (#"{"jsonrpc":"2.0","method":"demo.unbound"}"#, "demo.unbound has no handler"),
    ])
    func `Notifications that come to no handler say why`(entry: String, reason: String) async {
        _ = await session.run("demo.echo x=1")
        _ = await session.run("x = _.x")
        #expect(await session.run(entry) == Output(text: StyledText("dropped: " + reason)))
    }

    @Test func `An earlier result is shown, whole and in part`() async {
        #expect(await error("_") == "✗ there is no result yet")
        #expect(await text("order = demo.echo x={\"y\":[1,2]}") == "{ \"x\": { \"y\": [1, 2] } }")
        #expect(await text("demo.add a=1 b=_order.x.y[1]") == "{ \"sum\": 3 }")
        for (entry, shown) in [("_", "{ \"sum\": 3 }"), ("_.sum", "3"), ("_1.x.y[1]", "2"), ("order.x.y", "[1, 2]")] {
            #expect(await text(entry) == shown)
        }
        #expect(await error("_order.z") == "✗ _order.z: the result has no z")
        #expect(await error("_2.sm") == "✗ _2.sm: the result has no sm; did you mean \"sum\"?")
        #expect(await error("_2 x") == "✗ _2 takes nothing behind it, got x")
        #expect(await text("order = _2.sum") == "3")
        #expect(await text("order") == "3")
        for entry in ["1", "x = 1"] { #expect(await error(entry).hasPrefix("✗ no service or method \"1\"")) }
    }

    @Test(arguments: [
        ("x = .help", "expected NAME = SERVICE.METHOD and its params"),
        ("x =", "expected NAME = SERVICE.METHOD and its params"),
        ("x = # so", "expected NAME = SERVICE.METHOD and its params"),
        ("x = y = demo.lie", "expected one NAME = SERVICE.METHOD and its params"),
        ("x=y=demo.lie", "expected one NAME = SERVICE.METHOD and its params"),
        (
            "_x = demo.lie",
            "no result can be kept as \"_x\"; a name is of letters, digits and _, and begins with a letter"
        ),
        (
            "x-y=demo.lie",
            "no result can be kept as \"x-y\"; a name is of letters, digits and _, and begins with a letter"
        ),
        ("x = demo.tell text=y", "demo.tell is a notification, which has no result to keep"),
    ])
    func `What gives no result cannot be kept`(entry: String, message: String) async {
        #expect(await session.run(entry) == Output(error: StyledText("✗ " + message), isFailure: true))
    }

    @Test func `An error is not kept`() async {
        _ = await session.run("x = demo.echo x=1")
        _ = await session.run("x = demo.refuse")
        #expect(await text("x") == "{ \"x\": 1 }")
    }

    @Test func `Comments and words for commands`() async {
        #expect(await session.run("  # demo.add") == Output())
        #expect(await text("?") == text(".help"))
        #expect(await text("help calls") == text(".help calls"))
        for word in ["quit", "exit", "\\q", ".exit"] { #expect(await session.run(word) == Output(ends: true)) }
        for word in ["quit", "exit", "\\q", ".exit"] {
            #expect(await session.run("\(word) x").error == "✗ .quit takes nothing behind it, got x")
        }
        #expect(await error("quit now") == "✗ .quit takes nothing behind it, got now")
    }

    // MARK: Several entries

    @Test(arguments: [
        ("demo.add a=1 b=2", ["demo.add a=1 b=2"]), (" demo.add", [" demo.add"]),
        ("demo.add a=1 b=2\n\n# so\n  demo.refuse\n", ["demo.add a=1 b=2", "# so", "  demo.refuse"]),
        ("demo.add {\n\"a\": 1,\n\"b\": 2\n}\n{\n}\n_", ["demo.add {\n\"a\": 1,\n\"b\": 2\n}", "{\n}", "_"]),
        ("demo.add a=1\n  b=2\ndemo.lie", ["demo.add a=1\n  b=2", "demo.lie"]),
        ("  demo.lie\n  demo.lie", ["  demo.lie", "  demo.lie"]),
        ("demo.echo x={a\ndemo.lie", ["demo.echo x={a", "demo.lie"]),
        (".use demo\n  lie", [".use demo", "  lie"]), ("demo.lie\ndemo.echo {", ["demo.lie", "demo.echo {"]),
        ("demo.echo {\ndemo.lie", ["demo.echo {\ndemo.lie"]),
        ("demo.echo {\"x\": [1,\n\"y\": 2}\ndemo.lie\n_", ["demo.echo {\"x\": [1,\n\"y\": 2}", "demo.lie", "_"]),
        ("[[[\n1 2\n{\n\ndemo.lie", ["[[[\n1 2", "{\n\ndemo.lie"]),
        ("demo.lie\n\n  x=1\ndemo.lie", ["demo.lie\n\n  x=1", "demo.lie"]),
    ])
    func `A text of lines is cut into entries`(text: String, entries: [String]) {
        let found = session.entries(in: text)
        #expect(found.map { $0.text } == entries)
        #expect(found.dropLast().allSatisfy { $0.isComplete })
        #expect(session.isComplete(text) == (entries.count > 1 || found[0].isComplete))
    }

    @Test func `A long entry whose JSON is wrong ends with the line that is`() {
        let lines = (0..<2000).map { "\"x\($0)\": [1, 2]," }.joined(separator: "\n")
        let wrong = "demo.echo {\n\(lines)\n\"y\": [1 2]"
        let found = session.entries(in: "\(wrong)\ndemo.lie\ndemo.echo {\n\(lines)\n\"y\": 1}\n_")
        #expect(found.map { $0.text } == [wrong, "demo.lie", "demo.echo {\n\(lines)\n\"y\": 1}", "_"])
    }

    // MARK: Commands

    @Test func `A method of the service in use stands for itself`() async {
        #expect(await session.run(".use demo") == Output())
        #expect(session.prompt.plainText == "clamator:demo> ")
        #expect(await text("add a=2 b=3") == "{ \"sum\": 5 }")
        #expect(await text(".describe").hasPrefix("demo  For tests."))
        _ = await session.run(".use")
        #expect(session.prompt.plainText == "clamator> ")
        #expect(await session.run("add a=2 b=3").isFailure)
    }

    @Test(arguments: [
        (".bogus", "✗ no command .bogus; .help lists them"),
        (".us", "✗ no command .us; did you mean .use?"),
        (".", "✗ no command .; .help lists them"),
        (".\u{9B}", "✗ no command .\\u009b; .help lists them"),
        (".use dem", "✗ no service \"dem\"; did you mean \"demo\"?"),
        (".use \u{1B}", "✗ no service \"\\u001b\"; .services lists them"),
        (".trace maybe", "✗ trace is on or off, not maybe"),
        (".timing 1", "✗ timing is on or off, not 1"),
        (".timeout 0", "✗ timeout is a number from 1 to 2147483647, not 0"),
        (".timeout soon", "✗ timeout is a number from 1 to 2147483647, not soon"),
        (".set width 9", "✗ width is auto or a number from 10 to 10000, not 9"),
        (".set tim 3", "✗ no setting tim; did you mean timing?"),
        (".set colour on", "✗ no setting colour; did you mean color?"),
        (".set \u{1B} 3", "✗ no setting \\u001b; there are color, timing, trace, timeout, width"),
        (".errors all", "✗ expected .errors or .errors run, got all"),
        (".history", "✗ no history is kept here; the prompt on a terminal has one"),
        (".more", "✗ there is no more: nothing is left of a text that was too long for the screen"),
        (
            ".help nonsense",
            "✗ no help on nonsense; topics are calls, json, handlers, errors, trace, settings, history, keys, files, batch"
        ),
        (".help handler", "✗ no help on handler; did you mean handlers?"),
        (".quit now", "✗ .quit takes nothing behind it, got now"),
        (".load", "✗ expected .load FILE or .load FOLDER"),
        (".load /nowhere.json", "✗ /nowhere.json: no such file or folder"),
        (".describe nope", "✗ no service or method \"nope\"; .services lists them"),
        (".describe demo.ad", "✗ no service or method \"demo.ad\"; did you mean \"demo.add\"?"),
    ])
    func `Commands that make no sense are refused`(entry: String, error: String) async {
        #expect(await session.run(entry) == Output(error: StyledText(error), isFailure: true))
    }

    @Test func `Timing is turned on and off`() async {
        #expect(await text(".timing") == "timing is off")
        #expect(await session.run(".timing on") == Output())
        #expect(await text("demo.add a=2 b=3").hasSuffix(" ms"))
    }

    @Test func `Settings are listed and changed`() async {
        #expect(
            await text(".set") == """
                  color    off     colours what is shown: on or off
                  timing   off     shows how long calls take: on or off
                  trace    off     shows the way of each call: on or off
                  timeout  10      how many milliseconds a call may take
                  width    auto    columns of the layout: a number, or auto
                """)
        #expect(await text(".set timeout") == "timeout is 10")
        #expect(await session.run(".set timeout 20") == Output())
        #expect(await text(".timeout") == "timeout is 20")
        #expect(await session.run(".timeout 30") == Output())
        #expect(session.options.timeout == .milliseconds(30))
        #expect(await session.run(".set trace on") == Output())
        #expect(await text(".set trace") == "trace is on")
        #expect(await session.run(".set trace off") == Output())
        #expect(await session.run(".set color on") == Output())
        #expect(await text("demo.add a=2 b=3").contains("\u{1B}[33m5"))
    }

    @Test func `Results are laid out for the width that is set`() async {
        #expect(await session.run(".set width 10") == Output())
        #expect(await text("demo.echo x=[1,2,3]") == "{\n  \"x\": [\n    1, 2,\n    3\n  ]\n}")
        #expect(await session.run(".set width auto") == Output())
        #expect(await text("demo.echo x=[1,2,3]") == "{ \"x\": [1, 2, 3] }")
    }

    @Test func `A service that stands behind .services is described`() async {
        #expect(await text(".services demo").hasPrefix("demo  For tests."))
    }

    @Test func `The last entries are listed`() async {
        session.history = { ["demo.add", "demo.add {\n\"a\": 1}", "\u{1B}[2J"] }
        #expect(
            await text(".history") == """
                  1  demo.add
                  2  demo.add {
                     "a": 1}
                  3  \\u001b[2J
                """)
        #expect(await text(".history 1") == "  3  \\u001b[2J")
        #expect(await error(".history 0") == "✗ expected .history or .history N, got 0")
    }

    @Test func `The session says what to type first`() {
        #expect(session.firstSteps == "Try demo.add a=2 b=3, then .errors run; Tab completes.")
    }

    @Test func `More contracts are loaded`() async throws {
        let more = try TemporaryFolder([
            "more.json": #"{"service": "more", "methods": {"it": {"result": {}}}}"#
        ])
        let output = await session.run(".load \(more.path)/more.json")
        #expect(output.text == "Services: demo more. .help helps, .quit leaves.")
        #expect(output.error.hasPrefix("\(more.path)/more.json:"))
        #expect(output.error.hasSuffix("warning: no handler for it (at /methods/it)"))
        #expect(!output.isFailure)
        #expect(await error("more.it").contains("more.it has no handler"))
        #expect(await text("demo.add a=2 b=3") == "{ \"sum\": 5 }")
    }

    @Test func `Where loading fails the session keeps what it has`() async throws {
        let broken = try TemporaryFolder([
            "broken.json": """
            {
              "service": "Broken",
              "methods": { "it": { "params": { "type": "nothing" } } }
            }
            """
        ])
        let output = await session.run(".load \(broken.path)")
        #expect(output.isFailure)
        let lines = output.error.split(separator: "\n")
        #expect(lines.count >= 2)
        #expect(lines.allSatisfy { $0.hasPrefix("\(broken.path)/broken.json:") })
        #expect(lines.contains { $0.contains("broken.json:2:14: ") })
        #expect(await text("demo.add a=2 b=3") == "{ \"sum\": 5 }")
    }

    @Test func `Services and errors are listed`() async throws {
        let description = Description(of: session.host.services, palette: Palette(usesColor: false), width: 80)
        #expect(try await text(".services") == description.text(of: nil))
        #expect(
            await text(".errors") == ErrorTour(session.host.services).text(Palette(usesColor: false), width: .max).ansi)
    }

    @Test func `A session ends at .quit`() async {
        #expect(await session.run(".quit") == Output(ends: true))
    }

    // MARK: Completion

    @Test func `Completion knows what is loaded and in use`() async {
        #expect(session.completions(TextBuffer("demo.l")).candidates.map(\.text) == ["demo.lie", "demo.lost"])
        _ = await session.run(".use demo")
        #expect(session.completions(TextBuffer("ad")).candidates.map(\.text) == ["add"])
    }
}
