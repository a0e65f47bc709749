import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import TestSupport
import Testing

/// A method whose schema is wrong is set aside, and the rest of its contract works.
@Suite struct SetAsideTests {
    private static let contract = #"""
        {"service": "t", "methods": {
          "good": {"result": {"type": "integer"}, "handler": {"result": 1}},
          "bad": {"params": {"type": "object", "required": ["x"]}, "result": {"type": "number", "minimum": "none"},
            "examples": [{"params": 3}], "handler": {"builtin": "add"}},
          "first": {"params": {"$ref": "#/$defs/T"}, "result": true},
          "second": {"params": {"properties": {"a": {"$ref": "#/$defs/T"}}}, "result": true},
          "elsewhere": {"result": {"$ref": "nowhere.json"}},
          "note": {"notification": true, "params": {"type": []}}
        }, "$defs": {"T": {"type": "strnig"}, "unused": {"minLength": -1}}}
        """#

    private static let faults = [
        "bad": #"/methods/bad/result/minimum: expected a number, got string "none""#,
        "first": #"/$defs/T/type: unknown type "strnig"; did you mean "string"?"#,
        "second": #"/$defs/T/type: unknown type "strnig"; did you mean "string"?"#,
        "elsewhere":
            #"/methods/elsewhere/result/$ref: $ref "nowhere.json" leads nowhere: there is no schema at "nowhere.json""#,
        "note": "/methods/note/params/type: expected the name of a type or an array of them, got an empty array",
    ]

    @Test func `Each method that cannot be used says why, and so does the file`() throws {
        let folder = try TemporaryFolder(["c.json": Self.contract])
        let loaded = try folder.load("c.json")
        let contract = try #require(loaded.services.first).contract
        #expect(contract.methods.map(\.name) == ["good", "bad", "first", "second", "elsewhere", "note"])
        for method in contract.methods { #expect(method.fault == Self.faults[method.name]) }
        #expect(
            folder.diagnostics(in: loaded) == [
                #"c.json:3:100: expected a number, got string "none" (at /methods/bad/result/minimum)"#,
                #"c.json:7:36: $ref "nowhere.json" leads nowhere: there is no schema at "nowhere.json" (at /methods/elsewhere/result/$ref)"#,
                "c.json:8:53: expected the name of a type or an array of them, got an empty array (at /methods/note/params/type)",
                #"c.json:9:28: unknown type "strnig"; did you mean "string"? (at /$defs/T/type)"#,
                "c.json:9:63: expected a non-negative integer, got number -1 (at /$defs/unused/minLength)",
            ])
        #expect(loaded.hasErrors)
        #expect(!loaded.hasUselessFiles)
    }

    @Test func `A call of a method that is set aside is answered with the reason, whatever its params`() async throws {
        let folder = try TemporaryFolder(["c.json": Self.contract])
        let loaded = try folder.load("c.json")
        let service = try #require(loaded.services.first)
        let bus = MemoryBus()
        let server = MemoryRpcServer(bus: bus)
        try server.registerService(service.contract, handlers: service.handlers)
        try await server.start()
        let client = MemoryRpcClient(bus: bus)
        try await client.start()
        #expect(await client.outcome("t", "good") == "result 1")
        for params: JSON in [[:], [], ["x": 1]] {
            for method in ["bad", "first", "second", "elsewhere"] {
                let data: JSON = ["name": "SchemaError", "message": JSON(Self.faults[method] ?? "")]
                #expect(await client.outcome("t", method, params) == "error -32603 Internal error \(data)")
            }
        }
        try await client.notify("t", "note")
        await server.stop()
    }

    @Test func `Rules for a method that is set aside are not looked at, and none can stand in`() throws {
        let folder = try TemporaryFolder([
            "c.json": Self.contract,
            "c.handlers.json": #"{"service": "t", "handlers": {"bad": {"result": {"sum": "${x"}}, "bda": {}}}"#,
        ])
        let loaded = try folder.load("c.json")
        #expect(
            folder.diagnostics(in: loaded).filter { $0.hasPrefix("c.handlers") } == [
                #"c.handlers.json:1:73: service "t" has no method "bda"; did you mean "bad"? (at /handlers/bda)"#
            ])
        let scripts = try #require(try TemporaryFolder(["c.json": Self.contract]).load("c.json").services.first).scripts
        #expect(scripts.replace("bad", with: ["result": 1]) == ["t.bad is set aside: \(Self.faults["bad"] ?? "")"])
    }

    @Test func `What is wrong with the contract itself still makes the file useless`() throws {
        let folder = try TemporaryFolder([
            "c.json": #"{"service": "t", "methods": {"m": {"params": 3, "result": true}}}"#
        ])
        let loaded = try folder.load("c.json")
        #expect(loaded.services.isEmpty && loaded.hasUselessFiles)
    }
}
