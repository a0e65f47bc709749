import Benchmark
import ClamatorKit

// What the stops on the way of a call cost, one by one. Each benchmark does its work a thousand times, so that a figure
// in microseconds is one in nanoseconds for a single call.
//
// usage: CallBench [--filter NAME] [--format json]

let line = Array(#"{"jsonrpc": "2.0", "method": "calls.add", "params": {"a": 927, "b": 757.91}, "id": 12345}"#.utf8)
let params: JSON = ["a": 927, "b": 757.91]
let services = wait { try await Services() }

func repeated(_ name: String, _ body: @escaping () throws -> Void) {
    benchmark(name, settings: TimeUnit(.us)) {
        for _ in 0..<1000 { try body() }
    }
}

func repeated(awaiting name: String, _ body: @escaping @Sendable () async throws -> JSON) {
    benchmark(name, settings: TimeUnit(.us)) {
        wait { for _ in 0..<1000 { _ = try await body() } }
    }
}

var parser = JSONParser()
repeated("parse") {
    let call = try parser.parse(line)
    precondition(call.kind == .object)
}

let call = try JSON(parsing: line)
repeated("envelope") {
    guard case .request = try Envelope(call) else { fatalError("a request") }
}

let number: JSON = ["type": "number"]
let terms = try Schema([
    "type": "object", "properties": ["a": number, "b": number], "required": ["a", "b"], "additionalProperties": false,
])
repeated("validate") { precondition(terms.validate(params) == .valid) }

let wrong: JSON = ["a": "x", "c": 1]
repeated("explain") { precondition((try? terms.explain(wrong))?.isEmpty == false) }

var writer = JSONWriter()
let reply = Envelope.success(id: RpcId(12345), result: ["sum": 1684.91])
repeated("encode") {
    writer.removeAll()
    reply.write(into: &writer)
}

// From the client through the bus and back: two checks, a handler that answers at once, and one that might have waited.
repeated(awaiting: "immediate call") { try await services.client.call("calls", "add", params) }
repeated(awaiting: "ready call") { try await services.client.call("calls", "ready", params) }

// The same handlers through the bus, with their time-outs armed, and bare.
repeated(awaiting: "waiting call") { try await services.client.call("calls", "wait", params) }
repeated(awaiting: "waiting handler") { await waitElsewhere(params) }
repeated(awaiting: "yielding call") { try await services.client.call("calls", "yield", params) }
repeated(awaiting: "yielding handler") { await giveWay(params) }

// A generated client and service, beside an untyped handler that builds its result and a caller that builds the params.
repeated(awaiting: "built sum") { try await services.client.call("calls", "build", ["a": JSON(927), "b": JSON(757)]) }
let typed = TypedClient(services.client)
repeated(awaiting: "typed sum") {
    _ = try await typed.sum(.init(a: 927, b: 757)).sum
    return .null
}

// An order of twenty lines, as generated types read and write it, and as `Codable` does.
let order = try JSON(Typed.Order.long)
repeated("order decode") { _ = try order.decode(Typed.Order.self) }
repeated("order encode") { _ = try JSON(Typed.Order.long) }
func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try order.decode(type) }
func encode(_ value: some Encodable) throws -> JSON { try JSON(encoding: value) }
repeated("order Codable decode") { _ = try decode(CodableOrder.self) }
let codable = try decode(CodableOrder.self)
repeated("order Codable encode") { _ = try encode(codable) }

// A pattern that keeps backtracking busy: it is decided, or given up, within bounds.
let busy = try Schema(["pattern": "(a+)+$"])
let letters = JSON(String(repeating: "a", count: 30) + "!")
repeated("(a+)+$") { precondition(busy.validate(letters) != .valid) }

Benchmark.main()
