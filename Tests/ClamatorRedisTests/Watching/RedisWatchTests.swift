import ClamatorKit
import ClamatorRedis
import TestSupport
import Testing

@Suite struct RedisWatchTests {
    @Test func `A service without a stream, or with a stream but no group, has no group yet`() async throws {
        let redis = try RedisServer()
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t")
        #expect(try await watch.group(of: "lab")?.pending == nil)
        try redis.command("XADD", "t:cmds:lab", "*", "type", "rpc")
        #expect(try await watch.group(of: "lab")?.pending == nil)
        try redis.command("XGROUP", "CREATE", "t:cmds:lab", "lab", "$")
        #expect(try await watch.group(of: "lab")?.pending == 0)
        await watch.close()
    }

    @Test func `A key that is no stream is an error, and no service without a server`() async throws {
        let redis = try RedisServer()
        try redis.command("SET", "t:cmds:lab", "text")
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t")
        await #expect(throws: ClamatorTransportError.self) { _ = try await watch.group(of: "lab") }
        await watch.close()
    }
}
