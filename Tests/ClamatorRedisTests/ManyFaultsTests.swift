import ServiceSupport
import ClamatorKit
import ClamatorRedis
import TestSupport
import Testing

/// Five thousand calls while something breaks again and again.
@Suite struct ManyFaultsTests {
    enum Fault: CaseIterable {
        case cut, flush, slow, noMemory, noReplies, noGroup, powerLoss

        func happen(to redis: RedisServer) async throws {
            switch self {
            case .cut: try redis.command("CLIENT", "KILL", "TYPE", "normal")
            case .flush: try redis.command("FLUSHALL")
            case .slow: try redis.command("CLIENT", "PAUSE", "500")
            case .noMemory:
                try redis.command("CONFIG", "SET", "maxmemory", "1")
                try await Task.sleep(for: .milliseconds(300))
                try redis.command("CONFIG", "SET", "maxmemory", "0")
            case .noReplies: try redis.command("DEL", "t:replies:me")
            case .noGroup: try redis.command("XGROUP", "DESTROY", "t:cmds:lab", "lab")
            case .powerLoss:
                redis.stop()
                try await Task.sleep(for: .milliseconds(200))
                try redis.start()
            }
        }
    }

    @Test(.timeLimit(.minutes(3))) func `Each caller gets its reply or an honest failure`() async throws {
        let redis = try RedisServer("--appendonly", "yes")
        var options = RedisServerOptions()
        options.claimIdle = .seconds(1)
        let pair = try await RedisPair(redis: redis, options: options)
        let other = try await RedisPair.startServer(on: redis, options: options)
        let client = try RedisRpcClient(url: redis.url, keyPrefix: "t", instance: "me", defaultTimeout: .seconds(4))
        try await client.start()

        let outcomes = Locked<[String: Int]>([:])
        let isOver = Locked(false)
        let faults = Task {
            // Each kind once at the least, however soon the calls are over.
            var count = 0
            while !isOver.value || count < Fault.allCases.count {
                try await Task.sleep(for: .milliseconds(600))
                try await Fault.allCases[count % Fault.allCases.count].happen(to: redis)
                count += 1
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<100 {
                group.addTask {
                    for number in stride(from: caller, to: 5000, by: 100) {
                        let outcome = await client.outcome("lab", "add", ["a": JSON(number), "b": 1])
                        let isRight = outcome == #"result {"sum":\#(number + 1)}"#
                        outcomes.update { $0[isRight ? "right" : outcome, default: 0] += 1 }
                        try? await Task.sleep(for: .milliseconds(100))
                    }
                }
            }
        }
        isOver.value = true
        try await faults.value

        let counts = outcomes.value
        #expect(counts.values.reduce(0, +) == 5000)
        for (outcome, count) in counts where outcome != "right" {
            let isHonest = outcome.hasPrefix("ClamatorTransportError: call timeout")
            #expect(isHonest, "\(count) × \(outcome)")
        }
        #expect(counts["right", default: 0] > 4500, "\(counts)")
        // Nothing of it lasts.
        #expect(await client.outcome("lab", "add", ["a": 1]) == #"result {"sum":2}"#)
        await client.stop()
        await other.stop()
        await pair.stop()
    }
}
