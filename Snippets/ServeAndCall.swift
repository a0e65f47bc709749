// Serves a contract in this process, with a handler of its own for one method, and calls it.

import ClamatorKit
import ScriptedHandlers

let loaded = try ContractLoader().load(["contracts/arith.json"])
let bus = MemoryBus()
let server = MemoryRpcServer(bus: bus)
for service in loaded.services {
    var handlers = service.handlers
    handlers["add"] = .immediate { (terms: [String: Double]) in ["sum": (terms["a"] ?? 0) + (terms["b"] ?? 0)] }
    try server.registerService(service.contract, handlers: handlers)
}
try await server.start()
let client = MemoryRpcClient(bus: bus)
try await client.start()
let result = try await client.call("arith", "add", ["a": 2, "b": 3])
print(result["sum"]?.int ?? 0)
