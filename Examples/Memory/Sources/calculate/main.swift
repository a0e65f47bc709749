import Arithmetic
import ClamatorKit

// The server and the client share a bus: the memory of this process.
let bus = MemoryBus()
let server = MemoryRpcServer(bus: bus)
try server.register(Calculator())
try await server.start()
let client = MemoryRpcClient(bus: bus)
try await client.start()

let arith = ArithClient(client)
print(try await arith.add(.init(a: 2, b: 3)).sum)
do {
    print(try await arith.divide(.init(a: 1, b: 0)).quotient)
} catch Arith.Errors.divisionByZero {
    print("not by zero")
}

await client.stop()
await server.stop()
