import ClamatorKit
import ClamatorRedis
import InMemoryLogging
import Logging
import ServiceSupport
import TestSupport
import Testing

/// What listens where a Redis should, and is none or hangs up.
@Suite(.timeLimit(.minutes(1))) struct FlappingPeerTests {
    /// What answers PING and CLIENT ID, and hangs up.
    @Test func `A peer that closes after the greeting is visited at growing intervals, and told of once`() async throws
    {
        let peer = try FlappingPeer(answer: "+PONG\r\n:1\r\n")
        let log = InMemoryLogHandler()
        let client = try RedisRpcClient(
            url: peer.url, keyPrefix: "t", defaultTimeout: .seconds(30), logger: Logger(label: "lab") { _ in log })
        try await client.start()
        // Two connections, with 100, 200, 400, 800 ms between the visits of each, or at least half of that.
        while peer.visits.count < 10 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(peer.visits[9] - peer.visits[0] > .milliseconds(700))
        #expect(log.entries.map { "\($0.message)" } == ["redis reply loop error"])
        await client.stop()
    }

    @Test func `What is no Redis is refused at the start`() async throws {
        let peer = try FlappingPeer(answer: "HTTP/1.1 400 Bad Request\r\n\r\n")
        let client = try RedisRpcClient(url: peer.url, keyPrefix: "t")
        let error = await #expect(throws: ClamatorTransportError.self) { try await client.start() }
        #expect(error?.reason == .unreachable)
        #expect(error?.description.contains("Protocol error") ?? false)
    }

    @Test func `A server that cannot join goes on trying until its task is cancelled`() async throws {
        let peer = try FlappingPeer(answer: "+PONG\r\n:1\r\n")
        let server = try RedisRpcServer(url: peer.url, keyPrefix: "t")
        try server.registerService(RedisPair.contract(), handlers: [:])
        let start = Task { try await server.start() }
        while peer.visits.count < 4 { try await Task.sleep(for: .milliseconds(10)) }
        start.cancel()
        await #expect(throws: ClamatorTransportError.self) { try await start.value }
    }
}
