// The doubler of the article "Testing with Memory, running on Redis": with an argument it serves over Redis until it is
// ended, and without one it tests itself in one process.

import ClamatorKit
import ClamatorRedis

let text = #"""
    {
      "service": "doubler",
      "methods": {
        "double": {
          "params": { "type": "object", "properties": { "n": { "type": "integer" } }, "required": ["n"] },
          "result": { "type": "object", "properties": { "n": { "type": "integer" } }, "required": ["n"] }
        }
      }
    }
    """#

let double = Handler.immediate { (params: [String: Int]) in ["n": 2 * (params["n"] ?? 0)] }

func serve(on server: RpcServerCore) throws {
    let contract = try Contract(parsing: text)
    try server.registerService(contract, handlers: ["double": double])
}

func twice(_ number: Int, with client: any RpcClient) async throws -> Int? {
    try await client.call("doubler", "double", ["n": JSON(number)])["n"]?.int
}

if CommandLine.arguments.count > 1 {
    let server = try RedisRpcServer(url: "redis://localhost:6379", keyPrefix: "demo")
    try serve(on: server)
    try await server.run()
} else {
    let bus = MemoryBus()
    let server = MemoryRpcServer(bus: bus)
    try serve(on: server)
    try await server.start()
    let client = MemoryRpcClient(bus: bus)
    try await client.start()
    print(try await twice(21, with: client) ?? 0)
}
