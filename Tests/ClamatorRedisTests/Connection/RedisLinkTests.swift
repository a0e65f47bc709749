import TestSupport
import Testing

// For `RedisLink` and `RedisCommand`, which are internal.
@testable import ClamatorRedis

@Suite(.timeLimit(.minutes(1))) struct RedisLinkTests {
    @Test func `Commands that nobody waits for any more do not fill the memory while Redis hangs`() async throws {
        let redis = try RedisServer()
        let link = try RedisLink(to: RedisURL(given: redis.url, RedisAccess()))
        try await link.open(until: nil)
        redis.hang()
        link.send(RedisLink.Sending(command: RedisCommand("PING")) { _ in })
        let text = String(repeating: "x", count: 1 << 20)
        final class Waiter: Sendable {}
        weak var first: Waiter?
        for number in 0..<4 {
            let waiter = Waiter()
            if number == 0 { first = waiter }
            link.send(
                RedisLink.Sending(command: RedisCommand("ECHO", text), isObsolete: { true }) { _ in _ = waiter })
        }
        #expect(first == nil)
        redis.resume()
        await link.close(within: .seconds(1))
    }
}
