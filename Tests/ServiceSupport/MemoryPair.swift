package import ClamatorKit
package import InMemoryLogging
package import Logging
import ScriptedHandlers

/// A server and a client on a bus of their own, both started.
package struct MemoryPair {
    package let bus = MemoryBus()
    package let server: MemoryRpcServer
    package let client: MemoryRpcClient
    package let log = InMemoryLogHandler()

    package static let contract = #"""
        {
          "service": "lab",
          "methods": {
            "add": {
              "params": { "$ref": "#/$defs/pair" },
              "result": { "type": "object", "properties": { "sum": { "type": "number" } }, "required": ["sum"] }
            },
            "work": { "result": true },
            "ping": { "notification": true, "params": { "$ref": "#/$defs/pair" } }
          },
          "$defs": {
            "pair": {
              "type": "object",
              "properties": { "a": { "type": "number" }, "b": { "type": "number", "default": 1 } },
              "required": ["a"],
              "additionalProperties": false
            }
          }
        }
        """#

    package init(
        _ handlers: [String: Handler], contract: String = MemoryPair.contract, logLevel: Logger.Level = .trace,
        timeout: Duration = .seconds(30)
    ) async throws {
        let log = log
        var logger = Logger(label: "lab") { _ in log }
        logger.logLevel = logLevel
        server = MemoryRpcServer(bus: bus, logger: logger)
        client = MemoryRpcClient(bus: bus, defaultTimeout: timeout)
        try server.registerService(try service(contract).contract, handlers: handlers)
        try await server.start()
        try await client.start()
    }

    /// How a call ends: `result …`, `error CODE MESSAGE DATA`, or the description of what is thrown.
    package func outcome(_ method: String, _ params: JSON = [:], service: String = "lab", timeout: Duration? = nil)
        async
        -> String
    {
        await client.outcome(service, method, params, timeout: timeout)
    }

    /// What was logged: the level and the message, with the call's id as I.
    package var records: [String] {
        log.entries.map { entry in
            let id = entry.metadata["rpc_id"]?.description ?? "none"
            return "\(entry.level) \(entry.message.description.replacing(id, with: "I"))"
        }
    }
}

extension MemoryRpcClient {
    package func outcome(_ service: String, _ method: String, _ params: JSON = [:], timeout: Duration? = nil) async
        -> String
    {
        do {
            return "result \(try await call(service, method, params, timeout: timeout))"
        } catch let error as RpcError {
            return "error \(error.code) \(error.message) \(error.data)"
        } catch {
            return "\(error)"
        }
    }
}
