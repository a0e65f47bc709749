import ClamatorKit
import Logging
import ReplCore
import ScriptedHandlers
import TestSupport

/// A small service that shows every kind of answer.
enum DemoService {
    static let contract = """
        {
          "service": "demo",
          "description": "For tests.",
          "methods": {
            "add": {
              "description": "Sum of two numbers.",
              "params": {
                "type": "object",
                "properties": {
                  "a": { "type": "number", "description": "The first." },
                  "b": { "type": "number" }
                },
                "required": ["a", "b"],
                "additionalProperties": false
              },
              "result": { "type": "object", "properties": { "sum": { "type": "number" } }, "required": ["sum"] },
              "errors": [{ "code": -32000, "message": "result out of range" }],
              "examples": [{ "params": { "a": 2,
                                         "b": 3 }, "result": { "sum": 5 } }]
            },
            "echo": { "params": { "$ref": "#/$defs/point" }, "result": {} },
            "refuse": { "result": {} },
            "crash": { "result": {} },
            "lie": { "result": { "type": "number" } },
            "lost": { "result": {} },
            "unbound": { "result": {} },
            "tell": {
              "notification": true,
              "params": { "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] }
            }
          },
          "$defs": { "point": { "type": "object", "properties": { "x": {}, "y": {} } } }
        }
        """

    static let handlers = """
        {
          "service": "demo",
          "handlers": {
            "add": { "builtin": "add" },
            "echo": { "builtin": "echo" },
            "refuse": { "error": { "code": -32001, "message": "no", "data": { "why": "be\\u001bcause" } } },
            "crash": { "throw": { "name": "RuntimeError", "message": "boom" } },
            "lie": { "invalidResult": "five" },
            "lost": { "silence": true },
            "tell": {}
          }
        }
        """

    static func folder() throws -> TemporaryFolder {
        try TemporaryFolder(["demo.json": contract, "demo.handlers.json": handlers])
    }

    static func services() throws -> [ContractLoader.Service] { try services(in: folder()) }

    static func host() async throws -> ServiceHost { try await host(in: folder()) }

    /// Serves a folder made by `folder()`.
    static func host(in folder: TemporaryFolder) async throws -> ServiceHost {
        var logger = Logger(label: "demo")
        logger.logLevel = .critical
        return try await ServiceHost(services(in: folder), logger: logger, timeout: .milliseconds(20))
    }

    private static func services(in folder: TemporaryFolder) throws -> [ContractLoader.Service] {
        try ContractLoader().load([folder.path]).services
    }
}
