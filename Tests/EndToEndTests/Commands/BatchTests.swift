import Foundation
import Testing

/// Newline-delimited calls through the built tool.
@Suite struct BatchTests {
    private func call(_ id: Int, _ method: String = "arith.add", _ params: String = #"{"a":1,"b":2}"#) -> String {
        #"{"jsonrpc":"2.0","method":"\#(method)","params":\#(params),"id":\#(id)}"#
    }

    private func sum(_ id: Int) -> String { #"{"jsonrpc":"2.0","id":\#(id),"result":{"sum":3}}"# }

    /// What stands between two good lines, and how its reply begins.
    private static let oddLines: [(line: [UInt8], reply: String)] = [
        (Array("nonsense".utf8), #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"#),
        (
            Array(#"{"jsonrpc":"2.0","method":"arith.add","par"#.utf8),
            #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"#
        ),
        ([0x00, 0xFF, 0xFE, 0x80, 0x1B, 0x5B, 0x32, 0x4A], #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"#),
        ([0xEF, 0xBB, 0xBF] + Array("{}".utf8), #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"#),
        (Array("[{}]".utf8), #"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"#),
        (Array(repeating: UInt8(ascii: "["), count: 100_000), #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"#),
        (
            Array(#"{"jsonrpc":"2.0","method":"far.away","id":2}"#.utf8),
            #"{"jsonrpc":"2.0","id":2,"error":{"code":-32601,"#
        ),
        (
            Array(#"{"jsonrpc":"2.0","method":"arith.ad","id":2}"#.utf8),
            #"{"jsonrpc":"2.0","id":2,"error":{"code":-32601,"#
        ),
        (
            Array(#"{"jsonrpc":"2.0","method":"errors.crashes","id":2}"#.utf8),
            #"{"jsonrpc":"2.0","id":2,"error":{"code":-32603,"#
        ),
    ]

    @Test(arguments: oddLines.indices) func `A batch answers the lines around a bad one`(index: Int) throws {
        let odd = Self.oddLines[index]
        let input = Array((call(1) + "\r\n").utf8) + odd.line + Array(("\r\n" + call(3)).utf8)
        let run = try Run.tool("batch", "contracts/arith.json", "contracts/errors.json", input: input)
        try #require(run.lines.count == 3)
        #expect(run.lines[0] == sum(1))
        #expect(run.lines[1].hasPrefix(odd.reply))
        #expect(run.lines[2] == sum(3))
        #expect(run.error == "")
        #expect(run.status == 1)
    }

    @Test(arguments: [
        "null", "true", "5", "\"text\"", "[]", "[1,2]", "{}", #"{"a":1}"#, #"{"a":"1","b":2}"#, #"{"a":1,"b":2,"c":3}"#,
        #"{"a":null,"b":null}"#, #"{"a":{},"b":[]}"#,
    ])
    func `A batch refuses params of every wrong kind`(params: String) throws {
        let run = try Run.tool("batch", "contracts/arith.json", input: Data((call(7, "arith.add", params) + "\n").utf8))
        #expect(run.output.hasPrefix(#"{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"Invalid params","#))
        #expect(run.output.contains(#""instanceLocation":""#))
        #expect(run.status == 1)
    }

    @Test func `A batch answers a line of a hundred megabytes in little memory`() throws {
        let tool = try PipedTool("batch", "contracts/arith.json")
        try tool.send(Data("\(call(1))\n".utf8))
        let megabyte = Data(repeating: UInt8(ascii: "x"), count: 1_000_000)
        for _ in 0..<100 { try tool.send(megabyte) }
        try tool.send(Data("\n\(call(3))\n".utf8))
        #expect(tool.receiveLine() == sum(1))
        #expect(tool.receiveLine().contains(#""reason":"line longer than 16777216 bytes""#))
        #expect(tool.receiveLine() == sum(3))
        if let peak = tool.peakMemory { #expect(peak < 100_000_000) }
        #expect(try tool.end() == 1)
    }

    @Test func `A batch ends with status 0 where all is well`() throws {
        let run = try Run.tool(
            "batch", "contracts/arith.json", input: Data("\u{FEFF}\(call(1))\r\n\r\n\(call(2))".utf8))
        #expect(run.lines == [sum(1), sum(2)])
        #expect(run.status == 0)
    }

    @Test func `Where stdin is no terminal its lines are a batch`() throws {
        let run = try Run.shell("cat | clamator-repl contracts/", input: Data("\(call(1))\n".utf8))
        #expect(run.lines == [sum(1)])
        #expect(run.status == 0)
    }

    @Test func `A batch takes the folder contracts where none is named`() throws {
        #expect(try Run.tool(input: Data("\(call(1))\n".utf8)).lines == [sum(1)])
    }

    @Test func `A batch answers nothing to a notification`() throws {
        let lines = """
            {"jsonrpc":"2.0","method":"telemetry.alive","params":{"device":"2f6b1c1e-8c0e-4c55-9a59-0e1d0a7a4d11"}}
            {"jsonrpc":"2.0","method":"telemetry.alive","params":{}}
            """
        let run = try Run.tool("batch", "contracts", input: Data(lines.utf8))
        #expect(run.output == "")
        #expect(run.error == "")
        #expect(run.status == 0)
    }

    @Test func `A batch stops at the first error where asked`() throws {
        let run = try Run.tool(
            "batch", "contracts/arith.json", "--fail-fast", input: Data("\(call(1))\nnonsense\n\(call(3))\n".utf8))
        #expect(run.lines.count == 2)
        #expect(run.status == 1)
    }

    @Test func `A batch refuses lines longer than asked for`() throws {
        let run = try Run.tool(
            "batch", "contracts/arith.json", "--max-line", "90",
            input: Data(
                "\(call(1))\n\(call(2, "arith.add", "{\"a\":1,\"b\":2}" + String(repeating: " ", count: 30)))\n".utf8))
        try #require(run.lines.count == 2)
        #expect(run.lines[0] == sum(1))
        #expect(run.lines[1].contains("line longer than 90 bytes"))
    }

    @Test func `A batch answers calls that time out`() throws {
        let start = ContinuousClock.now
        let run = try Run.tool(
            "batch", "contracts", "--timeout", "30", input: Data("\(call(1, "errors.silent", "{}"))\n\(call(2))\n".utf8)
        )
        #expect(
            run.lines == [
                #"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"call timeout","data":{"name":"ClamatorTransportError"}}}"#,
                sum(2),
            ])
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func `A batch shows log records only where asked`() throws {
        let input = Data("\(call(1, "errors.crashes", "{}"))\n\(call(2, "arith.add", "{}"))\n".utf8)
        #expect(try Run.tool("batch", "contracts/arith.json", "contracts/errors.json", input: input).error == "")
        let errors = try Run.tool("batch", "contracts", "--log-level", "error", input: input).error
        #expect(errors.split(separator: "\n").count == 1)
        #expect(errors.hasPrefix("error: RPC handler raised: errors.crashes id="))
        let warnings = try Run.tool("batch", "contracts", "--log-level", "warning", input: input).error
        let lines = warnings.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3)
        #expect(lines.dropFirst().first?.hasPrefix("warning: RPC params validation failed: arith.add id=") == true)
        #expect(lines.last == "")
    }

    /// A program at the other end of the pipes that sends a line only when it has the reply to the one before.
    @Test(arguments: ["1", "4"]) func `A batch gives each reply before it waits for more`(jobs: String) throws {
        let tool = try PipedTool("batch", "contracts/arith.json", "--jobs", jobs)
        for id in 1...50 {
            try tool.send(Data("\(call(id))\n".utf8))
            #expect(tool.receiveLine() == sum(id))
        }
        #expect(try tool.end() == 0)
    }
}
