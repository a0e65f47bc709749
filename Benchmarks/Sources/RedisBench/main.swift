// Serves `arith.add` over Redis and calls it, both in this process: calls a second with some in flight, and the median
// latency with one. Arguments: URL, calls, calls in flight.

import ClamatorKit
import ScriptedHandlers
import ClamatorRedis
import Foundation

/// The median latency of calls one after another, in milliseconds.
///
/// Not in the code at the top, which runs on the main actor: each call would pay for the way back to the main thread,
/// which a caller elsewhere does not.
@concurrent nonisolated func medianLatency(of calls: Int, by client: RedisRpcClient) async throws -> Double {
    var latencies: [Duration] = []
    for index in 0..<calls {
        let start = ContinuousClock.now
        _ = try await client.call("arith", "add", ["a": JSON(index), "b": 1])
        latencies.append(ContinuousClock.now - start)
    }
    return latencies.sorted()[calls / 2] / .milliseconds(1)
}

/// How many calls a second are answered with some in flight.
@concurrent nonisolated func throughput(
    of calls: Int, inFlight: Int, by client: RedisRpcClient
) async throws -> Double {
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
        for worker in 0..<inFlight {
            group.addTask {
                for index in stride(from: worker, to: calls, by: inFlight) {
                    let result = try await client.call("arith", "add", ["a": JSON(index), "b": 1])
                    precondition(result["sum"]?.int == index + 1)
                }
            }
        }
        try await group.waitForAll()
    }
    return Double(calls) / ((ContinuousClock.now - start) / .seconds(1))
}

let url = CommandLine.arguments[1]
let calls = Int(CommandLine.arguments[2]) ?? 10_000
let inFlight = Int(CommandLine.arguments[3]) ?? 64

let loaded = try ContractLoader().load(["contracts/arith.json"])
let server = try RedisRpcServer(url: url, keyPrefix: "bench")
for service in loaded.services { try server.registerService(service.contract, handlers: service.handlers) }
try await server.start()
let client = try RedisRpcClient(url: url, keyPrefix: "bench")
try await client.start()
_ = try await client.call("arith", "add", ["a": 1, "b": 2])

let median = try await medianLatency(of: min(calls, 2000), by: client)
let rate = try await throughput(of: calls, inFlight: inFlight, by: client)
await client.stop()
await server.stop()

print(String(format: "%.0f %.4f", rate, median))
