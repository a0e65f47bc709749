import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Batches as tests of handlers: expectations, reports, summaries.
@Suite struct BatchExpectationsTests {
    private static func line(_ id: Int, a: Int = 1, _ expect: String) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"arith.add","params":{"a":\#(a),"b":2},"expect":\#(expect)}"# + "\n"
    }

    private static let calls =
        line(1, #"{"result":{"sum":3}}"#) + line(2, #"{"matches":{"required":["sum"]}}"#)
        + line(3, a: 2, #"{"result":{"sum":3}}"#) + line(4, #"{"error":{"code":-32000}}"#)

    @Test(arguments: ["1", "4"]) func `A batch tells each verdict in the reply`(jobs: String) throws {
        let run = try Run.tool("batch", "contracts/arith.json", "--jobs", jobs, input: Data(Self.calls.utf8))
        #expect(
            run.lines == [
                #"{"jsonrpc":"2.0","id":1,"result":{"sum":3},"expect":{"pass":true,"diff":[]}}"#,
                #"{"jsonrpc":"2.0","id":2,"result":{"sum":3},"expect":{"pass":true,"diff":[]}}"#,
                #"{"jsonrpc":"2.0","id":3,"result":{"sum":4},"expect":{"pass":false,"diff":[{"path":"/result/sum","#
                    + #""expected":3,"actual":4}]}}"#,
                #"{"jsonrpc":"2.0","id":4,"result":{"sum":3},"expect":{"pass":false,"diff":[{"path":"/error","#
                    + #""expected":{"code":-32000}},{"path":"/result","actual":{"sum":3}}]}}"#,
            ])
        #expect(run.status == 1)
    }

    @Test func `A batch ends with status 0 where all is as expected`() throws {
        let line = Self.line(1, #"{"result":{"sum":3}}"#)
        #expect(try Run.tool("batch", "contracts/arith.json", input: Data(line.utf8)).status == 0)
        let error = #"{"jsonrpc":"2.0","id":2,"method":"arith.divide","params":{"a":1,"b":0}}"# + "\n"
        #expect(try Run.tool("batch", "contracts/arith.json", input: Data((line + error).utf8)).status == 0)
    }

    @Test(
        arguments: [[], ["--fail-fast"], ["--jobs", "4"]],
        [
            "nonsense", #"{"jsonrpc":"1.0"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"\#(String(repeating: "x", count: 200))"}"#,
        ])
    func `A batch ends with status 1 where a line is no request`(options: [String], other: String) throws {
        let line = Self.line(1, #"{"result":{"sum":3}}"#)
        let folder = try TemporaryFolder(["calls": line + other + "\n" + line])
        let options = options + ["--max-line", "200"]
        let run = try Run.shell(
            "clamator-repl batch contracts/arith.json \(options.joined(separator: " ")) < \(folder.path)/calls")
        #expect(run.status == 1)
    }

    @Test(arguments: [false, true])
    func `A batch ends with status 1 where a line is no request and expects any error`(hasReport: Bool) throws {
        let folder = try TemporaryFolder([:])
        let options = hasReport ? ["--report", "junit=\(folder.path)/report.xml"] : []
        let line = #"{"method":"arith.divide","params":{"a":1,"b":0},"id":1,"expect":{"error":{}}}"#
        let run = try Run.tool(["batch", "contracts/arith.json"] + options, input: Data(line.utf8))
        #expect(run.status == 1)
    }

    /// Each member of an expectation, as the README shows it.
    @Test func `A batch understands every expectation`() throws {
        let run = try Run.shell("clamator-repl batch contracts --timeout 50 < contracts/every-expectation.ndjson")
        #expect(run.status == 0)
    }

    @Test func `A batch stops at the first expectation that is not met where asked`() throws {
        let run = try Run.tool("batch", "contracts/arith.json", "--fail-fast", input: Data(Self.calls.utf8))
        #expect(run.lines.count == 3)
        #expect(run.status == 1)
    }

    @Test func `A batch writes a report`() throws {
        let folder = try TemporaryFolder([:])
        let run = try Run.tool(
            "batch", "contracts/arith.json", "--report", "junit=\(folder.path)/report.xml", input: Data(Self.calls.utf8)
        )
        #expect(run.error == "")
        let report = try String(contentsOfFile: folder.path + "/report.xml", encoding: .utf8)
        let masked = report.replacing(#/time="[0-9.]+"/#, with: "time").replacing(#/ +\n/#, with: "\n")
        #expect(
            masked == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites tests="4" failures="2" errors="0" time>
                  <testsuite name="clamator-repl batch" tests="4" failures="2" errors="0" time>
                    <testcase name="arith.add, line 1" classname="arith" time/>
                    <testcase name="arith.add, line 2" classname="arith" time/>
                    <testcase name="arith.add, line 3" classname="arith" time>
                      <failure message="/result/sum: expected 3, got 4">/result/sum: expected 3, got 4</failure>
                    </testcase>
                    <testcase name="arith.add, line 4" classname="arith" time>
                      <failure message="/error: expected {&quot;code&quot;:-32000}, got nothing">/error: expected \
                {&quot;code&quot;:-32000}, got nothing
                /result: expected nothing, got {&quot;sum&quot;:3}</failure>
                    </testcase>
                  </testsuite>
                </testsuites>

                """)
    }

    @Test(arguments: [("/nowhere/report.xml", "no such file or folder"), ("/dev/full", "No space left on device")])
    func `A batch says that a report cannot be written`(path: String, reason: String) throws {
        let run = try Run.tool(
            "batch", "contracts/arith.json", "--report", "junit=\(path)", input: Data(Self.calls.utf8))
        #expect(run.error == "clamator-repl: cannot write the report to \(path): \(reason)\n")
        #expect(run.status == 74)
    }

    @Test func `A batch says that a report is empty`() throws {
        let folder = try TemporaryFolder()
        let run = try Run.tool("batch", "contracts/arith.json", "--report", "junit=\(folder.path)/report.xml")
        #expect(run.error == "clamator-repl: the report is empty: no line of the input says what it expects\n")
        #expect(run.status == 1)
        #expect(try isWellFormed("\(folder.path)/report.xml"))
    }

    private func isWellFormed(_ path: String) throws -> Bool {
        XMLParser(data: try Data(contentsOf: URL(filePath: path))).parse()
    }

    /// However a batch ends: at a signal, at one that cannot be caught, and where its replies are read no more.
    @Test(arguments: [SIGINT, SIGTERM, SIGKILL]) func `A batch that is ended leaves a well-formed report`(number: Int32)
        throws
    {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/report.xml"
        let tool = try PipedTool("batch", "contracts/arith.json", "--report", "junit=\(path)")
        for id in 1...3 {
            try tool.send(Data(Self.line(id, #"{"result":{"sum":3}}"#).utf8))
            _ = tool.receiveLine()
        }
        tool.signal(number)
        _ = tool.waitForEnd()
        #expect(try isWellFormed(path))
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains(#"<testsuites tests="3" failures="0""#))
    }

    @Test(arguments: ["1", "4"]) func `A batch whose replies are not read leaves a well-formed report`(jobs: String)
        throws
    {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/report.xml"
        let lines = (1...6000).map { Self.line($0, #"{"result":{"sum":3}}"#) }.joined()
        let run = try Run.shell(
            "{ clamator-repl batch contracts/arith.json --jobs \(jobs) --report junit=\(path); echo \"status $?\" >&2; } | head -n 1",
            input: Data(lines.utf8))
        #expect(run.error == "status 141\n")
        #expect(try isWellFormed(path))
    }

    @Test func `A report that may not grow is left well-formed`() throws {
        let folder = try TemporaryFolder(["calls": String(repeating: Self.calls, count: 500)])
        let run = try Run.shell(
            "ulimit -f 8; clamator-repl batch contracts/arith.json --report junit=\(folder.path)/report.xml"
                + " < \(folder.path)/calls 2>&1 > /dev/null")
        #expect(run.output.contains("cannot write the report to"))
        #expect(run.status == 74)
        #expect(try isWellFormed(folder.path + "/report.xml"))
    }

    @Test func `A batch says that a report may not begin to grow`() throws {
        let folder = try TemporaryFolder()
        let run = try Run.shell(
            "(ulimit -f 0; clamator-repl batch contracts/arith.json --report junit=\(folder.path)/r.xml; echo $?) 2>&1 | cat"
        )
        #expect(run.output == "clamator-repl: cannot write the report to \(folder.path)/r.xml: File too large\n74\n")
    }

    @Test(arguments: [
        ("t.json", "a file of the contracts"), ("t.handlers.json", "a file of the contracts"),
        ("more.json", "a file of the contracts"), ("types.schema.json", "a file of the contracts"),
        ("link", "a file of the contracts"), ("hard", "a file of the contracts"), ("calls", "the input"),
        ("replies", "the output"),
    ])
    func `A report to a file that the batch uses is refused`(file: String, use: String) throws {
        let folder = try TemporaryFolder([
            "t.json": #"{"service": "t", "methods": {"m": {"result": {"$ref": "types.schema.json"}}}}"#,
            "types.schema.json": "{}", "t.handlers.json": #"{"service": "t", "handlers": {}}"#,
            "more.json": #"{"service": "t", "handlers": {"m": {"result": 1}}}"#, "calls": Self.calls,
        ])
        let all = "t.json t.handlers.json more.json types.schema.json calls"
        let run = try Run.shell(
            "cd \(folder.path); ln -s t.json link; ln more.json hard; cksum \(all) > before; clamator-repl batch t.json"
                + " --handlers more.json --report junit=\(file) < calls > replies; status=$?; cksum \(all) | cmp - before"
                + " && exit $status")
        #expect(run.error == "clamator-repl: cannot write the report to \(file): it is \(use)\n")
        #expect(run.status == 64)
    }

    @Test func `A report takes the place of an earlier one`() throws {
        let folder = try TemporaryFolder(["report.xml": String(repeating: "old\n", count: 1000)])
        let path = "\(folder.path)/report.xml"
        _ = try Run.tool("batch", "contracts/arith.json", "--report", "junit=\(path)", input: Data(Self.calls.utf8))
        #expect(try isWellFormed(path))
        let run = try Run.shell("clamator-repl batch contracts/arith.json --report junit=/dev/null < /dev/null")
        #expect(!run.error.contains("cannot write"))
    }

    @Test func `A repetition that Ctrl-C cut off is reported as a failure`() throws {
        let folder = try TemporaryFolder([
            "slow.json": """
            { "service": "slow", "methods": { "m": { "result": {}, "handler": { "delayMs": 20, "result": 1 } } } }
            """
        ])
        let path = "\(folder.path)/report.xml"
        let tool = try PipedTool("batch", "\(folder.path)/slow.json", "--report", "junit=\(path)", "--summary=json")
        let call = #"{"jsonrpc":"2.0","id":1,"method":"slow.m","params":{},"expect":{"result":1}"#
        try tool.send(Data((call + "}\n" + call + #","repeat":1000}"# + "\n").utf8))
        _ = tool.receiveLine()
        usleep(100_000)
        tool.signal(SIGINT)
        #expect(tool.waitForEnd() == 130)
        #expect(tool.error.contains(#""notMet":1"#))
        let report = try String(contentsOfFile: path, encoding: .utf8)
        #expect(report.contains(#"failures="1""#))
        #expect(report.contains(#"<failure message="the batch ended after "#))
        #expect(try isWellFormed(path))
    }

    @Test func `A report to a FIFO that is not read is refused`() throws {
        let folder = try TemporaryFolder()
        let run = try Run.shell(
            "mkfifo \(folder.path)/report && clamator-repl batch contracts/arith.json --report junit=\(folder.path)/report"
        )
        #expect(run.error.contains("cannot write the report to \(folder.path)/report: "))
        #expect(run.status == 74)
    }

    @Test func `A report is written to a pipe`() throws {
        let run = try Run.shell(
            "exec 3>&1; clamator-repl batch contracts/arith.json --report junit=/dev/fd/3 > /dev/null 3>&1 | cat >&3; :",
            input: Data(Self.calls.utf8))
        #expect(run.status == 0)
    }

    @Test(.timeLimit(.minutes(5))) func `A batch with a report needs no more memory for a longer input`() throws {
        let folder = try TemporaryFolder()
        let tool = try PipedTool(
            "batch", "contracts/arith.json", "--report", "junit=\(folder.path)/report.xml", "--fail-fast")
        let block = Data((1...50).map { Self.line($0, #"{"result":{"sum":3}}"#) }.joined().utf8)
        func send(_ blocks: Int) throws {
            for _ in 0..<blocks {
                try tool.send(block)
                for _ in 1...50 { _ = tool.receiveLine() }
            }
        }
        try send(40)
        let before = try #require(tool.peakMemory)
        try send(160)
        let after = try #require(tool.peakMemory)
        #expect(after - before < 4_000_000)
        #expect(try tool.end() == 0)
    }

    @Test(arguments: [["--summary", "text"], ["--summary=text"], ["--summary"]])
    func `The form of a summary may stand behind a space too`(options: [String]) throws {
        let folder = try TemporaryFolder(["calls": Self.line(1, #"{"result":{"sum":3}}"#)])
        let run = try Run.shell(
            "clamator-repl batch contracts/arith.json \(options.joined(separator: " ")) < \(folder.path)/calls")
        #expect(run.error.hasPrefix("1 call in "))
        #expect(run.status == 0)
    }

    @Test(arguments: [
        ["--report", "html=x"], ["--report", "junit="], ["--summary=yaml"], ["--jobs", "0"], ["--jobs", "-1"],
        ["--jobs", "many"], ["--jobs", "65537"], ["--jobs", "9223372036854775808"], ["--max-line", "0"],
        ["--max-line", "1073741825"], ["--max-line", "9223372036854775807"], ["--max-line", "1e3"], ["--timeout", "0"],
        ["--timeout", "2147483648"], ["--timeout", "9223372036854775807"], ["--seed", "18446744073709551616"],
        ["--seed=-1"],
    ])
    func `Options that make no sense are refused`(options: [String]) throws {
        #expect(try Run.tool(["batch", "contracts/arith.json"] + options).status == 64)
    }

    @Test func `The forms of a summary are named where a word is none`() throws {
        let run = try Run.shell("clamator-repl batch contracts/arith.json --summary xml < /dev/null")
        #expect(run.status == 64)
        #expect(run.error.contains("text") && run.error.contains("json"))
    }

    @Test func `A batch sums up on stderr`() throws {
        let run = try Run.tool(
            "batch", "--summary", "contracts/arith.json", input: Data((Self.calls + "nonsense\n").utf8))
        #expect(run.lines.count == 5)
        let masked = run.error.replacing(#/[0-9.]+ (ns|µs|ms|s)\b/#, with: "TIME").replacing(#/ +/#, with: " ")
            .replacing(#/[0-9]+\/s/#, with: "RATE")
        #expect(
            masked == """
                5 calls in TIME, RATE: 4 results, 1 error
                4 expectations: 2 met, 2 not met; 1 line no request
                 error count
                 -32700 1
                 method calls errors p50 p90 p99 max
                 arith.add 4 0 TIME TIME TIME TIME

                """)
    }
}
