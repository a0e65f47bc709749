import ClamatorKit
import Logging
import ReplCore
import ScriptedHandlers
import TestSupport

/// Sessions with a service that remembers, and one that does not, in a folder whose files a test changes.
final class FolderSession {
    static let contract = """
        {
          "service": "till",
          "methods": {
            "ring": { "params": { "type": "object", "properties": { "price": { "type": "number" } } }, "result": {} },
            "turn": { "result": {} },
            "idle": { "result": { "type": "object", "properties": { "id": { "type": "string" } }, "required": ["id"] } }
          }
        }
        """
    static let handlers = """
        {
          "service": "till",
          "state": { "count": 0 },
          "handlers": {
            "ring": [
              { "when": { "params": { "price": 0 } }, "error": { "code": -32000, "message": "free" } },
              { "result": "${state.count}", "set": { "count": "${state.count + 1}" } }
            ],
            "turn": { "sequence": [{ "result": "red" }, { "result": "green" }], "atEnd": "cycle" }
          }
        }
        """
    static let clock = """
        { "service": "clock", "methods": { "zone": { "result": { "$ref": "zones.schema.json" } } } }
        """
    static let clockHandlers = #"{ "service": "clock", "handlers": { "zone": { "result": "UTC" } } }"#
    static let zones = #"{ "type": "string" }"#

    let folder: TemporaryFolder
    let session: Session

    /// Loads the folder, or the files in it that are named.
    init(
        _ names: [String] = [], handlers: [String] = [], watches: Bool = false, options: HandlerOptions = .init()
    ) async throws {
        folder = try TemporaryFolder([
            "till.json": Self.contract, "till.handlers.json": Self.handlers, "clock.json": Self.clock,
            "clock.handlers.json": Self.clockHandlers, "zones.schema.json": Self.zones,
        ])
        let path = folder.path
        for name in handlers {
            try folder.write(#"{ "service": "till", "handlers": { "turn": { "result": "given" } } }"#, to: name)
        }
        var loader = ContractLoader()
        loader.handlerOptions = options
        let sources = ContractSources(
            contracts: names.isEmpty ? [path] : names.map { "\(path)/\($0)" },
            handlers: handlers.map { "\(path)/\($0)" })
        var settings = Session.Options()
        settings.watchesFiles = watches
        settings.timeout = .milliseconds(10)
        settings.logger.logLevel = .critical
        let services = try sources.load(with: loader).services
        let host = try await ServiceHost(services, logger: settings.logger, timeout: settings.timeout)
        session = Session(host: host, sources: sources, loader: loader, options: settings)
    }

    /// What an entry shows on stdout.
    func text(_ entry: String) async -> String { await session.run(entry).text }

    /// What an entry shows on stderr.
    func error(_ entry: String) async -> String { await session.run(entry).error }
}
