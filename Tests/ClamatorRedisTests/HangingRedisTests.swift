import ClamatorKit
import ClamatorRedis
import ServiceSupport
import TestSupport
import Testing

/// Nothing waits for ever for a Redis that does not answer.
@Suite(.timeLimit(.minutes(1))) struct HangingRedisTests {
    /// What a stop may take beside the grace.
    private static let limit = Duration.seconds(2)

    private static func time(_ body: () async -> Void) async -> Duration {
        await ContinuousClock().measure { await body() }
    }

    @Test func `Server and client stop`() async throws {
        let pair = try await RedisPair()
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":2}"#)
        pair.redis.hang()
        #expect(await Self.time { await pair.client.stop() } < Self.limit)
        #expect(await Self.time { await pair.server.stop() } < Self.limit)
    }

    @Test func `A server with a reply that cannot be written stops`() async throws {
        let (begin, begun) = AsyncStream.makeStream(of: Void.self)
        let pair = try await RedisPair([
            "work": .waiting { params in
                begun.yield()
                try? await Task.sleep(for: .milliseconds(100))
                return params
            }
        ])
        let call = Task { await pair.outcome("work", timeout: .seconds(1)) }
        for await _ in begin { break }
        pair.redis.hang()
        #expect(await Self.time { await pair.server.stop() } < Self.limit)
        #expect(await call.value == "ClamatorTransportError: call timeout")
        await pair.client.stop()
    }

    @Test func `Starts and looks end where their task is cancelled`() async throws {
        let redis = try RedisServer()
        let watch = try await RedisWatch(url: redis.url, keyPrefix: "t")
        redis.hang()
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t")
        let tasks = [
            Task { try await client.start() }, Task { _ = try await watch.services() },
            Task { _ = try await watch.group(of: "lab") },
        ]
        for task in tasks {
            task.cancel()
            await #expect(throws: ClamatorTransportError.self) { try await task.value }
        }
        #expect(await Self.time { await watch.close() } < Self.limit)
    }

    /// Why a client does not start.
    private static func failure(at url: String) async throws -> String? {
        let client = try RedisRpcClient(url: url, keyPrefix: "t", defaultTimeout: .seconds(1))
        let error = await #expect(throws: ClamatorTransportError.self) { try await client.start() }
        return error?.description.replacing("ClamatorTransportError: cannot reach Redis at \(url): ", with: "")
    }

    @Test func `A start says that the server gives no answer, and within what time`() async throws {
        let port = RedisServer.freePort()
        let redis = try RedisServer("--port", "\(port)")
        redis.hang()
        #expect(try await Self.failure(at: redis.url) == "the server gives no answer within 1 s")
        #expect(
            try await Self.failure(at: "redis://127.0.0.1:\(port)")
                == "the server gives no answer within 1 s; if the server speaks TLS, write rediss://")
    }

    @Test func `A start says that no connection is taken, and within what time`() async throws {
        let redis = try RedisServer("--tcp-backlog", "1")
        redis.hang()
        let waiting = try redis.fillQueue()
        #expect(try await Self.failure(at: redis.url) == "no connection is taken there within 1 s; does Redis hang?")
        withExtendedLifetime(waiting) {}
    }

    @Test func `A start waits for a Redis whose clients are paused, longer than it takes to connect`() async throws {
        let redis = try RedisServer()
        try redis.command("CLIENT", "PAUSE", "6000")
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", defaultTimeout: .seconds(30))
        try await client.start()
        await client.stop()
    }

    @Test func `A time-out says that Redis does not answer`() async throws {
        let pair = try await RedisPair()
        pair.redis.hang()
        #expect(
            await pair.outcome("add", ["a": 1], timeout: .seconds(3))
                == "ClamatorTransportError: call timeout: Redis does not answer")
        pair.redis.resume()
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":2}"#)
        await pair.stop()
    }
}
