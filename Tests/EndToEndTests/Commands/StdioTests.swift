import Foundation
import TestSupport
import Testing

/// Calls of a server that is a command.
@Suite struct StdioTests {
    private let folder: TemporaryFolder

    private static let contract = #"""
        {
          "service": "lab",
          "methods": {
            "add": {
              "wireName": "math/add", "positions": ["a", "b"], "paramStructure": "either",
              "params": { "type": "object", "properties": { "a": { "type": "number" }, "b": { "type": "number" } },
                "required": ["a"], "additionalProperties": false },
              "result": { "type": "object", "properties": { "sum": { "type": "number" } }, "required": ["sum"] }
            },
            "raw": { "result": true, "positions": ["a"], "params": { "type": "object", "properties": { "a": true } } },
            "silent": { "result": true },
            "crash": { "result": true },
            "lie": { "result": { "type": "string" } },
            "roots": { "wireName": "roots/list", "result": { "type": "object" } },
            "tick": {
              "wireName": "lab/tick", "notification": true,
              "params": { "type": "object", "properties": { "n": { "type": "integer" } } }
            }
          }
        }
        """#

    /// Writes its process group to a file, so that a test can see whether something of it is left.
    private static let server = #"""
        import json, os, signal, subprocess, sys
        here = os.path.dirname(os.path.abspath(__file__))
        with open(here + "/group", "w") as file:
            file.write(str(os.getpgrp()))
        if "stubborn" in sys.argv:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            subprocess.Popen(["sleep", "1000"])
        def write(message):
            sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
            sys.stdout.flush()
        while True:
            line = sys.stdin.readline()
            if not line:
                break
            message = json.loads(line)
            method, params = message["method"], message.get("params")
            if method == "math/add":
                given = params if isinstance(params, list) else list(params.values())
                write({"id": message["id"], "result": {"sum": sum(given)}})
            elif method == "lab.raw":
                write({"id": message["id"], "result": message})
            elif method == "lab.silent":
                print("silent \x1b[2J", flush=True)
            elif method == "lab.crash":
                write({"method": "lab/tick", "params": {"n": "one"}})
                sys.exit(3)
            elif method == "lab.ask":
                write({"id": "q", "method": "roots/list"})
                write({"id": message["id"], "result": json.loads(sys.stdin.readline())})
            elif "id" in message:
                write({"id": message["id"], "result": {}})
        while "stubborn" in sys.argv:
            signal.pause()
        """#

    init() throws {
        folder = try TemporaryFolder([
            "lab.json": Self.contract, "server.py": Self.server,
            "lab.handlers.json": #"{ "service": "lab", "handlers": { "roots": { "result": { "roots": ["here"] } } } }"#,
            "hello": #"""
            {"jsonrpc": "2.0", "method": "first", "params": {"a": 1}, "id": 1}

            {"jsonrpc": "2.0", "method": "second"}
            """#,
        ])
    }

    private var contract: String { folder.path + "/lab.json" }
    private var command: String { "python3 '\(folder.path)/server.py'" }

    private func call(_ words: String...) throws -> Run {
        try Run.tool(["call", "-c", contract, "--stdio", command] + words)
    }

    @Test func `A call goes to the command, by position where it can`() throws {
        #expect(try call("math/add", "a=2", "b=3").output == "{\"sum\": 5}\n")
        #expect(
            try call("lab.raw", "a=1").output
                == "{\"jsonrpc\": \"2.0\", \"method\": \"lab.raw\", \"params\": [1], \"id\": 1}\n")
        let refused = try call("math/add", "two")
        #expect(refused.status == 1)
        #expect(refused.error.hasPrefix("✗ -32602 Invalid params\n    a   expected number, got string \"two\""))
    }

    @Test func `A server that ends is told by the status`() throws {
        let run = try call("lab.crash")
        #expect(run.status == 69)
        #expect(
            run.error == """
                ⇠ lab/tick {"n": "one"}
                    ✗ /n: expected integer, got string "one"
                ✗ ClamatorTransportError the server ended with status 3

                """)
    }

    @Test func `A greeting goes first, and ids are ours`() throws {
        let run = try call("lab.raw", "--hello", folder.path + "/hello")
        #expect(run.output == "{\"jsonrpc\": \"2.0\", \"method\": \"lab.raw\", \"params\": [], \"id\": 3}\n")
        let refused = try call("lab.raw", "--hello", contract)
        #expect(refused.status == 65)
        #expect(refused.error.contains("lab.json:1: no JSON: "))
    }

    @Test func `A greeting of before is shown once the way of calls is`() throws {
        let run = try Run.tool(
            "-c", contract, "--stdio", command, "--hello", folder.path + "/hello", "-e", ".trace on", "-e", ".trace on")
        #expect(run.status == 0)
        #expect(
            run.error == """
                → {"jsonrpc":"2.0","method":"first","params":{"a": 1},"id":1}
                ← {}
                → {"jsonrpc":"2.0","method":"second"}

