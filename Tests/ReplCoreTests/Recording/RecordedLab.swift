import ClamatorKit
import Logging
import ScriptedHandlers
import TestSupport

// For `BatchStatistics`, which is internal.
@testable import ReplCore

/// A service whose calls are recorded, and one with the same contract that answers by handlers made of the recording.
struct RecordedLab {
    static let contract = #"""
        {
          "service": "lab",
          "methods": {
            "find": {
              "params": {
                "type": "object",
                "properties": {
                  "text": { "type": "string" },
                  "limit": { "type": "integer", "default": 10 },
                  "page": {
                    "type": "object", "properties": { "from": { "type": "integer", "default": 0 } }, "default": {}
                  }
                },
                "required": ["text"],
                "additionalProperties": false
              },
              "result": {}
            },
            "next": { "result": {} },
            "echo": { "result": {} },
            "fail": { "result": {} },
            "crash": { "result": {} },
            "lie": { "result": { "type": "number" } },
            "lost": { "result": {} },
            "unbound": { "result": {} },
            "tell": {
              "notification": true,
              "params": { "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] }
            },
            "pick": {
              "wireName": "lab/pick", "positions": ["key", "depth"], "paramStructure": "by-position",
              "params": {
                "type": "object",
                "properties": { "key": { "type": "string" }, "depth": { "type": "integer", "default": 1 } },
                "required": ["key"]
              },
              "result": {}
            }
          }
        }
        """#

    static let handlers = #"""
        {
          "service": "lab",
          "state": { "n": 0 },
          "handlers": {
            "find": { "result": { "text": "${text}", "limit": "${limit}", "from": "${page.from}" } },
            "next": { "result": "${state.n}", "set": { "n": { "$inc": 1 } } },
            "echo": { "builtin": "echo" },
            "fail": { "error": { "code": -32001, "message": "no $${x}", "data": { "n": "${state.n}", "why": "$${y}" } } },
            "crash": { "throw": { "name": "RuntimeError", "message": "boom" } },
            "lie": { "invalidResult": "five" },
            "lost": { "silence": true },
            "tell": { "set": { "n": 100 } },
            "pick": { "result": { "key": "${key}", "depth": "${depth}" } }
          }
        }
        """#

    let folder: TemporaryFolder
    let services: [ContractLoader.Service]

    /// Loads the contract with some handlers.
    init(handlers: String = Self.handlers) throws {
        folder = try TemporaryFolder(["lab.json": Self.contract, "lab.handlers.json": handlers])
        let loaded = try ContractLoader().load([folder.path + "/lab.json"])
        if loaded.hasErrors { throw ContractError(loaded.diagnostics) }
        services = loaded.services
    }

    func host() async throws -> ServiceHost {
        var logger = Logger(label: "lab")
        logger.logLevel = .critical
        return try await ServiceHost(services, logger: logger, timeout: .milliseconds(20))
    }

    /// What `.record` writes of entries.
    func recording(of entries: [String]) async throws -> String {
        var options = Session.Options()
        options.timeout = .milliseconds(10)
        let session = Session(
            host: try await host(), sources: ContractSources(contracts: [folder.path], handlers: []),
            loader: ContractLoader(), options: options)
        for entry in [".record \(folder.path)/rec.ndjson"] + entries { _ = await session.run(entry) }
        return String(decoding: try Files.read("\(folder.path)/rec.ndjson"), as: UTF8.self)
    }

    /// Handlers made of a recording.
    static func made(
        of recording: String, _ services: [ContractLoader.Service] = [], only wanted: String? = nil,
        maximumSize: Int = 16 << 20
    ) throws -> RecordedHandlers {
        try RecordedHandlers(
            reading: MemorySource(recording.utf8, chunk: 4096), services, only: wanted, maximumLineLength: 1 << 20,
            maximumSize: maximumSize)
    }

    /// Sends the lines of a recording to this service.
    ///
    /// - Returns: The replies that are not as expected, and how many are.
    func replay(_ recording: String, jobs: Int = 1) async throws -> (notMet: [String], met: Int) {
        let host = try await host()
        var batch = Batch()
        batch.timeout = .milliseconds(10)
        batch.jobs = jobs
        batch.orderedServices = host.orderedServices
        batch.wireNames = host.wireNames
        let sink = MemorySink()
        let outcome = try await batch.run(
            from: MemorySource(recording.utf8, chunk: 4096), to: sink, through: host.client)
        return (sink.lines.filter { $0.contains(#""pass":false"#) }, outcome.statistics.verdicts.met)
    }
}
