import ClamatorKit
import ScriptedHandlers
import TestSupport
import Testing

// For `CallTraceRendering`, which is internal.
@testable import ReplCore

@Suite struct CallTraceRenderingTests {
    private let session: Session

    init() async throws {
        var options = Session.Options()
        options.timeout = .milliseconds(10)
        session = Session(
            host: try await DemoService.host(), sources: ContractSources(contracts: [], handlers: []),
            loader: ContractLoader(), options: options)
        _ = await session.run(".trace on")
    }

    /// The trace of a line, each time in it written as `T`.
    private func trace(_ line: String) async -> String {
        await session.run(line).text.replacing(/[ ]+[0-9.]+ [mµ]s/, with: " T")
    }

    private static func call(_ method: String, _ params: String = "{}") -> String {
        "{\"jsonrpc\":\"2.0\",\"method\":\"demo.\(method)\",\"params\":\(params),\"id\":7}"
    }

    @Test func `The way of a call is drawn`() async {
        #expect(
            await trace(Self.call("add", "{\"a\":2,\"b\":3}")) == """
                → {"jsonrpc":"2.0","method":"demo.add","params":{"a":2,"b":3},"id":7}
                  │ envelope ✓ T
                  │ service  ✓ T
                  │ method   ✓ T
                  │ params   ✓ T
                  │ handler  ✓ T
                  │ result   ✓ T
                ← {"jsonrpc":"2.0","id":7,"result":{"sum":5}}
                { "sum": 5 }
                """)
        _ = await session.run(".trace off")
        #expect(await trace(Self.call("add", "{\"a\":2,\"b\":3}")) == "{ \"sum\": 5 }")
    }

    @Test func `The way of the last call can be drawn later`() async {
        _ = await session.run(".trace off")
        #expect(await session.run(".trace").error == "✗ there is no call to trace: none was sent yet")
        _ = await session.run(Self.call("add", "{\"a\":2,\"b\":3}"))
        #expect(
            await trace(".trace") == """
                → {"jsonrpc":"2.0","method":"demo.add","params":{"a":2,"b":3},"id":7}
                  │ envelope ✓ T
                  │ service  ✓ T
                  │ method   ✓ T
                  │ params   ✓ T
                  │ handler  ✓ T
                  │ result   ✓ T
                ← {"jsonrpc":"2.0","id":7,"result":{"sum":5}}
                """)
    }

    @Test func `A trace ends at the step that failed`() async {
        #expect(
            await trace(Self.call("lie")) == """
                → {"jsonrpc":"2.0","method":"demo.lie","params":{},"id":7}
                  │ envelope ✓ T
                  │ service  ✓ T
                  │ method   ✓ T
                  │ params   ✓ T
                  │ handler  ✓ T
                  │ result   ✗ T  -32603 Result validation failed
                ← {"jsonrpc":"2.0","id":7,"error":{"code":-32603,"message":"Result validation failed","data":\
                {"errors":[{"instanceLocation":"","keywordLocation":"/type","error":"expected number, got string \\"five\\""}]}}}
                """)
        #expect(
            await trace("{\"nonsense\u{9B}") == """
                → {"nonsense\\u009b
                  │ envelope ✗ T  -32700 Parse error
                  ┊ service  ·
                  ┊ method   ·
                  ┊ params   ·
                  ┊ handler  ·
                  ┊ result   ·
                ← {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error","data":\
                {"reason":"the text ends too early","offset":12,"line":1,"column":12}}}
                """)
    }

    @Test(arguments: [
        (#"{"jsonrpc":"2.0"}"#, "  │ envelope ✗ T  -32600 Invalid Request"),
        ("nope.add", "  │ service  ✗ T  -32601 Method not found"),
        ("demo.nope", "  │ method   ✗ T  -32601 Method not found"),
        ("demo.add a=1", "  │ params   ✗ T  -32602 Invalid params"),
        ("demo.unbound", "  │ handler  ✗ T  -32601 Method not found"),
        ("demo.crash", "  │ handler  ✗ T  -32603 Internal error"), ("demo.refuse", "  │ handler  ✗ T  -32001 no"),
        ("demo.lost", "  │ handler  ✗ T  call timeout"),
        ("demo.tell", "  │ params   ✗ T  dropped here; its sender is not told"),
        ("demo.tell text=x", "  │ handler  · T"),
    ])
    func `A trace says which step failed and how`(entry: String, step: String) async {
        let lines = await trace(entry).split(separator: "\n").map(String.init)
        #expect(lines.last { $0.hasPrefix("  │") } == step)
        #expect(lines.filter { $0.contains("✗") }.count <= 1)
    }

    @Test(arguments: [
        ("demo.lost", "← nothing: there is no reply"), ("demo.tell text=x", "← nothing: a notification gets no reply"),
    ])
    func `A trace says where nothing came back`(entry: String, line: String) async {
        #expect(await trace(entry).split(separator: "\n").map(String.init).contains(line))
    }

    /// All stages together took as long as the call.
    @Test func `A trace accounts for all of the time`() async throws {
        let exchange = try #require(await session.exchange("demo.lost"))
        let times = [CallStage.envelope, .service, .method, .params, .handler].compactMap(exchange.course.time(at:))
        #expect(times.count == 5)
        #expect(times.reduce(.zero, +) == exchange.course.time)
        #expect(exchange.course.time >= .milliseconds(10))
        #expect(exchange.course.time(at: .result) == nil)
    }

    @Test(arguments: [
        (Duration.nanoseconds(0), "0.0 µs"), (.nanoseconds(960), "0.9 µs"), (.microseconds(123), "123.0 µs"),
        (.milliseconds(1), "1.00 ms"), (.seconds(2), "2000 ms"),
    ])
    func `Short times are given in microseconds`(time: Duration, text: String) {
        #expect(CallTraceRendering.text(time) == text)
    }
}
