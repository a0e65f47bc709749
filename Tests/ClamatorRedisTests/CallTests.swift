import ClamatorKit
import ClamatorRedis
import Testing

/// Calls that pass over Redis.
@Suite struct CallTests {
    @Test func aCallIsAnswered() async throws {
        let lab = try await RedisLab()
        #expect(await lab.outcome("add", ["a": 2, "b": 3]) == #"result {"sum":5}"#)
        await lab.stop()
    }
}
