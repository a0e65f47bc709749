import ClamatorKit
import ServiceSupport
import Testing

@Suite struct CustomTransportTests {
    @Test func `A transport of another package carries lines over a pair of sockets`() async throws {
        let (near, far) = LineStream.pair()
        let calculator = Calculator()
        let server = RpcServerCore(transport: LineServerTransport(far))
        try server.register(calculator)
        let client = RpcClientCore(transport: LineClientTransport(near))
        await #expect(throws: ClamatorTransportError.self) { try await client.call("arith", "add") }
        try await server.start()
        try await client.start()
        #expect(try await tourOfArith(client) == sightsOfArith)
        await #expect(throws: RpcError.methodNotFound) { try await client.call("arith", "nope") }
        await #expect(throws: RpcError.methodNotFound) { try await client.call("other", "add") }
        await server.stop()
        #expect(await calculator.notes.count == 1)
        await client.stop()
    }

    @Test func `Calls over it time out, are cancelled, and end where it is stopped`() async throws {
        let (near, far) = LineStream.pair()
        let client = RpcClientCore(transport: LineClientTransport(near))
        try await client.start()
        func reason(_ timeout: Duration) async -> ClamatorTransportError.Reason? {
            do {
                _ = try await client.call("arith", "add", timeout: timeout)
                return nil
            } catch {
                return (error as? ClamatorTransportError)?.reason
            }
        }
        #expect(await reason(.milliseconds(5)) == .timeout)
        let cancelled = Task { _ = try await client.call("arith", "add") }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        // The message of the call, which is the third line, comes once the call waits.
        let (lines, line) = AsyncStream.makeStream(of: JSON.self)
        far.read { line.yield($0) }
        async let stopped = reason(.seconds(30))
        var count = 0
        for await _ in lines {
            count += 1
            if count == 3 { break }
        }
        await client.stop()
        #expect(await stopped == .stopped)
    }
}
