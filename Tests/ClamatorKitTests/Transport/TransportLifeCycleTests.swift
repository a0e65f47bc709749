import ClamatorKit
import ScriptedHandlers
import ServiceSupport
import Synchronization
import Testing

/// What a client and a server ask of a transport, as the protocols say.
struct TransportLifeCycleTests {
    /// Notes what is asked of it, and fails its first starts.
    final class Recorder: ClientTransport, ServerTransport {
        struct Unreachable: Error {}

        private let state: Mutex<(failures: Int, events: [String])>

        init(failures: Int = 0) { state = Mutex((failures, [])) }

        var events: [String] { state.withLock { $0.events } }

        private func note(_ event: String) { state.withLock { $0.events.append(event) } }

        func register(_ service: String, dispatcher: any Dispatcher) { note("register \(service)") }

        func start() async throws {
            let fails = state.withLock { state in
                state.events.append("start")
                state.failures -= 1
                return state.failures >= 0
            }
            if fails { throw Unreachable() }
        }

        func beginStopping() { note("beginStopping") }

        func stop() { note("stop") }

        func send(_ request: Request, timeout: Duration, in context: inout CallContext) -> SendResult {
            .replied(.result(request.params))
        }

        func notify(_ request: Request, in context: inout CallContext) { note("notify \(request.method)") }
    }

    @Test func `A client calls over a transport of any type`() async throws {
        let transport = Recorder()
        let client = RpcClientCore(transport: transport)
        try await client.start()
        #expect(try await client.call("lab", "echo", ["a": 1]) == ["a": 1])
        try await client.notify("lab", "tell")
        await client.stop()
        #expect(transport.events == ["start", "notify tell", "stop"])
    }

    @Test func `A transport whose start failed is started again, and not stopped`() async throws {
        let transport = Recorder(failures: 1)
        let client = RpcClientCore(transport: transport)
        await #expect(throws: Recorder.Unreachable.self) { try await client.start() }
        try await client.start()
        try await client.start()
        #expect(transport.events == ["start", "start"])

        let unreachable = Recorder(failures: 1)
        let idle = RpcClientCore(transport: unreachable)
        await #expect(throws: Recorder.Unreachable.self) { try await idle.start() }
        await idle.stop()
        await #expect(throws: LifeCycleError.self) { try await idle.start() }
        #expect(unreachable.events == ["start"])
    }

    @Test func `Each attempt to start a server registers its services`() async throws {
        let transport = Recorder(failures: 1)
        let server = RpcServerCore(transport: transport)
        try server.registerService(try service(MemoryPair.contract).contract, handlers: [:])
        await #expect(throws: Recorder.Unreachable.self) { try await server.start() }
        try await server.start()
        await server.stop()
        await server.stop()
        #expect(
            transport.events == ["register lab", "start", "register lab", "start", "beginStopping", "stop"])
    }
}
