// Serves `arith.add` over Redis and calls it, both in this process: calls a second with some in flight, and the median
// latency with one. Arguments: URL, calls, calls in flight.

import ClamatorKit
import ScriptedHandlers
import ClamatorRedis
import Foundation

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

var latencies: [Duration] = []
for index in 0..<min(calls, 2000) {
    let start = ContinuousClock.now
    _ = try await client.call("arith", "add", ["a": JSON(index), "b": 1])
    latencies.append(ContinuousClock.now - start)
}

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
let seconds = (ContinuousClock.now - start) / .seconds(1)
await client.stop()
await server.stop()

let median = latencies.sorted()[latencies.count / 2] / .milliseconds(1)
print(String(format: "%.0f %.4f", Double(calls) / seconds, median))
