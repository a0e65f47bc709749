import ClamatorKit
import Logging
import ReplCore
import ScriptedHandlers
import TestSupport

/// A service whose methods have names that are given elsewhere, and take params by position.
enum Elsewhere {
    static let contract = #"""
        {"service": "eth", "servers": [{"url": "https://example.org/"}], "methods": {
          "getBalance": {"wireName": "eth_getBalance", "summary": "A balance.", "description": "Of an account.",
            "deprecated": true, "tags": [{"name": "accounts"}], "externalDocs": {"url": "https://example.org/b"},
            "servers": [{"url": "https://example.org/n"}],
            "params": {"type": "object", "additionalProperties": false, "properties": {
              "address": {"type": "string"}, "block": {"type": ["string", "null"]},
              "Hydrated transactions": {"type": "boolean"}, "a.b": {"type": "integer"}}},
            "positions": ["address", "block", "Hydrated transactions"], "result": true, "handler": {"builtin": "echo"}},
          "toolsCall": {"wireName": "tools/call", "params": {"properties": {"n": {"type": "integer"}}},
            "positions": ["n"], "paramStructure": "by-position", "result": true, "handler": {"builtin": "echo"}},
          "note": {"wireName": "$/note", "notification": true, "handler": {}},
          "plain": {"result": true, "handler": {"builtin": "echo"}},
          "bad": {"wireName": "eth_bad", "params": {"type": "strnig"}, "result": true}}}
        """#

    static func host() async throws -> ServiceHost {
        let folder = try TemporaryFolder(["eth.json": contract])
        var logger = Logger(label: "eth")
        logger.logLevel = .critical
        let services = try ContractLoader().load([folder.path]).services
        return try await ServiceHost(services, logger: logger, timeout: .seconds(5))
    }

    static func session() async throws -> Session {
        Session(
            host: try await host(), sources: ContractSources(contracts: [], handlers: []), loader: ContractLoader(),
            options: Session.Options())
    }
}
