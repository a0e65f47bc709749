import ClamatorKit
import ClamatorRedis
import InMemoryLogging
import Logging
import ServiceSupport
import TestSupport

/// A Redis with a server and a client, both started.
struct RedisPair {
    let redis: RedisServer
    let server: RedisRpcServer
    let client: RedisRpcClient
    let log = InMemoryLogHandler()

    private static let contractText = #"""
        {
          "service": "lab",
          "methods": {
            "add": {
              "params": {
                "type": "object",
                "properties": { "a": { "type": "number" }, "b": { "type": "number", "default": 1 } },
                "required": ["a"],
                "additionalProperties": false
              },
              "result": { "type": "object", "properties": { "sum": { "type": "number" } }, "required": ["sum"] }
            },
            "work": { "result": true },
            "tag": { "params": { "type": "object", "properties": { "tag": { "type": "string" } } }, "result": true },
            "ping": { "notification": true, "params": { "type": "object", "properties": { "a": { "type": "number" } } } }
          }
        }
        """#

    /// The contract as others have it.
    static func contract() throws -> Contract { try ServiceSupport.contract(contractText) }

    /// Answers `add` as it should.
    static let adding = Handler.immediate { params in
        ["sum": try JSON((params["a"]?.double ?? 0) + (params["b"]?.double ?? 0))]
    }

    /// Starts a further server of the service.
    static func startServer(
        on redis: RedisServer, _ handlers: [String: Handler] = ["add": adding], instance: String? = nil,
        options: RedisServerOptions = .init()
    ) async throws -> RedisRpcServer {
        let server = try RedisRpcServer(url: redis.url, keyPrefix: "t", instance: instance, options: options)
        try server.registerService(contract(), handlers: handlers)
        try await server.start()
        return server
    }

    init(
        _ handlers: [String: Handler] = ["add": RedisPair.adding], redis: RedisServer? = nil, url: String? = nil,
        access: RedisAccess = RedisAccess(), options: RedisServerOptions = .init(), checks: Bool = false,
        timeout: Duration = .seconds(10)
    ) async throws {
        let redis = try redis ?? RedisServer()
        self.redis = redis
        let log = log
        var logger = Logger(label: "lab") { _ in log }
        logger.logLevel = .trace
        let contract = try Self.contract()
        let url = url ?? redis.url
        server = try RedisRpcServer(url: url, access: access, keyPrefix: "t", options: options, logger: logger)
        client = try RedisRpcClient(
            url: url, access: access, keyPrefix: "t", contracts: checks ? [contract] : [], defaultTimeout: timeout,
            logger: logger)
        try server.registerService(contract, handlers: handlers)
        try await server.start()
        try await client.start()
    }

    func stop() async {
        await client.stop()
        await server.stop()
    }

    /// How a call ends: `result …`, `error CODE MESSAGE DATA`, or the description of what is thrown.
    func outcome(_ method: String, _ params: JSON = [:], timeout: Duration? = nil) async -> String {
        await client.outcome("lab", method, params, timeout: timeout)
    }

    /// What was logged: the level and the message.
    var records: [String] { log.entries.map { "\($0.level) \($0.message)" } }
}
