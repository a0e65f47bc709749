import ServiceSupport
import ClamatorKit
import ClamatorRedis
import TestSupport
import Testing

/// The life of servers and clients over Redis.
@Suite struct LifeCycleTests {
    @Test func `A client that is not started, or is stopped, says so`() async throws {
        let redis = try RedisServer()
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t")
        #expect(await client.outcome("lab", "add") == "ClamatorTransportError: transport not started (state=idle)")
        try await client.start()
        try await client.start()
        await client.stop()
        await client.stop()
        #expect(await client.outcome("lab", "add") == "ClamatorTransportError: transport not started (state=stopped)")
        await #expect(throws: LifeCycleError.self) { try await client.start() }
    }

    @Test func `A stop ends the calls that wait`() async throws {
        let outcome = try await outcomeOfACallThatAStopEnds(on: RedisServer())
        #expect(outcome == "ClamatorTransportError: transport stopped")
    }

    private func outcomeOfACallThatAStopEnds(on redis: RedisServer) async throws -> String {
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", instance: "me")
        try await client.start()
        let call = Task { await client.outcome("lab", "add") }
        while try redis.command("XLEN", "t:cmds:lab") != "1" { await Task.yield() }
        await client.stop()
        return await call.value
    }

    @Test func `A stopped client leaves nothing behind`() async throws {
        let pair = try await RedisPair()
        _ = await pair.outcome("add", ["a": 1])
        await pair.stop()
        // Redis deletes the reply stream soon, once a watcher has had time to read it.
        let deadline = ContinuousClock.now + .seconds(10)
        while try pair.redis.command("KEYS", "*") != "t:cmds:lab" {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try pair.redis.command("XINFO", "CONSUMERS", "t:cmds:lab", "lab") == "")
    }

    @Test func `A reply after the stop does not stay for ever`() async throws {
        let redis = try RedisServer()
        _ = try await outcomeOfACallThatAStopEnds(on: redis)
        // Any server's late reply, one that knows of no lifetimes.
        try redis.command("XADD", "t:replies:me", "*", "type", "rpc", "envelope", "{}")
        #expect(Int(try redis.command("TTL", "t:replies:me")) ?? 0 > 0)
    }

    @Test func `A service is not registered after the start`() async throws {
        let redis = try RedisServer()
        let server = try RedisRpcServer(url: redis.url, keyPrefix: "t")
        try await server.start()
        #expect(throws: LifeCycleError.self) { try server.registerService(RedisPair.contract(), handlers: [:]) }
        #expect(try redis.command("EXISTS", "t:cmds:lab") == "0")
        await server.stop()
        await #expect(throws: LifeCycleError.self) { try await server.start() }
    }

    @Test func `A stopping server answers what it began`() async throws {
        let pair = try await RedisPair([
            "work": .waiting { params in
                try await Task.sleep(for: .milliseconds(300))
                return params
            }
        ])
        let call = Task { await pair.outcome("work") }
        try await Task.sleep(for: .milliseconds(100))
        await pair.server.stop()
        #expect(await call.value == "result {}")
        #expect(try pair.redis.command("XPENDING", "t:cmds:lab", "lab").hasPrefix("0"))
        await pair.client.stop()
    }

    @Test func `A stop whose task is cancelled answers what was begun, and a second stop waits for it`() async throws {
        let pair = try await RedisPair([
            "work": .waiting { params in
                try await Task.sleep(for: .milliseconds(400))
                return params
            }
        ])
        let call = Task { await pair.outcome("work") }
        try await Task.sleep(for: .milliseconds(150))
        let stopping = Task {
            try? await Task.sleep(for: .seconds(60))
            await pair.server.stop()
        }
        stopping.cancel()
        try await Task.sleep(for: .milliseconds(30))
        await pair.server.stop()
        #expect(try pair.redis.command("XPENDING", "t:cmds:lab", "lab").hasPrefix("0"))
        #expect(try pair.redis.command("XINFO", "CONSUMERS", "t:cmds:lab", "lab") == "")
        #expect(await call.value == "result {}")
        await stopping.value
        await pair.client.stop()
    }

    @Test func `A stopping server leaves the rest to others at once`() async throws {
        let pair = try await RedisPair([
            "work": .waiting { params in
                try await Task.sleep(for: .seconds(60))
                return params
            }
        ])
        let first = Task { await pair.outcome("work", timeout: .milliseconds(500)) }
        let second = Task {
            try await Task.sleep(for: .milliseconds(50))
            return await pair.outcome("add", ["a": 1])
        }
        try await Task.sleep(for: .milliseconds(300))
        await pair.server.stop(grace: .milliseconds(100))
        let other = try await RedisPair.startServer(on: pair.redis)
        #expect(await first.value == "ClamatorTransportError: call timeout")
        #expect(try await second.value == #"result {"sum":2}"#)
        await other.stop()
        await pair.client.stop()
    }

    @Test func `Where no Redis is a start fails`() async throws {
        let client = try RedisRpcClient(url: "unix:///nowhere/redis.sock", keyPrefix: "t")
        let error = await #expect(throws: ClamatorTransportError.self) { try await client.start() }
        #expect(
            error?.description
                == "ClamatorTransportError: cannot reach Redis at unix:///nowhere/redis.sock: No such file or directory"
        )
        let server = try RedisRpcServer(url: "redis://localhost:1", keyPrefix: "t")
        await #expect(throws: ClamatorTransportError.self) { try await server.start() }
    }

    @Test func `A password is asked for and never shown`() async throws {
        let redis = try RedisServer("--requirepass", "s3cret")
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t")
        let error = await #expect(throws: ClamatorTransportError.self) { try await client.start() }
        #expect(error?.description.contains("NOAUTH") ?? false)
        let path = redis.url.dropFirst("unix://".count)
        let wrong = try RedisRpcClient(url: "unix://:wr0ng@\(path)", keyPrefix: "t")
        let refusal = await #expect(throws: ClamatorTransportError.self) { try await wrong.start() }
        #expect(refusal?.description.contains("wr0ng") == false)
        let right = try RedisRpcClient(url: "unix://:s3cret@\(path)?db=3", keyPrefix: "t")
        try await right.start()
        await right.stop()
    }
}
