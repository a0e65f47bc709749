import Foundation
import TestSupport
import Testing

/// Batches as tests of handlers: expectations, reports, summaries.
@Suite struct BatchExpectationsTests {
    private static func line(_ id: Int, a: Int = 1, _ expect: String) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"arith.add","params":{"a":\#(a),"b":2},"expect":\#(expect)}"# + "\n"
    }

    private static let calls =
        line(1, #"{"result":{"sum":3}}"#) + line(2, #"{"matches":{"required":["sum"]}}"#)
        + line(3, a: 2, #"{"result":{"sum":3}}"#) + line(4, #"{"error":{"code":-32000}}"#)

    @Test(arguments: ["1", "4"]) func tellsEachVerdictInTheReply(jobs: String) throws {
        let run = try Run.tool("batch", "contracts", "--jobs", jobs, input: Data(Self.calls.utf8))
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

    @Test func endsWithZeroWhereAllIsAsExpected() throws {
        let lines = Self.line(1, #"{"result":{"sum":3}}"#) + "nonsense\n"
        #expect(try Run.tool("batch", "contracts", input: Data(lines.utf8)).status == 0)
    }

    @Test func stopsAtTheFirstThatIsNotMetWhereAsked() throws {
        let run = try Run.tool("batch", "contracts", "--fail-fast", input: Data(Self.calls.utf8))
        #expect(run.lines.count == 3)
        #expect(run.status == 1)
    }

    @Test func writesAReport() throws {
        let folder = try TemporaryFolder([:])
        let run = try Run.tool(
            "batch", "contracts", "--report", "junit=\(folder.path)/report.xml", input: Data(Self.calls.utf8))
        #expect(run.error == "")
        let report = try String(contentsOfFile: folder.path + "/report.xml", encoding: .utf8)
        let masked = report.replacing(#/time="[0-9.]+"/#, with: "time")
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
    func saysThatAReportCannotBeWritten(path: String, reason: String) throws {
        let run = try Run.tool("batch", "contracts", "--report", "junit=\(path)", input: Data(Self.calls.utf8))
        #expect(run.error == "clamator-repl: cannot write the report to \(path): \(reason)\n")
        #expect(run.status == 74)
    }

    @Test(arguments: [
        ["--report", "html=x"], ["--report", "junit="], ["--summary=yaml"], ["--jobs", "0"], ["--jobs", "-1"],
        ["--jobs", "many"],
    ])
    func refusesOptionsThatMakeNoSense(options: [String]) throws {
        #expect(try Run.tool(["batch", "contracts"] + options).status == 64)
    }

    @Test func sumsUpOnStderr() throws {
        let run = try Run.tool("batch", "--summary", "contracts", input: Data((Self.calls + "nonsense\n").utf8))
        #expect(run.lines.count == 5)
        let masked = run.error.replacing(#/[0-9.]+ (ns|µs|ms|s)\b/#, with: "TIME").replacing(#/ +/#, with: " ")
            .replacing(#/[0-9]+\/s/#, with: "RATE")
        #expect(
            masked == """
                5 calls in TIME, RATE: 4 results, 1 error
                4 expectations: 2 met, 2 not met
                 error count
                 -32700 1
                 method calls errors p50 p90 p99 max
                 arith.add 4 0 TIME TIME TIME TIME

                """)
    }
}
