import Foundation
import TestSupport
import Testing

/// Lines of the prompt without a terminal, and params from stdin.
@Suite struct PromptLinesTests {
    @Test func `Params are read from stdin`() throws {
        let call = try Run.tool(
            "call", "arith.add", "@-", "-c", "contracts/arith.json", input: Data(#"{"a": 1, "b": 2}"#.utf8))
        #expect(call.output == "{\"sum\":3}\n")
        let value = try Run.tool(
            "call", "arith.add", "a=@-", "b=4", "-c", "contracts/arith.json", input: Data("3\n".utf8))
        #expect(value.output == "{\"sum\":7}\n")
        let line = try Run.tool("contracts/arith.json", "-e", "arith.add @-", input: Data(#"{"a": 1, "b": 2}"#.utf8))
        #expect(line.output == "{ \"sum\": 3 }\n")
    }

    @Test func `What stands on stdin must be JSON, and be free`() throws {
        let broken = try Run.tool("call", "arith.add", "@-", "-c", "contracts/arith.json", input: Data("{\n1".utf8))
        #expect(broken.error.hasPrefix("clamator-repl: standard input:2:1: no JSON: "))
        #expect(broken.status == 65)
        let lines = try Run.tool("contracts/arith.json", "-e", "-", input: Data("arith.add @-".utf8))
        #expect(lines.error == "✗ @- is the standard input, which is not free here\n")
        #expect(lines.status == 1)
        let twice = try Run.tool(
            "call", "arith.add", "a=@-", "b=@-", "-c", "contracts/arith.json", input: Data("3".utf8))
        #expect(twice.error.hasPrefix("clamator-repl: @- is given twice, but the standard input is read once\n"))
        #expect(twice.status == 64)
    }

    @Test func `A file of params that is missing ends call with 66`() throws {
        let run = try Run.tool("call", "arith.add", "@nowhere.json", "-c", "contracts/arith.json")
        #expect(run.error == "clamator-repl: nowhere.json: no such file or folder\n")
        #expect(run.status == 66)
    }

    @Test(
        arguments: ["arith.add a=1 b=2", "\n  .services\nx", "help", "x = arith.add a=1", "arith.add"],
        ["batch contracts/arith.json", "contracts/arith.json"])
    func `A batch of lines of the prompt gets one hint`(input: String, command: String) throws {
        let run = try Run.shell("clamator-repl \(command)", input: Data(input.utf8))
        #expect(
            run.error
                == "clamator-repl: the first line is no JSON but reads as a line of the prompt; -e - runs such lines\n")
        #expect(run.output.contains("-32700"))
    }

    @Test(arguments: ["", "x", "arith.ad a=1", "{}\narith.add a=1 b=2", "[\n", "# x", "_", "\n\n"])
    func `Other input gets no hint`(input: String) throws {
        #expect(try Run.tool("batch", "contracts/arith.json", input: Data(input.utf8)).error == "")
    }

    @Test func `A line that is no UTF-8 is refused with its number, and those behind it are run`() throws {
        let lines = Data("arith.add a=1 b=2\n".utf8) + [0xFF] + Data("\narith.add {\n\"a\": ".utf8) + [0xC3]
        let run = try Run.tool("contracts/arith.json", "-e", "-", input: lines + Data("}\narith.add a=2 b=2".utf8))
        #expect(run.output == "{ \"sum\": 3 }\n{ \"sum\": 4 }\n")
        #expect(run.error == "✗ standard input:2: no UTF-8 text\n✗ standard input:4: no UTF-8 text\n")
        #expect(run.status == 1)
    }

    @Test func `An entry whose JSON is wrong ends with the line that is`() throws {
        let lines = (0..<500).map { "\"x\($0)\": [1, 2]," }.joined(separator: "\n")
        let entries =
            "arith.add {\n\(lines)\n\"y\": [1 2]\narith.add a=1 b=2\n"
            + "arith.add {\n\"a\": [1,\n\"b\": 2}\narith.add a=2 b=2"
        let run = try Run.tool("contracts/arith.json", "-e", "-", input: Data(entries.utf8))
        #expect(run.output == "{ \"sum\": 3 }\n{ \"sum\": 4 }\n")
        #expect(run.error.ranges(of: "✗").count == 2)
    }

    @Test(arguments: ["a", "a."]) func `A call of many params takes time by their number`(start: String) throws {
        let contract = #"{"service": "e", "methods": {"m": {"result": {}}}}"#
        let handlers = #"{"service": "e", "handlers": {"m": {"result": 1}}}"#
        let params = (0..<20_000).map { "\(start)\($0)=1" }.joined(separator: " ")
        let folder = try TemporaryFolder(["e.json": contract, "e.handlers.json": handlers, "line": "e.m \(params)"])
        // By the square of their number, each would take longer than this many seconds of the processor.
        let run = try Run.shell(
            "cd \(folder.path) && ulimit -t 8 && clamator-repl e.json -e - < line && clamator-repl e.json $(cat line)"
        )
        #expect(run.output == "1\n1\n")
    }

    @Test func `Several lines of one option are as many entries`() throws {
        let run = try Run.tool("contracts/arith.json", "-e", "# so\narith.add a=1 b=2\narith.add a=_.sum\n  b=1\n")
        #expect(run.output == "{ \"sum\": 3 }\n{ \"sum\": 4 }\n")
    }
}
