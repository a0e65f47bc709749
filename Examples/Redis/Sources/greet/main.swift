import ClamatorRedis
import Greeting

let url = CommandLine.arguments.dropFirst().first ?? "redis://localhost:6379"
let client = try RedisRpcClient(url: url, keyPrefix: "greeting", contracts: [Greeter.contract])
try await client.start()
let greeter = GreeterClient(client)
print(try await greeter.greet(.init(name: "Ada"), timeout: .seconds(10)).text)
try await greeter.leave(.init(name: "Ada"))
await client.stop()
