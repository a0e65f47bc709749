import ClamatorKit
import TestSupport
import Testing

@testable import ReplCore

@Suite struct SessionTests {
    private let folder: TemporaryFolder
    private let session: Session

    init() async throws {
        folder = try Demo.folder()
        var options = Session.Options()
        options.timeout = .milliseconds(10)
        session = Session(
            host: try await Demo.host(in: folder), sources: ContractSources(contracts: [folder.path], handlers: []),
            loader: ContractLoader(), options: options)
    }

    private func text(_ entry: String) async -> String { await session.run(entry).text }
    private func error(_ entry: String) async -> String { await session.run(entry).error }

    // MARK: Calls

    @Test func showsResults() async {
        #expect(await session.run("demo.add a=2 b=3") == Output(text: "{ \"sum\": 5 }"))
    }

    @Test func showsHowLongACallTook() async {
        session.options.showsTiming = true
        let text = await text("demo.add a=2 b=3")
        #expect(text.hasPrefix("{ \"sum\": 5 }  "))
        #expect(text.hasSuffix(" ms"))
        #expect(text.count == 80)
    }

    @Test func remembersResults() async {
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
                demo.unbound has no handler
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
        ("Demo.add", "✗ invalid service \"Demo\"; expected SERVICE.METHOD"),
        ("demo.add.x", "✗ invalid method \"add.x\"; expected SERVICE.METHOD"),
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
    func showsErrors(entry: String, error: String) async {
        #expect(await session.run(entry) == Output(error: error, isFailure: true))
    }

    @Test(arguments: ["", "   ", "\n"]) func doesNothingForAnEmptyEntry(entry: String) async {
        #expect(await session.run(entry) == Output())
    }

    @Test func sendsALineThatBeginsWithABracketAsItIs() async {
        #expect(
            await text(#"{"jsonrpc":"2.0","method":"demo.add","params":{"a":2,"b":3},"id":1}"#) == "{ \"sum\": 5 }")
    }

    @Test(arguments: ["demo.tell text=hello", "demo.tell", #"{"jsonrpc":"2.0","method":"demo.add"}"#])
    func showsNotificationsAsSent(entry: String) async {
        #expect(await session.run(entry) == Output(text: "sent; a notification gets no reply"))
    }

    // MARK: Commands

    @Test func letsAMethodStandForItself() async {
        #expect(await session.run(".use demo") == Output())
        #expect(session.prompt.map(\.text) == ["clamator:demo> "])
        #expect(await text("add a=2 b=3") == "{ \"sum\": 5 }")
        #expect(await text(".describe").hasPrefix("demo  For tests."))
        _ = await session.run(".use")
        #expect(session.prompt.map(\.text) == ["clamator> "])
        #expect(await session.run("add a=2 b=3").isFailure)
    }

    @Test(arguments: [
        (".bogus", "✗ no command .bogus; .help lists them"),
        (".us", "✗ no command .us; did you mean .use?"),
        (".", "✗ no command .; .help lists them"),
        (".\u{9B}", "✗ no command .\\u009b; .help lists them"),
        (".use dem", "✗ no service \"dem\"; did you mean \"demo\"?"),
        (".use \u{1B}", "✗ no service \"\\u001b\""),
        (".trace maybe", "✗ expected .trace on or .trace off"),
        (".timing 1", "✗ expected .timing on or .timing off"),
        (".load", "✗ expected .load FILE or .load FOLDER"),
        (".load /nowhere.json", "✗ /nowhere.json: no such file or folder"),
        (".describe nope", "✗ no service or method \"nope\"; .services lists them"),
        (".describe demo.ad", "✗ no service or method \"demo.ad\"; did you mean \"demo.add\"?"),
    ])
    func refusesCommandsThatMakeNoSense(entry: String, error: String) async {
        #expect(await session.run(entry) == Output(error: error, isFailure: true))
    }

    @Test func tracesMessagesAndStops() async throws {
        #expect(await session.run(".trace on") == Output())
        #expect(await text(".trace") == "trace is on")
        let lines = await text(#"{"jsonrpc":"2.0","method":"demo.add","params":{"a":2,"b":3},"id":7}"#)
        #expect(
            lines == """
                → {"jsonrpc":"2.0","method":"demo.add","params":{"a":2,"b":3},"id":7}
                  envelope ✓ service ✓ method ✓ params ✓ handler ✓ result ✓ reply ✓
                ← {"jsonrpc":"2.0","id":7,"result":{"sum":5}}
                { "sum": 5 }
                """)
        _ = await session.run(".trace off")
        #expect(await text("demo.add a=2 b=3") == "{ \"sum\": 5 }")
    }

    @Test(arguments: [
        (#"{"nonsense"#, "envelope ✗"), (#"{"jsonrpc":"2.0"}"#, "envelope ✗"),
        ("nope.add", "envelope ✓ service ✗"), ("demo.nope", "envelope ✓ service ✓ method ✗"),
        ("demo.add a=1", "envelope ✓ service ✓ method ✓ params ✗"),
        ("demo.crash", "envelope ✓ service ✓ method ✓ params ✓ handler ✗"),
        ("demo.unbound", "envelope ✓ service ✓ method ✓ params ✓ handler ✗"),
        ("demo.lost", "envelope ✓ service ✓ method ✓ params ✓ handler ✗"),
        ("demo.lie", "envelope ✓ service ✓ method ✓ params ✓ handler ✓ result ✗"),
        ("demo.tell", "envelope ✓ service ✓ method ✓ params ✗"),
        ("demo.tell text=x", "envelope ✓ service ✓ method ✓ params ✓ handler"),
    ])
    func tracesHowFarACallCame(entry: String, stops: String) async {
        _ = await session.run(".trace on")
        let lines = await text(entry).split(separator: "\n")
        #expect(lines.dropFirst().first?.dropFirst(2) ?? "" == stops)
    }

    @Test func turnsTimingOnAndOff() async {
        #expect(await text(".timing") == "timing is off")
        #expect(await session.run(".timing on") == Output())
        #expect(await text("demo.add a=2 b=3").hasSuffix(" ms"))
    }

    @Test func loadsMoreContracts() async throws {
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

    @Test func keepsWhatItHasWhereLoadingFails() async throws {
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

    @Test func listsServicesErrorsAndHelp() async throws {
        let description = Description(of: session.host.services, palette: Palette(usesColor: false))
        #expect(try await text(".services") == description.text(of: nil))
        #expect(await text(".errors") == ErrorTour(session.host.services).text(Palette(usesColor: false)))
        let help = await text(".help")
        for command in Command.allCases { #expect(help.contains(".\(command.rawValue) ")) }
    }

    @Test func endsAtQuit() async {
        #expect(await session.run(".quit") == Output(ends: true))
    }

    // MARK: Completion

    @Test func completesWithWhatIsLoadedAndInUse() async {
        #expect(session.completions(TextBuffer("demo.l")).candidates.map(\.text) == ["demo.lie", "demo.lost"])
        _ = await session.run(".use demo")
        #expect(session.completions(TextBuffer("ad")).candidates.map(\.text) == ["add"])
    }
}
