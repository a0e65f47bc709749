import ClamatorKit
import Testing

// For `BatchStatistics`, which is internal.
@testable import ReplCore

/// Lines that name methods as they are named elsewhere.
@Suite struct WireNamesInBatchTests {
    private func run(_ lines: [String], jobs: Int = 1) async throws -> (lines: [String], outcome: BatchOutcome) {
        let host = try await Elsewhere.host()
        var batch = Batch()
        batch.jobs = jobs
        batch.wireNames = host.wireNames
        batch.measures = true
        let sink = MemorySink()
        let outcome = try await batch.run(
            from: MemorySource(lines.joined(separator: "\n").utf8, chunk: 4096), to: sink, through: host.client)
        return (sink.lines, outcome)
    }

    private static func call(_ id: Int, _ method: String, _ more: String = "") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)"\#(more)}"#
    }

    @Test(arguments: [1, 4]) func `Lines are answered under either name of a method`(jobs: Int) async throws {
        let lines = try await run(
            [
                Self.call(1, "eth_getBalance", #","params":["0x1"]"#),
                Self.call(2, "eth.getBalance", #","params":{"address":"0x2"}"#),
                Self.call(3, "tools/call", #","params":[7]"#), Self.call(4, "eth.plain", #","params":{"x":1}"#),
                #"{"jsonrpc":"2.0","method":"$/note","params":{}}"#,
                #"{"jsonrpc":"2.0","method":"nothing"}"#,
            ], jobs: jobs
        ).lines
        #expect(
            lines == [
                #"{"jsonrpc":"2.0","id":1,"result":{"address":"0x1"}}"#,
                #"{"jsonrpc":"2.0","id":2,"result":{"address":"0x2"}}"#, #"{"jsonrpc":"2.0","id":3,"result":{"n":7}}"#,
                #"{"jsonrpc":"2.0","id":4,"result":{"x":1}}"#,
            ])
    }

    @Test func `Params of the wrong structure are refused with the reason`() async throws {
        let lines = try await run([
            Self.call(1, "eth_getBalance", #","params":["0x1",null,true,4]"#),
            Self.call(2, "tools/call", #","params":{"n":7}"#), Self.call(3, "nothing"),
            Self.call(4, "eth_getBalance", #","params":[5]"#), Self.call(5, "eth_bad"),
        ]).lines
        func refused(_ id: Int, _ place: String, _ keyword: String, _ reason: String) -> String {
            #"{"jsonrpc":"2.0","id":\#(id),"error":{"code":-32602,"message":"Invalid params","data":{"errors":[{"instanceLocation":"\#(place)","keywordLocation":"\#(keyword)","error":"\#(reason)"}]}}}"#
        }
        #expect(
            lines == [
                refused(
                    1, "", "/positions", "expected at most 3 elements (address, block, Hydrated transactions), got 4"),
                refused(2, "", "/paramStructure", "expected params by position (an array), got an object"),
                #"{"jsonrpc":"2.0","id":3,"error":{"code":-32601,"message":"Method not found","data":null}}"#,
                refused(4, "/address", "/properties/address/type", "expected string, got number 5"),
                #"{"jsonrpc":"2.0","id":5,"error":{"code":-32603,"message":"Internal error","data":{"name":"SchemaError","message":"/methods/bad/params/type: unknown type \"strnig\"; did you mean \"string\"?"}}}"#,
            ])
    }

    @Test func `Lines with wire names may expect and repeat`() async throws {
        let (lines, outcome) = try await run([
            Self.call(1, "eth_getBalance", #","params":["0x1"],"expect":{"result":{"address":"0x1"}},"repeat":3"#),
            Self.call(2, "nothing", #","expect":{"error":{"code":-32601}},"repeat":2"#),
            #"{"jsonrpc":"2.0","method":"$/note","expect":{"kind":"notification"}}"#,
            #"{"jsonrpc":"2.0","method":"nothing","expect":{"kind":"notification"}}"#,
        ])
        #expect(outcome.statistics.verdicts.met == 6)
        #expect(outcome.statistics.verdicts.notMet == 1)
        #expect(lines.count == 3)
        #expect(lines.last?.contains("there is no such method, or no handler for it") == true)
        #expect(outcome.statistics.details.methods["eth_getBalance"] != nil)
    }
}
