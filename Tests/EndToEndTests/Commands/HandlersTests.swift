import Foundation
import TestSupport
import Testing

/// Handlers that are made of recordings.
@Suite struct HandlersTests {
    private static func line(_ method: String, _ expect: String) -> String {
        #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{"a":1},"expect":\#(expect)}"# + "\n"
    }

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder([
            "one.ndjson": Self.line("t.m", #"{"result":1}"#),
            "two.ndjson": Self.line("t.m", #"{"result":1}"#) + Self.line("u.m", #"{"result":2}"#),
            "none.ndjson": Self.line("t.m", #"{"matches":{}}"#),
            "unknown.ndjson": Self.line("t.m", #"{"error":{"code":-32601,"message":"Method not found"}}"#),
            "t.json": #"{"service": "t", "methods": {"m": {"result": {"type": "integer"}}}}"#,
        ])
    }

    private func handlers(_ arguments: String..., input: String = "") throws -> Run {
        try Run.tool(["handlers"] + arguments, input: Data(input.utf8), folder: folder.path)
    }

    @Test(.timeLimit(.minutes(1)))
    func `A device, which may never end, is no recording`() throws {
        let run = try handlers("/dev/zero")
        #expect(run.error == "clamator-repl: /dev/zero: a device, where a file of calls is expected\n")
        #expect(run.status == 65)
    }

    @Test(.timeLimit(.minutes(1)))
    func `A line without an end is read over for so long only`() throws {
        let run = try Run.shell("cat /dev/zero | clamator-repl handlers -")
        #expect(
            run.error == "-:1: left out: longer than 16777216 bytes\n"
                + "clamator-repl: -: a line has no end, and what is behind it was not read\n")
        #expect(run.status == 65)
    }

    private static let made =
        #"{ "service": "t", "handlers": { "m": { "when": { "params": { "a": 1 } }, "result": 1 } } }"# + "\n"

    @Test func `Handlers go to stdout, or to a new file`() throws {
        #expect(try handlers("one.ndjson").output == Self.made)
        #expect(try handlers("-", input: Self.line("t.m", #"{"result":1}"#)).output == Self.made)
        let written = try handlers("one.ndjson", "-c", "t.json", "-o", "t.handlers.json")
        #expect(written.output == "")
        #expect(written.error == "t.handlers.json: 1 rule\n")
        #expect(try String(contentsOfFile: folder.path + "/t.handlers.json", encoding: .utf8) == Self.made)
        let again = try handlers("one.ndjson", "-o", "t.handlers.json")
        #expect(again.error == "clamator-repl: t.handlers.json: File exists; it is not overwritten\n")
        #expect(again.status == 74)
        #expect(try Run.tool("batch", "t.json", "one.ndjson", folder: folder.path).status == 0)
    }

    @Test func `A file is for one service, a folder takes those of all`() throws {
        let refused = try handlers("two.ndjson")
        #expect(refused.status == 64)
        #expect(
            refused.error
                == "clamator-repl: two.ndjson has calls of t, u, and handlers are for one service; --service names it, "
                + "-o FOLDER takes a file of each\n")
        #expect(try handlers("two.ndjson", "--service", "t").output == Self.made)
        let written = try handlers("two.ndjson", "-o", ".")
        #expect(written.error == "./t.handlers.json: 1 rule\n./u.handlers.json: 1 rule\n")
    }

    @Test(arguments: [
        (["nothing.ndjson"], 66, "clamator-repl: nothing.ndjson: no such file or folder\n"),
        (
            ["none.ndjson"], 1,
            "none.ndjson:1: left out: a schema under matches does not say which result\n"
                + "clamator-repl: none.ndjson: no call says what it was answered with\n"
        ),
        (
            ["unknown.ndjson"], 1,
            "clamator-repl: unknown.ndjson: no call needs a rule to be answered as it expects\n"
        ),
        (
            ["one.ndjson", "--service", "x"], 1,
            "clamator-repl: one.ndjson: no call of x says what it was answered with\n"
        ),
        (["one.ndjson", "-c", "nowhere.json"], 66, "clamator-repl: nowhere.json: no such file or folder\n"),
        (["one.ndjson", "-o", "nowhere/x"], 74, "clamator-repl: nowhere/x: no such file or folder\n"),
    ])
    func `What cannot be made is told`(arguments: [String], status: Int32, error: String) throws {
        let run = try Run.tool(["handlers"] + arguments, folder: folder.path)
        #expect(run.error == error)
        #expect(run.status == status)
    }
}