                """)
    }

    @Test func `The way of a call shows what the server sent, and what that was taken for`() throws {
        let run = try Run.tool("-c", contract, "--stdio", command, "-e", "lab.lie", "-e", ".trace")
        #expect(run.error.hasPrefix("✗ -32603 Result validation failed"))
        #expect(
            run.lines.suffix(2).joined(separator: "\n").hasPrefix(
                #"""
                ← {"jsonrpc": "2.0", "id": 1, "result": {}}
                  taken here as {"jsonrpc":"2.0","id":1,"error":{"code":-32603,
                """#))
        let refused = try Run.tool("-c", contract, "--stdio", command, "-e", "math/add two", "-e", ".trace")
        #expect(refused.lines.last == "← nothing: it was refused here, and not sent")
    }

    @Test(arguments: [
        (["--stdio", "/no/such"], 69, "cannot start /no/such: No such file or directory"),
        (["--stdio", "'x"], 64, "the server's command cannot be read: a quote in it is not closed"),
        (["--stdio", "true", "--stdio-shell", "true"], 64, "--stdio and --stdio-shell exclude each other."),
        (["--stdio", "true", "--prefix", "p"], 64, "--prefix and --stdio exclude each other."),
        (["--hello", "mcp"], 64, "--hello is for a server that is a command; it wants --stdio."),
        (["--stdio", "true", "--hello", "/no/such"], 66, "/no/such"),
        (["--stdio", "true", "--hello", "mcp"], 69, "the server ended with status 0"),
    ])
    func `A server that cannot be called is told before the call`(
        options: [String], status: Int, message: String
    ) throws {
        let run = try Run.tool(["call", "lab.raw", "-c", contract] + options)
        #expect(Int(run.status) == status)
        #expect(run.error.contains(message), "\(run.error)")
    }

    @Test func `Every line of a batch is answered, also behind the server's end`() throws {
        let lines = """
            {"jsonrpc":"2.0","id":1,"method":"math/add","params":[1,2]}
            {"jsonrpc":"2.0","id":2,"method":"math/add","params":{"a":1}}
            {"jsonrpc":"2.0","id":3,"method":"lab.raw","params":{"a":1}}
            {"jsonrpc":"2.0","id":4,"method":"lab.raw"}
            {"jsonrpc":"2.0","id":5,"method":"no/such"}
            {"jsonrpc":"2.0","id":6,"method":"lab.crash"}
            {"jsonrpc":"2.0","id":7,"method":"lab.silent"}
            """
        let run = try Run.tool(
            "batch", contract, "--stdio", command, "--color", "never", input: Data(lines.utf8))
        let gone =
            #""error":{"code":-32603,"message":"the server ended with status 3","data":{"name":"ClamatorTransportError"}}}"#
        #expect(
            run.lines == [
                #"{"jsonrpc":"2.0","id":1,"result":{"sum": 3}}"#, #"{"jsonrpc":"2.0","id":2,"result":{"sum": 1}}"#,
                #"{"jsonrpc":"2.0","id":3,"result":{"jsonrpc": "2.0", "method": "lab.raw", "params": {"a": 1}, "id": 3}}"#,
                #"{"jsonrpc":"2.0","id":4,"result":{"jsonrpc": "2.0", "method": "lab.raw", "id": 4}}"#,
                #"{"jsonrpc":"2.0","id":5,"error":{"code":-32601,"message":"Method not found","data":null}}"#,
                #"{"jsonrpc":"2.0","id":6,"# + gone, #"{"jsonrpc":"2.0","id":7,"# + gone,
            ])
        #expect(run.status == 69)
    }

    @Test func `Many calls of a batch are in flight, and replies are in order`() throws {
        let lines = (1...2000).map { #"{"jsonrpc":"2.0","id":\#($0),"method":"math/add","params":[\#($0)]}"# + "\n" }
        let run = try Run.tool(
            "batch", contract, "--stdio", command, "--jobs", "100", input: Data(lines.joined().utf8))
        #expect(run.lines == (1...2000).map { #"{"jsonrpc":"2.0","id":\#($0),"result":{"sum": \#($0)}}"# })
        #expect(run.status == 0)
    }

    @Test func `What the server asks is answered by our handlers`() throws {
        let run = try Run.tool(
            "batch", contract, "--stdio-shell", "exec \(command)", "--color", "never",
            input: Data(#"{"jsonrpc":"2.0","id":1,"method":"lab.ask"}"#.utf8))
        #expect(
            run.output
                == #"{"jsonrpc":"2.0","id":1,"result":{"jsonrpc": "2.0", "id": "q", "result": {"roots": ["here"]}}}"#
                + "\n"
        )
        #expect(run.error == "⇠ roots/list {} → {\"roots\":[\"here\"]}\n")
    }

    @Test func `Lines of the prompt start the server again, and say so`() throws {
        let run = try Run.tool(
            "-e", "lab.crash", "-e", "math/add 1", "-e", ".trace on", "-e", "math/add 1 2", contract, "--stdio",
            command,
            "--color", "never")
        #expect(
            run.error == """
                ⇠ lab/tick {"n": "one"}
                    ✗ /n: expected integer, got string "one"
                ✗ ClamatorTransportError the server ended with status 3
                the server ended with status 3; it is started again

                """)
        #expect(run.output.contains("{ \"sum\": 1 }"))
        // The trace shows what the server got, and what it sent, as it came.
        #expect(run.output.contains(#"→ {"jsonrpc":"2.0","method":"math/add","params":[1,2],"id":3}"#))
        #expect(run.output.contains(#"← {"jsonrpc": "2.0", "id": 3, "result": {"sum": 3}}"#))
        #expect(run.status == 69)
    }

    // MARK: No process is left behind

    /// Waits until nothing of the server's group runs; false where that takes more than ten seconds.
    private func groupEnds() throws -> Bool {
        let group = try String(contentsOfFile: folder.path + "/group", encoding: .utf8)
        // `ps` lists those that nothing has waited for with a Z.
        let run = try Run.shell(
            """
            for i in $(seq 100); do
              ps -eo pgid=,stat= | awk '$1 == \(group) && $2 !~ /^Z/ { found = 1 } END { exit found }' && exit 0
              sleep 0.1
            done
            exit 1
            """)
        return run.status == 0
    }

    @Test(arguments: [(SIGINT, ""), (SIGTERM, ""), (SIGHUP, ""), (SIGKILL, ""), (SIGTERM, " stubborn")])
    func `No process is left behind by a signal`(signal: Int32, argument: String) throws {
        let tool = try PipedTool("call", "lab.silent", "-c", contract, "--stdio", command + argument)
        // Its log comes first.
        #expect(tool.receiveErrorLine() == "server: silent \\u001b[2J")
        tool.signal(signal)
        #expect(tool.waitForEnd() == 128 + signal)
        #expect(try groupEnds())
    }

    @Test func `The result of a call is there before its server ends`() throws {
        let tool = try PipedTool("call", "lab.raw", "-c", contract, "--stdio", command + " stubborn")
        #expect(tool.receiveLine() == #"{"jsonrpc": "2.0", "method": "lab.raw", "params": [], "id": 1}"#)
        // It waits for the server; a tool that had ended would not end by this.
        tool.signal(SIGINT)
        #expect(tool.waitForEnd() == 128 + SIGINT)
        #expect(try groupEnds())
    }

    @Test func `No process is left behind by the second Ctrl-C in a batch`() throws {
        let tool = try PipedTool("batch", contract, "--stdio", command + " stubborn")
        try tool.send(Data("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"lab.silent\"}\n".utf8))
        #expect(tool.receiveErrorLine() == "server: silent \\u001b[2J")
        tool.signal(SIGINT)
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .milliseconds(200) { usleep(10_000) }
        tool.signal(SIGINT)
        #expect(tool.waitForEnd() == 130)
        #expect(try groupEnds())
    }

    @Test(arguments: [
        (["call", "nope", "-c", "CONTRACT"], 64), (["call", "math/add", "1", "2", "3", "-c", "CONTRACT"], 64),
        (["call", "math/add", "@/nofile", "-c", "CONTRACT"], 66),
        (["batch", "CONTRACT", "--report", "junit=/nofolder/x.xml"], 74),
    ])
    func `No process is left behind by a line that cannot be used`(words: [String], status: Int) throws {
        let run = try Run.tool(words.map { $0 == "CONTRACT" ? contract : $0 } + ["--stdio", command])
        #expect(run.status == status)
        if FileManager.default.fileExists(atPath: folder.path + "/group") { #expect(try groupEnds()) }
    }
}
