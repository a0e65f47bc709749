import Foundation
import TestSupport
import Testing

/// How a batch ends: signals, streams that fail, and what is said then.
@Suite struct BatchEndTests {
    /// A service that answers at once, after a while, or never.
    private static func slowService() throws -> TemporaryFolder {
        try TemporaryFolder([
            "slow.json": """
            { "service": "slow", "methods": { "now": { "result": {} }, "soon": { "result": {} }, "never": { "result": {} } } }
            """,
            "slow.handlers.json": """
            {
              "service": "slow",
              "handlers": { "now": { "result": {} }, "soon": { "result": "there", "delayMs": 300 }, "never": { "silence": true } }
            }
            """,
        ])
    }

    private static func call(_ id: Int, _ method: String = "slow.soon", _ params: String = "{}") -> Data {
        Data(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#.utf8) + Data("\n".utf8)
    }

    /// So many calls that neither they nor their replies find room in a pipe.
    private static let many = 6000
    private static let manyCalls = Data((1...many).map { call($0, "arith.add", #"{"a":1,"b":2}"#) }.joined())

    /// Makes a call that waits. Before it comes one that is answered, so that the tool is known to be at work.
    private static func wait(for method: String, in tool: PipedTool) throws {
        try tool.send(call(0, "slow.now"))
        #expect(tool.receiveLine() == #"{"jsonrpc":"2.0","id":0,"result":{}}"#)
        try tool.send(call(1, method))
        usleep(100_000)
    }

    @Test(arguments: ["1", "4"]) func `A batch finishes what is in flight on Ctrl-C`(jobs: String) throws {
        let folder = try Self.slowService()
        let tool = try PipedTool("batch", folder.path, "--jobs", jobs, "--summary")
        try Self.wait(for: "slow.soon", in: tool)
        tool.signal(SIGINT)
        #expect(tool.waitForEnd() == 130)
        #expect(tool.receiveLine() == #"{"jsonrpc":"2.0","id":1,"result":"there"}"#)
        #expect(tool.error.hasPrefix("2 calls in "))
    }

    @Test(arguments: ["1", "4"]) func `A batch that waits for input ends on Ctrl-C`(jobs: String) throws {
        let tool = try PipedTool("batch", "contracts/arith.json", "--jobs", jobs, "--summary=json")
        try tool.send(Self.call(1, "arith.add", #"{"a":1,"b":2}"#))
        #expect(tool.receiveLine() == #"{"jsonrpc":"2.0","id":1,"result":{"sum":3}}"#)
        tool.signal(SIGINT)
        #expect(tool.waitForEnd() == 130)
        #expect(tool.error.hasPrefix(#"{"calls":1,"results":1,"errors":0,"#))
    }

    @Test func `A batch ends at once on a second Ctrl-C`() throws {
        let folder = try Self.slowService()
        let tool = try PipedTool("batch", folder.path)
        try Self.wait(for: "slow.never", in: tool)
        let start = ContinuousClock.now
        tool.signal(SIGINT)
        usleep(100_000)
        tool.signal(SIGINT)
        #expect(tool.waitForEnd() == 130)
        #expect(ContinuousClock.now - start < .seconds(4))
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT]) func `A batch ends on other signals`(number: Int32) throws {
        let folder = try Self.slowService()
        let tool = try PipedTool("batch", folder.path, "--jobs", "2")
        try Self.wait(for: "slow.never", in: tool)
        tool.signal(number)
        #expect(tool.waitForEnd() == 128 + number)
    }

    @Test(arguments: ["1", "4"]) func `A batch ends where its replies are not read`(jobs: String) throws {
        let run = try Run.shell(
            "{ clamator-repl batch contracts/arith.json --jobs \(jobs); echo \"status $?\" >&2; } | head -n 1",
            input: Self.manyCalls)
        #expect(run.output == #"{"jsonrpc":"2.0","id":1,"result":{"sum":3}}"# + "\n")
        #expect(run.error == "status 141\n")
    }

    /// A parent that ignores the signal leaves it ignored in its children.
    @Test func `A batch ends as quietly where the signal is ignored`() throws {
        let run = try Run.shell(
            "trap '' PIPE; { clamator-repl batch contracts/arith.json; echo \"status $?\" >&2; } | head -n 1",
            input: Self.manyCalls)
        #expect(run.error == "status 141\n")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: ["1", "4"])
    func `A batch says that replies cannot be written`(jobs: String) throws {
        let run = try Run.shell(
            "clamator-repl batch contracts/arith.json --jobs \(jobs) > /dev/full",
            input: Self.call(1, "arith.add", #"{"a":1,"b":2}"#))
        #expect(run.error == "clamator-repl: cannot write the output: No space left on device\n")
        #expect(run.status == 74)
    }

    @Test func `A batch says that it cannot read a folder`() throws {
        let run = try Run.shell("clamator-repl batch contracts < contracts")
        #expect(run.error == "clamator-repl: cannot read the input: Is a directory\n")
        #expect(run.status == 74)
    }

    @Test(arguments: ["1", "4"]) func `A batch loses nothing to a slow reader`(jobs: String) throws {
        let run = try Run.shell(
            "clamator-repl batch contracts/arith.json --jobs \(jobs) | { sleep 0.2; dd bs=1000 count=1 2> /dev/null; sleep 0.2; cat; }",
            input: Self.manyCalls)
        let areAllThere = run.lines == (1...Self.many).map { #"{"jsonrpc":"2.0","id":\#($0),"result":{"sum":3}}"# }
        #expect(areAllThere)
    }

    @Test(arguments: ["1", "4"]) func `A batch answers a slow writer line by line`(jobs: String) throws {
        let tool = try PipedTool("batch", "contracts/arith.json", "--jobs", jobs)
        for id in 1...20 {
            let line = Self.call(id, "arith.add", #"{"a":1,"b":2}"#)
            try tool.send(line.prefix(30))
            usleep(3000)
            try tool.send(line.dropFirst(30))
            #expect(tool.receiveLine() == #"{"jsonrpc":"2.0","id":\#(id),"result":{"sum":3}}"#)
        }
        #expect(try tool.end() == 0)
    }

    @Test func `A batch shows how far it is on a terminal, and takes that away`() throws {
        let folder = try Self.slowService()
        try folder.write(
            String(decoding: (1...4).map { Self.call($0) }.reduce(Data(), +), as: UTF8.self), to: "calls.ndjson")
        let terminal = try PseudoTerminal(command: [
            "/bin/sh", "-c",
            "\(Tool.path) batch \(folder.path)/slow.json < \(folder.path)/calls.ndjson > \(folder.path)/replies",
        ])
        try terminal.waitFor { $0.text.contains("2 calls, ") && $0.text.contains(" %, ") && $0.text.contains(" left") }
        #expect(try terminal.waitForExit() == 0)
        let isErased = terminal.screen.text.allSatisfy(\.isWhitespace)
        #expect(isErased)
        let replies = try String(contentsOfFile: folder.path + "/replies", encoding: .utf8)
        #expect(replies.split(separator: "\n").count == 4)
    }
}
