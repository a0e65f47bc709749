import ClamatorKit
import ServiceSupport
import TestSupport
import Testing

@Suite struct RunTests {
    private let bus = MemoryBus()

    /// A server whose handler says that it began, and goes on when it is told to.
    private func server(_ began: AsyncStream<Void>.Continuation, _ go: AsyncStream<Void>) throws -> MemoryRpcServer {
        let server = MemoryRpcServer(bus: bus)
        let work = Handler.waiting { (params: JSON) in
            began.yield()
            for await _ in go { break }
            return params
        }
        try server.registerService(try contract(MemoryPair.contract), handlers: ["work": work])
        return server
    }

    @Test func `A run serves until its task is cancelled, and drains then`() async throws {
        let (hasBegun, began) = AsyncStream.makeStream(of: Void.self)
        let (go, goOn) = AsyncStream.makeStream(of: Void.self)
        let server = try server(began, go)
        // Started before, so that the call finds the service; the run finds that done.
        try await server.start()
        let run = Task { try await server.run() }
        let client = MemoryRpcClient(bus: bus)
        try await client.start()
        let call = Task { try await client.call("lab", "work", ["a": 1]) }
        for await _ in hasBegun { break }
        run.cancel()
        goOn.yield()
        #expect(try await call.value == ["a": 1])
        try await run.value
        #expect(await client.outcome("lab", "work") == "error -32601 Method not found null")
    }

    @Test func `A run ends where the server is stopped elsewhere, and none begins behind that`() async throws {
        let (_, began) = AsyncStream.makeStream(of: Void.self)
        let (go, _) = AsyncStream.makeStream(of: Void.self)
        let server = try server(began, go)
        try await server.start()
        let runs = [Task { try await server.run() }, Task { try await server.run(grace: .zero) }]
        await server.stop()
        // One that had not begun by then finds the server stopped.
        for run in runs { _ = await run.result }
        await #expect(throws: LifeCycleError.self) { try await server.run() }
    }
}
