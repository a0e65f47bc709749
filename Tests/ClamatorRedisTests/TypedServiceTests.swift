import ClamatorKit
import ClamatorRedis
import GeneratedServices
import ServiceSupport
import TestSupport
import Testing

@Suite struct TypedServiceTests {
    @Test func `A typed service is called by a typed client over Redis, and run until it is cancelled`() async throws {
        let redis = try RedisServer()
        let calculator = Calculator()
        let server = try RedisRpcServer(url: redis.url, keyPrefix: "typed")
        try server.register(calculator)
        try await server.start()
        let run = Task { try await server.run() }
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "typed", contracts: [Arith.contract])
        try await client.start()
        #expect(try await tourOfArith(client) == sightsOfArith)
        // Calls are answered in their order, so that the notification is done with before this one.
        _ = try await ArithClient(client).add(.init(a: 0, b: 0))
        #expect(await calculator.notes.count == 1)
        await client.stop()
        run.cancel()
        try await run.value
    }
}
