import ClamatorKit
import ScriptedHandlers
import ServiceSupport
import TestSupport
import Testing

/// A service whose handlers stand in a file, on a server and with a client of its own.
struct ScriptedService {
    let scripts: DynamicHandlers
    let client: MemoryRpcClient
    private let server: MemoryRpcServer

    /// Takes rules by method name, as in a handlers file, and the schema of the params and the results of all methods.
    ///
    /// - Throws: `BrokenContract` where they have errors.
    init(
        _ rules: String, state: String = "{}", params: String = "{}", result: String = "true", seed: UInt64? = nil,
        timeout: Duration = .seconds(30)
    ) async throws {
        let methods = try JSON(parsing: rules).members.map { name, _ in
            (name: name, value: ["params": try JSON(parsing: params), "result": try JSON(parsing: result)] as JSON)
        }
        let folder = try TemporaryFolder([
            "c.json": #"{"service": "s", "methods": \#(JSON(members: methods))}"#,
            "c.handlers.json": #"{"service": "s", "state": \#(state), "handlers": \#(rules)}"#,
        ])
        var loader = ContractLoader()
        loader.handlerOptions.seed = seed
        loader.findsMistakes = false
        let loaded = try loader.load([folder.path])
        guard let service = loaded.services.first, !loaded.hasErrors else {
            throw BrokenContract(diagnostics: folder.diagnostics(in: loaded))
        }
        scripts = service.scripts
        let bus = MemoryBus()
        (server, client) = (MemoryRpcServer(bus: bus), MemoryRpcClient(bus: bus, defaultTimeout: timeout))
        try server.registerService(service.contract, handlers: service.handlers)
        try await server.start()
        try await client.start()
    }

    /// How a call ends; a result is its text alone.
    func call(_ method: String = "m", _ params: String = "{}") async throws -> String {
        let outcome = await client.outcome("s", method, try JSON(parsing: params))
        return outcome.hasPrefix("result ") ? String(outcome.dropFirst("result ".count)) : outcome
    }

    /// How calls end that are made one after another.
    func calls(_ method: String = "m", _ params: String = "{}", count: Int) async throws -> [String] {
        var outcomes: [String] = []
        for _ in 0..<count { outcomes.append(try await call(method, params)) }
        return outcomes
    }
}
