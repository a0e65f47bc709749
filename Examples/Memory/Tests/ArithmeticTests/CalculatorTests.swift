import Arithmetic
import ClamatorKit
import Testing

/// A service is tested as it is called: over a bus, with its contract between.
struct CalculatorTests {
    private func withArith(_ body: (ArithClient) async throws -> Void) async throws {
        let bus = MemoryBus()
        let server = MemoryRpcServer(bus: bus)
        try server.register(Calculator())
        try await server.start()
        let client = MemoryRpcClient(bus: bus)
        try await client.start()
        try await body(ArithClient(client))
        await client.stop()
        await server.stop()
    }

    @Test func `Numbers are added and divided`() async throws {
        try await withArith { arith in
            let sum = try await arith.add(.init(a: 2, b: 3)).sum
            let quotient = try await arith.divide(.init(a: 1, b: 4)).quotient
            #expect((sum, quotient) == (5, 0.25))
        }
    }

    @Test func `Division by zero is the error that the contract declares`() async throws {
        try await withArith { arith in
            await #expect(throws: Arith.Errors.divisionByZero) { try await arith.divide(.init(a: 1, b: 0)) }
        }
    }
}
