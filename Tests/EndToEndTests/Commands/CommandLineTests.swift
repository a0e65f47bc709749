import Foundation
import TestSupport
import Testing

/// What the built tool says to command lines, good and bad, and the exit status it says it with.
@Suite struct CommandLineTests {
    /// Contracts, a schema that one of them refers to, and a FIFO that is never written to.
    private static func folderWithFIFO() throws -> TemporaryFolder {
        let folder = try TemporaryFolder([
            "t.json": #"{"service": "t", "methods": {"m": {"result": {}, "handler": {"result": 1}}}}"#
        ])
        #expect(unsafe mkfifo("\(folder.path)/x.json", 0o600) == 0)
        return folder
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "check FOLDER", "call t.m -c FOLDER", "describe -c FOLDER", "batch FOLDER", "check FOLDER/x.json",
            "check FOLDER/t.json --handlers FOLDER/x.json", "call t.m @FOLDER/x.json -c FOLDER/t.json",
            "FOLDER/t.json -e '.read FOLDER/x.json'", "FOLDER/t.json -e '.load FOLDER/x.json'",
        ])
    func `A FIFO is refused by its name at once`(arguments: String) throws {
        let folder = try Self.folderWithFIFO()
        let run = try Run.shell(
            "clamator-repl " + arguments.replacing("FOLDER", with: folder.path) + " 2>&1")
        #expect(run.output.contains("/x.json: a FIFO, where a regular file is expected"))
        #expect([1, 64, 65, 66].contains(run.status))
    }

    @Test(arguments: [
        ("batch contracts", "<&-", "Bad file descriptor"), ("batch contracts", "< .", "Is a directory"),
        ("contracts -e -", "<&-", "Bad file descriptor"), ("contracts -e -", "< .", "Is a directory"),
    ])
    func `The tool says that the input cannot be read`(command: String, input: String, reason: String) throws {
        let run = try Run.shell("clamator-repl \(command) \(input)")
        #expect(run.error == "clamator-repl: cannot read the input: \(reason)\n")
        #expect(run.status == 74)
    }

    @Test(arguments: [
        "-c contracts arith.add a=1 b=2 --json", "--color never arith.add a=1 b=2 --json",
        "--timeout 100 --json arith.add a=1 b=2", "--mock arith.add --json a=1 b=2",
    ])
    func `Options of a call stand before and behind its method`(arguments: String) throws {
        let run = try Run.shell("clamator-repl \(arguments)")
        #expect(run.output.hasPrefix(#"{"jsonrpc":"2.0","#))
        #expect(run.output.contains(#""sum""#))
        #expect(run.status == 0)
    }

    @Test(arguments: ["FILE p.m -5 -2", "call FILE p.m -5 -2 --color never", "-c FILE p.m -5 -2", "FILE p.m -- -5 -2"])
    func `A negative number behind a method is a value`(arguments: String) throws {
        let folder = try TemporaryFolder([
            "p.json": """
            {"service": "p", "methods": {"m": {"params": {"properties": {"a": {}, "b": {}}}, "positions": ["a", "b"],
             "result": true, "handler": {"builtin": "echo"}}}}
            """
        ])
        let run = try Run.shell(
            "clamator-repl " + arguments.replacing("FILE", with: "\(folder.path)/p.json"))
        #expect(run.output == "{\"a\":-5,\"b\":-2}\n")
        #expect(run.error.isEmpty)
        #expect(
            try Run.shell("clamator-repl contracts/arith.json arith.add 1 -x").error.contains("Unknown option '-x'"))
    }

    @Test(arguments: ["--color never --json", "--jsn arith.add", "-e arith.add --json"])
    func `Options of a call without one are refused`(arguments: String) throws {
        #expect(try Run.shell("clamator-repl \(arguments)").status == 64)
    }

    @Test func `The tool waits for lines from a pipe that does not wait`() throws {
        let tool = try PipedTool("contracts/arith.json", "-e", "-", "-e", "arith.add a=5 b=5", waitsForInput: false)
        for sum in 3...4 {
            usleep(100_000)
            try tool.send(Data("arith.add a=1 b=\(sum - 1)\n".utf8))
            #expect(tool.receiveLine().contains("\"sum\": \(sum) "))
        }
        try tool.send(Data("arith.add a=1 b=4".utf8))
        #expect(try tool.end() == 0)
        #expect(tool.receiveLine().contains("\"sum\": 5 "))
        #expect(tool.receiveLine().contains("\"sum\": 10 "))
    }

    @Test(arguments: ["check", "batch", "describe -c", "call arith.add a=1 b=2 -c"], [4, 5, 6, 9, 12])
    func `The tool says that too few files may be open`(command: String, limit: Int) throws {
        let run = try Run.shell("ulimit -n \(limit); exec clamator-repl \(command) contracts")
        #expect(run.error.hasPrefix("clamator-repl: too few files may be open at once: "))
        #expect(run.status == 71)
    }

    @Test(
        arguments: ["check", "batch", "describe -c", "call arith.add a=1 b=2 -c"], [30_000, 60_000, 120_000, 200_000])
    func `The tool says that too little memory may be had`(command: String, kibibytes: Int) throws {
        let run = try Run.shell("ulimit -v \(kibibytes); exec clamator-repl \(command) contracts")
        // The system's own loader ends it where not even the libraries find room.
        #expect(run.status == 71 || (run.status == 127 && run.error.contains("shared libraries")))
        if run.status == 71 { #expect(run.error.hasPrefix("clamator-repl: too little memory")) }
    }

    /// What can be there instead of a file: how it is made, what is said, and the exit status.
    struct Obstacle: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let reason: String
        let status: Int32

        init(_ make: String, _ reason: String, _ status: Int32) {
            (testDescription, self.reason, self.status) = (make, reason, status)
        }

        /// Runs the tool with `FILE` in its arguments, where this is the file.
        func run(_ arguments: String, file: String) throws -> (run: Run, message: String) {
            let text = #"{"service": "t", "methods": {"m": {"result": {}, "handler": {"result": 1}}}}"#
            let folder = try TemporaryFolder(["t.json": text, "u.json": text, "contracts/README.md": ""])
            let line = "cd FOLDER && \(testDescription) && exec clamator-repl \(arguments)"
            let run = try Run.shell(
                line.replacing("FOLDER", with: folder.path).replacing("FILE", with: file))
            return (run, "\(file): \(reason)\n")
        }

        static let deadLink = Obstacle("ln -s nowhere FILE", "a link that leads nowhere", 66)
        static let device = Obstacle("ln -s /dev/zero FILE", "a device, where a regular file is expected", 65)
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("check FILE", "f"), ("check -c t.json --handlers FILE", "f"), ("check -c t.json --manifest FILE", "f"),
            ("diff t.json FILE", "f"), ("call -c t.json t.m @FILE", "f"),
            ("call -c t.json t.m --stdio cat --hello FILE", "f"),
            ("call -c t.json t.m --redis rediss://127.0.0.1:1 --prefix p --tls-ca FILE", "f"),
            // By its name it is the handlers file of a contract, or one of the contracts of a folder.
            ("check u.json", "u.handlers.json"), ("call u.json t.m", "u.handlers.json"),
            ("check contracts", "contracts/f.json"),
        ], [Obstacle.deadLink, Obstacle.device])
    func `A file that is wrong is told from one that is missing`(
        _ arguments: (words: String, file: String), obstacle: Obstacle
    ) throws {
        let (run, message) = try obstacle.run(arguments.words, file: arguments.file)
        #expect(run.status == obstacle.status)
        #expect((run.output + run.error).hasSuffix(message), "\(run.output)\(run.error)")
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            Obstacle("true", "no such file or folder", 66), Obstacle("ln -s t.json/x FILE", "Not a directory", 66),
            Obstacle("ln -s FILE FILE", "Too many levels of symbolic links", 65),
            Obstacle("mkfifo FILE", "a FIFO, where a regular file is expected", 65),
            Obstacle("mkdir FILE", "a folder, where a regular file is expected", 65),
        ])
    func `What stands where a handlers file is named is told`(obstacle: Obstacle) throws {
        let (run, message) = try obstacle.run("check -c t.json --handlers FILE", file: "f")
        #expect(run.status == obstacle.status)
        #expect(run.error == "clamator-repl: " + message)
    }

    @Test(
        arguments: ["batch contracts FOLDER/x.ndjson", "handlers FOLDER/x.ndjson"],
        [
            ("none", "no such file or folder", 66), ("link", "a link that leads nowhere", 66),
            ("folder", "a folder, where a file of calls is expected", 65),
            ("socket", "a socket, where a file of calls is expected", 65),
        ])
    func `What cannot be read from its beginning to its end is refused as a file of calls`(
        arguments: String, kind: (what: String, reason: String, status: Int32)
    ) throws {
        let folder = try TemporaryFolder()
        switch kind.what {
        case "link": try folder.link("x.ndjson", to: "nowhere")
        case "folder": try folder.write("", to: "x.ndjson/a")
        case "socket": try folder.makeSocket("x.ndjson")
        default: break
        }
        let run = try Run.shell("clamator-repl " + arguments.replacing("FOLDER", with: folder.path))
        #expect(run.error == "clamator-repl: \(folder.path)/x.ndjson: \(kind.reason)\n")
        #expect(run.status == kind.status)
    }

    @Test func `Calls are read from a FIFO`() throws {
        let folder = try TemporaryFolder()
        let call = #"{"jsonrpc":"2.0","method":"arith.add","params":{"a":1,"b":2},"id":1}"#
        let run = try Run.shell(
            "mkfifo \(folder.path)/x.ndjson; echo '\(call)' >\(folder.path)/x.ndjson & "
                + "exec clamator-repl batch contracts/arith.json \(folder.path)/x.ndjson")
        #expect(run.output == #"{"jsonrpc":"2.0","id":1,"result":{"sum":3}}"# + "\n")
    }

    @Test func `The tool works with as many open files as it asks for`() throws {
        let run = try Run.shell("ulimit -n 19; exec clamator-repl call arith.add a=1 b=2 -c contracts/arith.json")
        #expect(run.output == #"{"sum":3}"# + "\n")
        #expect(run.status == 0)
    }

    /// The ways to use contracts, each with words that make one good call.
    struct Use: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let arguments: @Sendable (String) -> [String]
        static let all = [
            Use(testDescription: "-e") { [$0, "-e", "arith.add a=1 b=2"] },
            Use(testDescription: "call") { ["call", "arith.add", "a=1", "b=2", "-c", $0] },
            Use(testDescription: "batch") { ["batch", $0] },
            Use(testDescription: "describe") { ["describe", "-c", $0] },
            Use(testDescription: "call, by a word") { ["call", $0, "arith.add", "a=1", "b=2"] },
            Use(testDescription: "a method") { [$0, "arith.add", "a=1", "b=2"] },
            Use(testDescription: "describe, by a word") { ["describe", $0] },
            Use(testDescription: "batch, by an option") { ["batch", "-c", $0] },
            Use(testDescription: "export") { ["export", $0, "--format", "openrpc"] },
            Use(testDescription: "manifest") { ["manifest", "-c", $0] },
            Use(testDescription: "serve") { ["serve", $0, "--prefix", "p", "--redis", "redis://127.0.0.1:1"] },
            Use(testDescription: "tail") { ["tail", $0, "--prefix", "p", "--redis", "redis://127.0.0.1:1"] },
        ]

        func run(_ contract: String) throws -> Run {
            let call = #"{"jsonrpc":"2.0","method":"arith.add","params":{"a":1,"b":2},"id":1}"#
            return try Run.shell(
                (["clamator-repl"] + arguments(contract)).map { "'\($0)'" }.joined(separator: " "),
                input: Data(call.utf8))
        }
    }

    @Test(arguments: Use.all) func `The tool says that a file is missing`(use: Use) throws {
        let run = try use.run("nowhere.json")
        #expect(run.error == "clamator-repl: nowhere.json: no such file or folder\n")
        #expect(run.output == "")
        #expect(run.status == 66)
    }

    @Test(arguments: Use.all) func `The tool says that a folder holds no contract`(use: Use) throws {
        let folder = try TemporaryFolder(["readme.txt": "", "a.schema.json": "{}", "a.handlers.json": "{}"])
        let run = try use.run(folder.path)
        #expect(
            run.error
                == "clamator-repl: \(folder.path): the folder holds no contract (*.json, *.yaml); \(Self.beginning)\n")
        #expect(run.status == 66)
    }

    @Test(arguments: Use.all) func `The tool says where a contract is no JSON`(use: Use) throws {
        let folder = try TemporaryFolder(["cut.json": "{\n  \"service\": \"cut\",\n"])
        let run = try use.run("\(folder.path)/cut.json")
        #expect(run.error == "\(folder.path)/cut.json:3:1: no JSON: the text ends too early\n")
        #expect(run.output == "")
        #expect(run.status == 65)
    }

    @Test(arguments: Use.all) func `The tool says every problem of a contract`(use: Use) throws {
        let folder = try TemporaryFolder(["ten.json": Self.tenDiagnostics])
        let run = try use.run("\(folder.path)/ten.json")
        #expect(run.error.replacing(folder.path + "/", with: "") == Self.tenMessages)
        #expect(run.output == "")
        #expect(run.status == 65)
    }

    private static let tenDiagnostics = """
        {
          "service": "Ten",
          "servise": "ten",
          "methods": {
            "Bad": { "result": {} },
            "none": {},
            "both": { "notification": true, "result": {} },
            "type": { "params": { "type": "nothing" }, "result": {} },
            "ref": { "params": { "$ref": "#/$defs/missing" }, "result": {} },
            "pattern": { "params": { "pattern": "(" }, "result": {} },
            "unknown": { "parms": {}, "result": {} },
            "kind": { "description": 5, "result": {} }
          }
        }
        """

    private static let tenMessages = """
        ten.json:2:14: expected a match of ^[a-z][a-z0-9-]*$, got "Ten" (at /service)
        ten.json:3:14: unknown property "servise"; did you mean "service"? (at /servise)
        ten.json:5:12: property name: expected a match of ^[a-z][a-zA-Z0-9]*$, got "Bad" (at /methods/Bad)
        ten.json:6:13: a method needs a "result" schema, unless it says "notification": true (at /methods/none)
        ten.json:7:47: a notification has no result (at /methods/both/result)
        ten.json:8:35: unknown type "nothing" (at /methods/type/params/type)
        ten.json:9:34: $ref "#/$defs/missing" leads nowhere: there is nothing at "/$defs/missing" in "ten.json" (at /methods/ref/params/$ref)
        ten.json:10:41: bad pattern "(": this group is not closed by ')', at offset 0 (at /methods/pattern/params/pattern)
        ten.json:11:27: unknown property "parms"; did you mean "params"? (at /methods/unknown/parms)
        ten.json:12:30: expected string, got number 5 (at /methods/kind/description)

        """

    /// What is said where no contract is there.
    private static let beginning = "`clamator-repl init` begins a contract, and --demo opens samples"

    @Test func `The subcommand that was meant is found`() throws {
        let run = try Run.tool("bach")
        #expect(run.error == "clamator-repl: no subcommand, file or method \"bach\"; did you mean \"batch\"?\n")
        #expect(run.status == 64)
    }

    @Test func `There is no help on what is no subcommand`() throws {
        let run = try Run.tool("help", "bach")
        #expect(run.output.isEmpty)
        #expect(run.error.hasPrefix("Error: no subcommand \"bach\"; did you mean \"batch\"?\n"))
        #expect(run.status == 64)
    }

    @Test func `The tool says where a subcommand belongs`() throws {
        let run = try Run.tool("-e", "arith.add a=1 b=2", "batch")
        #expect(run.error == "clamator-repl: batch: no such file or folder; a subcommand comes before all options\n")
        #expect(run.status == 66)
    }

    @Test func `A subcommand behind a contract is not taken for a method`() throws {
        let run = try Run.tool("contracts", "batch")
        #expect(
            run.error
                == "clamator-repl: no subcommand, file or method \"batch\"; a subcommand comes before all options\n")
        #expect(run.status == 64)
    }

    @Test func `The tool wants a contract where there is no folder of them`() throws {
        let folder = try TemporaryFolder([:])
        let run = try Run.tool(folder: folder.path)
        #expect(
            run.error
                == "clamator-repl: no contract given, and there is no folder contracts/; name a contract file or a folder of them; "
                + Self.beginning + "\n"
        )
        #expect(run.status == 64)
    }

    @Test(arguments: [
        ["--nonsense"], ["batch", "--timeout", "0"], ["batch", "--timeout", "soon"], ["batch", "--max-line", "0"],
        ["batch", "--log-level", "loud"], ["call"], ["--color", "pink"], ["--format", "maybe"],
    ])
    func `Options that make no sense are refused`(arguments: [String]) throws {
        let run = try Run.shell("clamator-repl " + arguments.joined(separator: " "))
        #expect(run.error.contains("Usage: clamator-repl"))
        #expect(run.output == "")
        #expect(run.status == 64)
    }

    @Test func `The tool tells its version and its use`() throws {
        let changes = try String(contentsOfFile: Project.path + "/CHANGELOG.md", encoding: .utf8)
        let newest = changes.firstMatch(of: #/\n## \[([0-9.]+)\]/#).map { String($0.1) }
        #expect(try Run.tool("--version").output == "\(newest ?? "")\n")
        let help = try Run.tool("--help")
        #expect(help.output.contains("USAGE: clamator-repl"))
        #expect(help.status == 0)
    }

    // MARK: call

    @Test func `A result is printed on one line`() throws {
        let run = try Run.tool("call", "arith.add", "a=2", "b=3", "-c", "contracts/arith.json")
        #expect(run.output == "{\"sum\":5}\n")
        #expect(run.error == "")
        #expect(run.status == 0)
    }

    @Test func `An error is printed on stderr`() throws {
        let run = try Run.tool("call", "arith.divide", "a=1", "b=0", "-c", "contracts/arith.json")
        #expect(run.output == "")
        #expect(run.error == "✗ -32000 division by zero\n")
        #expect(run.status == 1)
    }

    @Test func `The whole reply is printed where asked`() throws {
        let run = try Run.tool("call", "arith.divide", "a=1", "b=0", "--json", "-c", "contracts/arith.json")
        #expect(run.output.hasSuffix(#""error":{"code":-32000,"message":"division by zero","data":null}}"# + "\n"))
        #expect(run.error == "")
        #expect(run.status == 1)
    }

    @Test(arguments: [
        (
            ["arith.ad"],
            "✗ -32601 Method not found\n    no service or method \"arith.ad\"; did you mean \"arith.add\"?\n", 1
        ),
        (["foo"], "clamator-repl: no service or method \"foo\"; describe lists them\n", 64),
        (["arith.add", "a"], "clamator-repl: expected name=value, one JSON value or @FILE, got a\n", 64),
        (["arith.add", "@nowhere"], "clamator-repl: nowhere: no such file or folder\n", 66),
        (
            ["arith.add", "{\"a\": }"],
            "clamator-repl: no JSON: expected a value, got '}' at column 7\n    {\"a\": }\n          ^\n", 64
        ),
        (["errors.silent", "--timeout", "20"], "✗ ClamatorTransportError call timeout\n", 1),
    ])
    func `The tool says why a call failed`(arguments: [String], error: String, status: Int32) throws {
        let run = try Run.shell(
            "clamator-repl call -c contracts " + arguments.map { "'\($0)'" }.joined(separator: " "))
        #expect(run.output == "")
        #expect(run.error == error)
        #expect(run.status == status)
    }

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
        arguments: [
            "call arith.add a=1 b=2", "-e 'arith.add a=1 b=2'", "describe", "check", "--help", "--version",
            "batch --help", "arith.add a=1 b=2", "export --format markdown", "manifest", "diff contracts contracts",
            "--generate-completion-script bash",
        ])
    func `The tool says that output cannot be written`(arguments: String) throws {
        let run = try Run.shell("clamator-repl \(arguments) > /dev/full")
        #expect(run.error == "clamator-repl: cannot write the output: No space left on device\n")
        #expect(run.status == 74)
    }

    @Test(arguments: [
        ("--watch nowhere", 66), ("prompt contracts arith.add", 66), ("call -c nowhere arith.add", 66),
        ("arith.add @nowhere", 66), ("arith.add a=1 b=2 --nonsense", 64), ("call contracts", 64), ("arith", 64),
        ("describe arith shop", 64), ("tail contracts", 64), ("batch a.ndjson b.ndjson", 64),
        ("manifest nowhere.json", 66), ("import nowhere.json", 66), ("check --manifest nowhere contracts", 66),
        ("diff contracts nowhere", 66),
        ("diff contracts", 64), ("diff contracts contracts --report junit=/nowhere/x", 74),
        ("export contracts --format openrpc -o /nowhere/x", 74), ("batch contracts --report junit=/nowhere/x", 74),
        ("arith.add a=1 b=2 --prefix p --redis redis://127.0.0.1:1", 69), ("arith.add a=1 b=2 --stdio /nowhere", 69),
    ])
    func `Every command ends with the status that the manual names`(arguments: String, status: Int) throws {
        #expect(Int(try Run.shell("clamator-repl \(arguments) </dev/null").status) == status)
    }

    // MARK: Contracts and methods as words

    @Test(arguments: [
        "arith.add a=1 b=2", "--timeout 1000 arith.add a=1 b=2", "contracts/arith.json arith.add a=1 b=2",
        "contracts/arith.json contracts/shop.json arith.add a=1 b=2", "arith.add a=1 b=2 -c contracts",
        "--demo arith.add a=1 b=2", "arith.add a=1 b=2 --demo", "call contracts arith.add a=1 b=2",
        "call --demo arith.add a=1 b=2", #"arith.add '{"a": 1, "b": 2}'"#,
    ])
    func `A method may be called without a subcommand, and behind its contracts`(arguments: String) throws {
        let run = try Run.shell("clamator-repl \(arguments)")
        #expect(run.output == "{\"sum\":3}\n")
        #expect(run.error == "")
        #expect(run.status == 0)
    }

    @Test(arguments: [
        "batch contracts/arith.json FOLDER/c.ndjson", "batch FOLDER/c.ndjson -c contracts",
        "batch --demo < FOLDER/c.ndjson", "-c contracts/arith.json < FOLDER/c.ndjson",
    ])
    func `The calls of a batch stand in a file or come on stdin`(arguments: String) throws {
        let call = #"{"jsonrpc":"2.0","id":1,"method":"arith.add","params":{"a":1,"b":2}}"#
        let folder = try TemporaryFolder(["c.ndjson": call])
        let run = try Run.shell("clamator-repl \(arguments.replacing("FOLDER", with: folder.path))")
        #expect(run.output == #"{"jsonrpc":"2.0","id":1,"result":{"sum":3}}"# + "\n")
        #expect(run.status == 0)
    }

    @Test func `A file of calls that is missing is told from others`() throws {
        let run = try Run.tool("batch", "contracts/arith.json", "nowhere.ndjson")
        #expect(run.error == "clamator-repl: nowhere.ndjson: no such file or folder\n")
        #expect(run.status == 66)
    }

    @Test func `A folder that is named like a file of calls is told`() throws {
        let folder = try TemporaryFolder(["calls.ndjson/x": ""])
        let path = folder.path + "/calls.ndjson"
        let run = try Run.tool("batch", "contracts/arith.json", path)
        #expect(run.error == "clamator-repl: \(path): a folder, where a file of calls is expected\n")
        #expect(run.status == 65)
    }

    @Test func `A word that is nothing is told so where there are no contracts`() throws {
        let folder = try TemporaryFolder([:])
        let run = try Run.tool("nothing", folder: folder.path)
        #expect(run.error == "clamator-repl: no subcommand, file or method \"nothing\"; \(Self.beginning)\n")
        #expect(run.status == 64)
    }

    // MARK: -e

    @Test func `Lines of the prompt are run`() throws {
        let run = try Run.tool(
            "-e", ".use arith", "-e", "add a=2 b=3", "-e", "add a=_.sum b=x", "-e", "add a=_.sum b=_1.sum")
        #expect(run.output == "{ \"sum\": 5 }\n{ \"sum\": 10 }\n")
        #expect(run.error.hasPrefix("✗ -32602 Invalid params\n    b   expected number, got string \"x\""))
        #expect(run.status == 1)
    }

    @Test func `Lines of the prompt are read from stdin`() throws {
        let lines = "arith.add {\"a\": 2,\n  \"b\": 3}\n\n.quit\narith.add a=1 b=1\n"
        let run = try Run.tool("-e", "arith.add a=1 b=2", "-e", "-", input: Data(lines.utf8))
        #expect(run.output == "{ \"sum\": 3 }\n{ \"sum\": 5 }\n")
        #expect(run.status == 0)
    }

    @Test func `A long entry of many lines ends with the line that makes it whole`() throws {
        let members = String(repeating: "\"b\": \"{\",\n", count: 500)
        let lines = "arith.add {\n\(members)\"a\": {\n}}\narith.add a=1 b=2\n"
        let run = try Run.tool("-e", "-", input: Data(lines.utf8))
        #expect(run.error.hasPrefix("✗ -32602 Invalid params\n"))
        #expect(run.output == "{ \"sum\": 3 }\n")
    }

    @Test func `The lines around noise are answered`() throws {
        let noise: [UInt8] = [0x00, 0xFF, 0x80, 0x1B, 0x5B, 0x32, 0x4A, 0xC2, 0x9B, 0x7F]
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000)
        let good = Array("arith.add a=1 b=2\r\n".utf8)
        let run = try Run.tool("-e", "-", input: good + noise + [0x0A] + good + long + [0x0A] + good)
        #expect(run.output == "{ \"sum\": 3 }\n{ \"sum\": 3 }\n{ \"sum\": 3 }\n")
        let errors = run.error.split(separator: "\n")
        #expect(errors.count == 2)
        #expect(errors.first == "✗ standard input:2: no UTF-8 text")
        #expect(errors.last.map { $0.hasPrefix("✗ no service or method \"") && $0.count < 200 } ?? false)
        #expect(!run.error.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
        #expect(run.status == 1)
    }

    @Test func `A file that is too large is refused`() throws {
        let folder = try TemporaryFolder(["large.json": String(repeating: " ", count: 17 << 20)])
        let run = try Run.tool("call", "arith.add", "@\(folder.path)/large.json", "-c", "contracts/arith.json")
        #expect(run.error == "clamator-repl: \(folder.path)/large.json: larger than 16 MiB\n")
        #expect(run.status == 65)
    }

    @Test func `After an entry that makes no sense the status is 1`() throws {
        let run = try Run.tool("-e", "foo", "-e", "arith.add a=1 b=2")
        #expect(run.output == "{ \"sum\": 3 }\n")
        #expect(run.error == "✗ no service or method \"foo\"; .services lists them\n")
        #expect(run.status == 1)
    }

    // MARK: Colours

    @Test(arguments: [
        ([], [:], false), (["--color", "always"], [:], true), (["--color", "never"], ["TERM": "xterm"], false),
        (["--color", "always"], ["NO_COLOR": "1"], true), (["--color", "auto"], ["TERM": "xterm"], false),
    ])
    func `No escapes are written to a pipe unless asked`(
        options: [String], environment: [String: String], hasEscapes: Bool
    ) throws {
        let variables = environment.map { "\($0)=\($1) " }.joined()
        let run = try Run.shell(
            "\(variables)clamator-repl \(options.joined(separator: " ")) -e 'arith.add a=1 b=2' -e 'arith.add'")
        #expect(run.output.contains("\u{1B}") == hasEscapes)
        #expect(run.error.contains("\u{1B}") == hasEscapes)
    }

    @Test(arguments: [
        (["describe", "todo.jsn"], "no file, service or method \"todo.jsn\"", 64),
        (["call", "todo.jsn", "todo.list"], "no file or method \"todo.jsn\"", 64),
        (["todo.jsn"], "no subcommand, file or method \"todo.jsn\"", 64),
        (["check", "tod.json"], "tod.json: no such file or folder", 66),
    ])
    func `The contract that was meant is found`(words: [String], message: String, status: Int32) throws {
        let folder = try TemporaryFolder(["todo.json": "{}", "lists.json": "{}", "todoo.txt": ""])
        let run = try Run.tool(words, folder: folder.path)
        #expect(run.error == "clamator-repl: \(message); did you mean \"todo.json\"?\n")
        #expect(run.status == status)
    }

    @Test(arguments: ["lon", "longr"])
    func `A file that holds no contract, or has a name that cannot be shown, is not suggested`(word: String) throws {
        let long = String(repeating: "r", count: 70)
        let folder = try TemporaryFolder(["lone.handlers.json": "{}", "long\(long).json": "{}", "longr\t.json": "{}"])
        let run = try Run.tool([word], folder: folder.path)
        #expect(run.error.hasPrefix("clamator-repl: no subcommand, file or method \"\(word)\""))
        #expect(!run.error.contains("did you mean"))
    }

    // MARK: describe, check

    @Test func `A description in JSON is on one line`() throws {
        let run = try Run.tool("describe", "--json", "-c", "contracts")
        #expect(run.lines.count == 1)
        let services = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]]
        #expect(
            services?.compactMap { $0["service"] as? String } == [
                "arith", "errors", "orders", "shop", "telemetry", "todo",
            ])
    }

    @Test func `What is not there is not described`() throws {
        let unlike = try Run.tool("describe", "nothing", "-c", "contracts")
        #expect(unlike.error == "clamator-repl: no service or method \"nothing\"; describe lists them\n")
        let file = try Run.tool("describe", "contracts/ariht.jsn")
        #expect(
            file.error
                == "clamator-repl: no service or method \"contracts/ariht.jsn\"; did you mean \"contracts/arith.json\"?\n"
        )
        let run = try Run.tool("describe", "arith.ad", "-c", "contracts")
        #expect(run.error == "clamator-repl: no service or method \"arith.ad\"; did you mean \"arith.add\"?\n")
        #expect(run.status == 64)
    }

    @Test func `Warnings count as errors where asked`() throws {
        #expect(try Run.tool("check", "contracts").status == 0)
        #expect(try Run.tool("check", "contracts", "--strict").status == 65)
    }
}
