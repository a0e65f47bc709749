@testable import ClamatorKit
@testable import ReplCore
@testable import ScriptedHandlers

/// A service with every kind of answer, for inputs that are calls.
enum Demo {
    private static let folder = {
        let folder = Folder()
        folder.set("demo.json", to: Array(contract.utf8))
        folder.set("demo.handlers.json", to: Array(handlers.utf8))
        return folder
    }()

    /// The service as it is at its start: the commands of the prompt change it.
    static func load() -> [ContractLoader.Service] {
        var loader = ContractLoader()
        loader.handlerOptions.seed = 1
        guard let loaded = try? loader.load([folder.path + "/demo.json"]), !loaded.hasErrors else {
            fatalError("the demo is sound")
        }
        return loaded.services
    }

    /// The same contract with these handlers, and what is wrong with them.
    static func load(handlers: String) -> (services: [ContractLoader.Service], diagnostics: [FileDiagnostic]) {
        other.set("demo.json", to: Array(contract.utf8))
        other.set("demo.handlers.json", to: Array(handlers.utf8))
        guard let loaded = try? ContractLoader().load([other.path + "/demo.json"]) else {
            fatalError("files that are there")
        }
        return (loaded.services, loaded.diagnostics.filter { $0.severity != .warning })
    }

    private static let other = Folder()

    private static let contract = """
        {
          "service": "demo",
          "methods": {
            "add": {
              "params": {
                "type": "object",
                "properties": { "a": { "type": "number" }, "b": { "type": "number" } },
                "required": ["a", "b"],
                "additionalProperties": false
              },
              "result": { "type": "object", "properties": { "sum": { "type": "number" } }, "required": ["sum"] },
              "examples": [{ "params": { "a": 2, "b": 3 }, "result": { "sum": 5 } }]
            },
            "echo": {
              "params": {
                "type": "object",
                "properties": {
                  "x": {},
                  "kind": { "enum": ["one", "two", 3, null, true] },
                  "at": { "$ref": "#/$defs/point" },
                  "name": { "type": "string", "maxLength": 20, "pattern": "^[a-z]*$" },
                  "list": { "type": "array", "items": { "type": "integer", "default": 1 }, "uniqueItems": true }
                }
              },
              "result": {}
            },
            "refuse": { "result": {} },
            "crash": { "result": {} },
            "lie": { "result": { "type": "number" } },
            "slow": { "result": {} },
            "unbound": { "result": {} },
            "tell": { "notification": true, "params": { "type": "object", "required": ["text"] } }
          },
          "$defs": { "point": { "type": "object", "properties": { "x": { "type": "number", "default": 0 }, "y": {} } } }
        }
        """

    private static let handlers = #"""
        {
          "service": "demo",
          "state": { "calls": 0 },
          "handlers": {
            "add": { "builtin": "add" },
            "echo": [{ "when": { "params": { "kind": "one" } }, "result": "<${x}> ${length(x)}" }, { "builtin": "echo" }],
            "refuse": { "error": { "code": -32001, "message": "no \u001b[2J", "data": "${params}" } },
            "crash": { "throw": { "name": "RuntimeError", "message": "boom" } },
            "lie": { "invalidResult": "five" },
            "slow": { "delayMs": 1, "result": "${state.calls}", "set": { "calls": "${state.calls + 1}" } },
            "tell": {}
          }
        }
        """#
}
