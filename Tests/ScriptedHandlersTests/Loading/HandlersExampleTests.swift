import TestSupport
import ClamatorKit
// For `HandlersSchema.file`, which is internal.
@testable import ScriptedHandlers
import Foundation
import ServiceSupport
import Testing

@Suite struct HandlersExampleTests {
    private static func text(_ path: String, from file: String = #filePath) throws -> String {
        var folder = URL(fileURLWithPath: file)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    }

    /// The blocks of JSON in a Markdown text.
    private static func examples(in markdown: String) throws -> [JSON] {
        try markdown.components(separatedBy: "```json\n").dropFirst().map {
            try JSON(parsing: $0.components(separatedBy: "```")[0])
        }
    }

    @Test(arguments: ["contract", "handlers"])
    func `The schemas in the folder are those in the library`(name: String) throws {
        let compiled = name == "contract" ? ContractSchema.text : HandlersSchema.text
        #expect(try Self.text("contracts/\(name).schema.json") == compiled)
    }

    @Test func `Every example in the README is accepted, and answers`() async throws {
        let examples = try Self.examples(in: Self.text("README.md"))
        let contracts = examples.filter { $0["methods"] != nil }
        #expect(!contracts.isEmpty)
        let handlers = examples.filter { $0["handlers"] != nil }
        #expect(!handlers.isEmpty)
        for example in handlers {
            #expect(try HandlersSchema.file().explain(example) == [])
            let contract = try #require(contracts.first { $0["service"] == example["service"] })
            let folder = try TemporaryFolder(["c.json": contract.description, "c.handlers.json": example.description])
            #expect(folder.diagnostics(in: try folder.load("c.json")) == [])
        }
    }

    private static let contract = #"""
        {"service": "arith", "methods": {
          "add": {"params": {"$ref": "#/$defs/pair"},
            "result": {"properties": {"sum": {"type": "number"}}, "required": ["sum"]}},
          "scale": {"params": {"properties": {"x": {"type": "number"}, "factor": {"type": "number"}}, "required": ["x", "factor"]},
            "result": {"properties": {"value": {"type": "number"}, "note": {"type": "string"}}, "required": ["value"]}},
          "divide": {"params": {"$ref": "#/$defs/pair"}, "result": {"required": ["q"]}},
          "flaky": {"result": {"required": ["ok"]}},
          "slow": {"result": {"type": "object"}},
          "lost": {"result": true},
          "broken": {"result": {"properties": {"sum": {"type": "number"}}, "required": ["sum"]}},
          "login": {"params": {"properties": {"user": {"type": "string"}}, "required": ["user"]}, "result": {"required": ["token"]}},
          "whoami": {"result": {"properties": {"user": {"type": "string"}}}}},
         "$defs": {"pair": {"properties": {"a": {"type": "number"}, "b": {"type": "number"}}, "required": ["a", "b"]}}}
        """#

    private static let wholeGrammar = #"""
        {
          "service": "arith",
          "state": { "user": null },
          "handlers": {
            "add":    { "builtin": "add" },
            "scale":  { "result": { "value": "${x * factor}", "note": "scaled by ${factor}" } },
            "divide": [
              { "when": { "params": { "b": 0 } },
                "error": { "code": -32000, "message": "division by zero", "data": { "a": "${a}" } } },
              { "result": { "q": "${a / b}" } }
            ],
            "flaky":  { "sequence": [ { "throw": { "name": "TimeoutError", "message": "upstream" }, "times": 2 },
                                      { "result": { "ok": true } } ], "atEnd": "last" },
            "slow":   { "delayMs": [50, 200], "result": {} },
            "lost":   { "silence": true },
            "broken": { "invalidResult": { "sum": "not a number" } },
            "login":  { "result": { "token": "t-${user}" }, "set": { "user": "${user}" } },
            "whoami": [ { "when": { "state": { "user": null } }, "error": { "code": -32001, "message": "not logged in" } },
                        { "result": { "user": "${state.user}" } } ]
          }
        }
        """#

    @Test func `The whole grammar in one file is accepted, and answers`() async throws {
        #expect(try HandlersSchema.file().explain(JSON(parsing: Self.wholeGrammar)) == [])
        let folder = try TemporaryFolder(["c.json": Self.contract, "c.handlers.json": Self.wholeGrammar])
        let loaded = try folder.load("c.json")
        #expect(folder.diagnostics(in: loaded) == [])
        let service = try #require(loaded.services.first)
        let pair = try await MemoryPair(service.handlers, contract: Self.contract, timeout: .milliseconds(400))
        for (method, params, outcome) in [
            ("add", ["a": 2, "b": 3], #"result {"sum":5}"#),
            ("scale", ["x": 4, "factor": 2.5], #"result {"value":10,"note":"scaled by 2.5"}"#),
            ("divide", ["a": 1, "b": 0], #"error -32000 division by zero {"a":1}"#),
            ("divide", ["a": 3, "b": 2], #"result {"q":1.5}"#),
            ("flaky", [:], #"error -32603 Internal error {"name":"TimeoutError","message":"upstream"}"#),
            ("flaky", [:], #"error -32603 Internal error {"name":"TimeoutError","message":"upstream"}"#),
            ("flaky", [:], #"result {"ok":true}"#), ("flaky", [:], #"result {"ok":true}"#), ("slow", [:], "result {}"),
            ("lost", [:], "ClamatorTransportError: call timeout"),
            ("whoami", [:], "error -32001 not logged in null"),
            ("login", ["user": "ada"], #"result {"token":"t-ada"}"#),
            ("whoami", [:], #"result {"user":"ada"}"#),
        ] as [(String, JSON, String)] {
            #expect(await pair.outcome(method, params, service: "arith") == outcome)
        }
        #expect(await pair.outcome("broken", service: "arith").hasPrefix("error -32603 Result validation failed"))
    }
}
