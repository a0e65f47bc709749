// The greeter of the article "Your first service": a contract, its handlers, and calls in one process.

import ClamatorKit

let text = #"""
    {
      "service": "greeter",
      "methods": {
        "greet": {
          "params": {
            "type": "object",
            "properties": { "name": { "type": "string", "minLength": 1 }, "formal": { "type": "boolean", "default": false } },
            "required": ["name"],
            "additionalProperties": false
          },
          "result": { "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] }
        }
      }
    }
    """#

let contract = try Contract(parsing: text, name: "greeter.json")

struct GreetParams: Codable, Sendable {
    var name: String
    var formal: Bool
}

struct GreetResult: Codable, Sendable {
    var text: String
}

let greet = Handler.immediate { (params: GreetParams) in
    GreetResult(text: params.formal ? "Good day, \(params.name)." : "Hi \(params.name)!")
}

let bus = MemoryBus()
let server = MemoryRpcServer(bus: bus)
try server.registerService(contract, handlers: ["greet": greet])
try await server.start()

let client = MemoryRpcClient(bus: bus)
try await client.start()
let result = try await client.call("greeter", "greet", ["name": "Ada"])
print(result["text"]?.string ?? "")

let greeting = try await client.call(
    "greeter", "greet", GreetParams(name: "Grace", formal: true), as: GreetResult.self)
print(greeting.text)

await client.stop()
await server.stop()
