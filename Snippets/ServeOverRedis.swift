// Serves a contract over Redis Streams, and calls it: two programs in one.

import ClamatorKit
import ClamatorRedis
import ScriptedHandlers

let loaded = try ContractLoader().load(["contracts/arith.json"])
let server = try RedisRpcServer(url: "redis://localhost:6379", keyPrefix: "demo")
for service in loaded.services { try server.registerService(service.contract, handlers: service.handlers) }
try await server.start()

let client = try RedisRpcClient(
    url: "redis://localhost:6379", keyPrefix: "demo", contracts: loaded.services.map(\.contract))
try await client.start()
let result = try await client.call("arith", "add", ["a": 2, "b": 3])
print(result["sum"]?.int ?? 0)
await client.stop()
await server.stop()
