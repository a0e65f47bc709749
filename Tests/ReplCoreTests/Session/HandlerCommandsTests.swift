import ClamatorKit
import LineEditing
import TestSupport
import Testing

// For `Output`, which is internal.
@testable import ReplCore

@Suite struct HandlerCommandsTests {
    private let opened: FolderSession

    init() async throws { opened = try await FolderSession() }

    private func run(_ entries: String...) async {
        for entry in entries { _ = await opened.session.run(entry) }
    }

    // MARK: Looking

    @Test func `Each rule is listed with how often it answered`() async {
        await run("till.ring price=3", "till.ring", "till.turn")
        #expect(
            await opened.text(".handlers till") == """
                till
                  ring   never  { "when": { "params": { "price": 0 } }, "error": { "code": -32000, "message": "free" } }
                  ring      2×  { "result": "${state.count}", "set": { "count": "${state.count + 1}" } }
                  turn      1×  { "sequence": [{ "result": "red" }, { "result": "green" }], "atEnd": "cycle" }
                  state.count = 2
                """)
    }

    @Test func `A state of records is shown a record on each line, and of many the first`() async throws {
        let handlers = """
            {"service": "clock", "state": {
               "few": [{"at": 1}, {"at": 2}], "named": {"a": {"text": "\(String(repeating: "x", count: 60))"}, "b": {"text": "y"}},
               "many": [\((1...25).map { #"{"at": \#($0)}"# }.joined(separator: ","))], "one": 1},
             "handlers": {"zone": {"result": "UTC"}}}
            """
        try opened.folder.write(handlers, to: "clock.handlers.json")
        await run(".reload")
        let many = (1...20).map { "    { \"at\": \($0) }" }.joined(separator: "\n")
        #expect(
            await opened.text(".handlers clock") == """
                clock
                  zone   never  { "result": "UTC" }
                  state.few = [{ "at": 1 }, { "at": 2 }]
                  state.many: 25 elements
                \(many)
                    … 5 more
                  state.named: 2 members
                    a: { "text": "\(String(repeating: "x", count: 60))" }
                    b: { "text": "y" }
                  state.one = 1
                """)
    }

    @Test func `All services are listed`() async {
        let lines = await opened.text(".handlers").split(separator: "\n")
        #expect(lines.first == "clock")
        #expect(lines.contains("till"))
    }

    @Test(arguments: ["till.turn", "turn"]) func `The rules of one method are listed`(name: String) async {
        await run(".use till")
        let lines = await opened.text(".handlers \(name)").split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].hasPrefix("  turn   never  { \"sequence\""))
    }

    @Test func `A method without a handler is said to have none`() async {
        #expect(await opened.text(".handlers till.idle").contains("  idle  no handler"))
    }

    @Test func `Escapes in names and rules are harmless`() async {
        await run(".on till.turn {\"result\": \"\u{9B}2J\\u001b\"}")
        #expect(await opened.text(".handlers till.turn").contains(#""\u009b2J\u001b""#))
    }

    @Test(arguments: [
        (".handlers nope", "✗ no service or method \"nope\"; .services lists them"),
        (".handlers tilt", "✗ no service or method \"tilt\"; did you mean \"till\"?"),
        (".handlers till.rin", "✗ no service or method \"till.rin\"; did you mean \"till.ring\"?"),
        (".reset tilll", "✗ no service \"tilll\"; did you mean \"till\"?"),
        (".off", "✗ expected .off METHOD"),
        (".off till.ring", "✗ nothing to take back: no .on stands for till.ring"),
        (".off till", "✗ \"till\" is a service; a call names a method of it, such as till.ring"),
        (".save-handlers", "✗ expected .save-handlers FILE"),
        (".save-handlers x", "✗ a handlers file is for one service; say which with .use SERVICE"),
    ])
    func `What makes no sense is refused`(entry: String, error: String) async {
        #expect(await opened.session.run(entry) == Output(error: StyledText(error), isFailure: true))
    }

    // MARK: Replacing

    @Test func `Another rule answers until it is taken back`() async {
        #expect(
            await opened.text(".on till.turn {\"result\": \"blue\"}")
                == "till.turn answers by this rule; .off till.turn takes it back")
        #expect(await opened.text("till.turn") == "\"blue\"")
        #expect(await opened.text(".handlers till").contains("  turn      1×  { \"result\": \"blue\" } (.on)"))
        #expect(await opened.text(".off till.turn") == "till.turn answers as before")
        #expect(await opened.text("till.turn") == "\"red\"")
    }

    @Test func `Several rules may answer`() async {
        let output = await opened.text(
            ".on till.ring [{\"when\": {\"params\": {\"price\": 1}}, \"result\": 1}, {\"result\": \"${state.count}\"}]")
        #expect(output == "till.ring answers by these rules; .off till.ring takes them back")
        #expect(await opened.text("till.ring price=1") == "1")
        #expect(await opened.text("till.ring price=2") == "0")
    }

    @Test func `A replacement is replaced`() async {
        await run(".on till.turn {\"result\": 1}", ".on till.turn {\"result\": 2}")
        #expect(await opened.text("till.turn") == "2")
        await run(".off till.turn")
        #expect(await opened.text("till.turn") == "\"red\"")
    }

    @Test func `Silence may be the answer`() async {
        await run(".on till.turn silence")
        #expect(await opened.error("till.turn") == "✗ ClamatorTransportError call timeout")
    }

    @Test func `A method without a handler gets one`() async {
        #expect(await opened.error("till.idle").contains("till.idle has no handler"))
        await run(".on till.idle {\"result\": {\"id\": \"a\"}}")
        #expect(await opened.text("till.idle") == "{ \"id\": \"a\" }")
        #expect(await opened.text(".off till.idle") == "till.idle has no handler again")
        #expect(await opened.error("till.idle").contains("till.idle has no handler"))
    }

    @Test func `The methods of the service in use are known`() async {
        await run(".use till", ".on turn {\"result\": 1}")
        #expect(await opened.text("turn") == "1")
        #expect(await opened.text(".off turn") == "till.turn answers as before")
        #expect(await opened.text(".on clock.zone {\"result\": \"CET\"}").hasPrefix("clock.zone answers"))
    }

    @Test(arguments: [
        ("", "expected .on METHOD RULE; a rule is JSON as in a handlers file, or silence"),
        ("till.turn", "expected .on METHOD RULE; a rule is JSON as in a handlers file, or silence"),
        ("till.tur silence", "no service or method \"till.tur\"; did you mean \"till.turn\"?"),
        ("turn silence", "no service or method \"turn\"; did you mean \"till.turn\"?"),
        ("till.turn loud", "no JSON: expected a value, got 'l' at column 1\n    loud\n    ^"),
        ("till.turn {", "no JSON: the text ends too early at column 2\n    {\n     ^"),
        ("till.turn 5", "expected object, got number 5"),
        ("till.turn []", "expected at least 1 element, got 0"),
        ("till.turn [5]", "expected object, got number 5 (at /0)"),
        (
            "till.turn {\"silence\": true, \"rezult\": 1}",
            "unknown property \"rezult\"; did you mean \"result\"? (at /rezult)"
        ),
        ("till.turn {\"error\": {\"code\": 1}}", "missing required \"message\" (at /error)"),
        ("till.turn {\"silence\": false}", "expected true, got false (at /silence)"),
        (
            "till.turn {\"result\": 1, \"silence\": true}",
            """
            expected exactly one of "builtin", "result", "error", "throw", "invalidResult", "silence", "sequence", \
            got "result" and "silence"
            """
        ),
        ("till.idle {\"result\": {}}", "the result breaks the contract: missing required \"id\" (at /result)"),
        (
            "till.turn {\"when\": {\"state\": {\"coumt\": 1}}, \"result\": 1}",
            "no \"coumt\" in \"state\"; did you mean \"count\"? (at /when/state/coumt)"
        ),
        ("till.turn {\"result\": \"${price +}\"}", "expected a value (at /result)\n${price +}\n         ^"),
    ])
    func `Bad rules are refused, and the good ones kept`(rule: String, message: String) async {
        #expect(await opened.session.run(".on \(rule)") == Output(error: "✗ \(message)", isFailure: true))
        #expect(await opened.text("till.turn") == "\"red\"")
    }

    // MARK: Resetting

    @Test func `A reset puts state, sequences and counts back`() async {
        await run("till.ring", "till.turn")
        #expect(await opened.text("till.ring") == "1")
        #expect(await opened.text(".reset till") == "state and sequences of till are at their start")
        #expect(!(await opened.text(".handlers till").contains("×")))
        #expect(await opened.text("till.ring") == "0")
        #expect(await opened.text("till.turn") == "\"red\"")
    }

    @Test func `A reset without a name is one of all services`() async {
        await run("till.ring")
        #expect(await opened.text(".reset") == "state and sequences of clock, till are at their start")
        #expect(await opened.text("till.ring") == "0")
    }

    @Test func `A reset leaves replacements and other services alone`() async {
        await run(".on till.turn {\"result\": 1}", "till.ring", ".reset clock")
        #expect(await opened.text("till.ring") == "1")
        await run(".reset till")
        #expect(await opened.text("till.turn") == "1")
    }

    // MARK: Saving

    @Test func `The file that is written behaves alike`() async throws {
        await run(
            ".use till",
            ".on turn [{\"when\": {\"state\": {\"count\": 1}}, \"result\": \"${state.count}\"}, {\"result\": [123456789012345678901, 1e400, \"\\u0000\u{202E}$${x}\\\"é\"]}]"
        )
        let path = "\(opened.folder.path)/till.handlers.json"
        #expect(await opened.text(".save-handlers \(path)") == "wrote the handlers of till to \(path)")
        let copy = try await FolderSession(["till.json"])
        try copy.folder.write(String(decoding: Files.read(path), as: UTF8.self), to: "till.handlers.json")
        #expect(await copy.session.run(".reload").error == "")
        for entry in ["till.turn", "till.ring price=2", "till.ring price=0", "till.turn", "till.ring", "till.idle"] {
            #expect(await opened.session.run(entry) == copy.session.run(entry))
        }
    }

    @Test func `What was loaded is written again`() async throws {
        let path = "\(opened.folder.path)/saved"
        await run(".use till", "ring", ".save-handlers \(path)")
        #expect(try JSON(parsing: Files.read(path)) == JSON(parsing: FolderSession.handlers))
    }

    @Test func `What stands beside the rules is written again`() async throws {
        let path = "\(opened.folder.path)/saved"
        let handlers = #"""
            {"$schema": "./handlers.schema.json", "$comment": "Mine.", "service": "clock", "x-owner": 7,
             "handlers": {"zone": {"result": "UTC"}}}
            """#
        try opened.folder.write(handlers, to: "clock.handlers.json")
        await run(".reload", ".use clock", ".save-handlers \(path)")
        #expect(try JSON(parsing: Files.read(path)) == JSON(parsing: handlers))
    }

    @Test func `No handlers are written over a contract`() async throws {
        await run(".use till")
        let path = "\(opened.folder.path)/./till.json"
        #expect(
            await opened.session.run(".save-handlers \(path)")
                == Output(error: "✗ \(path) is a contract; handlers have a file of their own", isFailure: true))
        #expect(await opened.text(".reload") == "nothing changed")
    }

    @Test func `A file that will be taken for a contract is warned of`() async throws {
        await run(".use till")
        let note = "; in a folder of contracts its name should end in .handlers.json"
        for (name, isContract) in [("saved", false), ("saved.handlers.json", false), ("saved.json", true)] {
            let path = "\(opened.folder.path)/\(name)"
            let text = "wrote the handlers of till to \(path)" + (isContract ? note : "")
            #expect(await opened.text(".save-handlers \(path)") == text)
        }
    }

    @Test(arguments: ["/nowhere/at/all", "."]) func `A file that cannot be written is named`(path: String) async {
        await run(".use till")
        let output = await opened.session.run(".save-handlers \(path)")
        #expect(output.error.hasPrefix("✗ \(path): "))
        #expect(output.isFailure)
    }
}
