import ClamatorKit
import ScriptedHandlers
import InMemoryLogging
import Logging
import Synchronization
import ServiceSupport
import Testing

@Suite struct LifeCycleTests {
    private let bus = MemoryBus()
    private let contract = Result { try service(MemoryPair.contract).contract }
    private let handlers: [String: Handler] = ["work": .immediate { _ in 1 }]

    private func server() throws -> MemoryRpcServer {
        let server = MemoryRpcServer(bus: bus)
        try server.registerService(try contract.get(), handlers: handlers)
        return server
    }

    private func startedClient() async throws -> MemoryRpcClient {
        let client = MemoryRpcClient(bus: bus)
        try await client.start()
        return client
    }

    @Test func `The same service twice on one server is an error`() throws {
        let server = try server()
        let error = #expect(throws: LifeCycleError.self) {
            try server.registerService(try contract.get(), handlers: [:])
        }
        #expect(error?.message == "service \"lab\" already registered on this server")
    }

    @Test func `The same service from a second server is an error when that starts`() async throws {
        let (first, second) = (try server(), try server())
        try await first.start()
        let error = await #expect(throws: LifeCycleError.self) { try await second.start() }
        #expect(error?.message == "service \"lab\" already registered on this bus")
        #expect(try await startedClient().outcome("lab", "work") == "result 1")
    }

    @Test func `A server whose start failed may be started again when the service is free`() async throws {
        let (first, second) = (try server(), try server())
        try await first.start()
        await #expect(throws: LifeCycleError.self) { try await second.start() }
        await first.stop()
        try await second.start()
        #expect(try await startedClient().outcome("lab", "work") == "result 1")
    }

    @Test func `A service is not registered after the start, nor after the stop`() async throws {
        let server = MemoryRpcServer(bus: bus)
        try await server.start()
        func failure() throws -> String? {
            #expect(throws: LifeCycleError.self) {
                try server.registerService(try contract.get(), handlers: handlers)
            }?.message
        }
        #expect(
            try failure()
                == "service \"lab\" is registered too late: register services before the server starts")
        #expect(try await startedClient().outcome("lab", "work") == "error -32601 Method not found null")
        await server.stop()
        #expect(try failure() == "server has been stopped")
    }

    @Test func `A service is registered after a start that failed`() async throws {
        let (first, second) = (try server(), try server())
        try await first.start()
        await #expect(throws: LifeCycleError.self) { try await second.start() }
        let other = try service(#"{"service": "other", "methods": {"work": {"result": true}}}"#).contract
        try second.registerService(other, handlers: handlers)
        await first.stop()
        try await second.start()
        #expect(try await startedClient().outcome("other", "work") == "result 1")
    }

    @Test func `Starting and stopping twice has no effect`() async throws {
        let server = try server()
        try await server.start()
        try await server.start()
        let client = try await startedClient()
        try await client.start()
        #expect(await client.outcome("lab", "work") == "result 1")
        await client.stop()
        await client.stop()
        await server.stop()
        await server.stop()
    }

    @Test func `Two starts at the same time start one server`() async throws {
        let server = try server()
        async let one: Void = server.start()
        async let other: Void = server.start()
        _ = try await (one, other)
        #expect(try await startedClient().outcome("lab", "work") == "result 1")
    }

    @Test func `What is stopped before it was started counts as stopped`() async throws {
        let server = try server()
        await server.stop()
        let client = MemoryRpcClient(bus: bus)
        await client.stop()
        let one = await #expect(throws: LifeCycleError.self) { try await server.start() }
        #expect(one?.message == "server has been stopped")
        let other = await #expect(throws: LifeCycleError.self) { try await client.start() }
        #expect(other?.message == "client has been stopped")
    }

    @Test func `Starting after stopping is an error`() async throws {
        let server = try server()
        try await server.start()
        await server.stop()
        let one = await #expect(throws: LifeCycleError.self) { try await server.start() }
        #expect(one?.message == "server has been stopped")
        let client = try await startedClient()
        await client.stop()
        let other = await #expect(throws: LifeCycleError.self) { try await client.start() }
        #expect(other?.message == "client has been stopped")
    }

    @Test func `A call on a client that was not started fails, and so does a notification`() async {
        let client = MemoryRpcClient(bus: bus)
        #expect(await client.outcome("lab", "work") == "ClamatorTransportError: transport not started (state=idle)")
        let error = await #expect(throws: ClamatorTransportError.self) { try await client.notify("lab", "ping") }
        #expect(error?.message == "transport not started (state=idle)")
    }

    @Test func `A call on a client that was stopped fails`() async throws {
        let client = try await startedClient()
        await client.stop()
        #expect(await client.outcome("lab", "work") == "ClamatorTransportError: transport not started (state=stopped)")
    }

    @Test func `When a client stops each call that waits fails`() async throws {
        let pair = try await MemoryPair([
            "work": .waiting { _ in
                try await Task.sleep(for: .seconds(60)); return 1
            }
        ])
        let outcomes = await withTaskGroup { group in
            for _ in 0..<100 { group.addTask { await pair.outcome("work") } }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(50))
                await pair.client.stop()
                return "stopped"
            }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes == ["ClamatorTransportError: transport stopped": 100, "stopped": 1])
    }

    @Test func `A server that stops waits for running handlers, and serves meanwhile`() async throws {
        let pair = try await MemoryPair([
            "work": .waiting { _ in
                try await Task.sleep(for: .milliseconds(150)); return "done"
            },
            "add": .immediate { _ in ["sum": 1] },
        ])
        async let slow = pair.outcome("work")
        try await Task.sleep(for: .milliseconds(30))
        async let stopping: Void = pair.server.stop()
        try await Task.sleep(for: .milliseconds(30))
        #expect(await pair.outcome("add", ["a": 1]) == #"result {"sum":1}"#)
        #expect(await slow == #"result "done""#)
        await stopping
        #expect(await pair.outcome("add", ["a": 1]) == "error -32601 Method not found null")
    }

    @Test func `A server that stops waits no longer than its grace`() async throws {
        let pair = try await MemoryPair([
            "work": .waiting { _ in
                try await Task.sleep(for: .milliseconds(400)); return 1
            }
        ])
        async let slow = pair.outcome("work")
        try await Task.sleep(for: .milliseconds(30))
        let elapsed = await ContinuousClock().measure { await pair.server.stop(grace: .milliseconds(50)) }
        #expect(elapsed >= .milliseconds(50) && elapsed < .milliseconds(350))
        #expect(await pair.outcome("work") == "error -32601 Method not found null")
        #expect(await slow == "result 1")
    }

    @Test func `A server that stops waits for running handlers though its task is cancelled`() async throws {
        let pair = try await MemoryPair([
            "work": .waiting { _ in
                try await Task.sleep(for: .milliseconds(200)); return "done"
            }
        ])
        async let slow = pair.outcome("work")
        try await Task.sleep(for: .milliseconds(30))
        let stopping = Task {
            try? await Task.sleep(for: .seconds(60))
            await pair.server.stop()
            return await pair.outcome("work")
        }
        stopping.cancel()
        #expect(await stopping.value == "error -32601 Method not found null")
        #expect(await slow == #"result "done""#)
    }

    @Test func `A server that has nothing to wait for stops at once, and when the last handler ends`() async throws {
        let clock = ContinuousClock()
        let idle = try await MemoryPair([:])
        #expect(await clock.measure { await idle.server.stop(grace: .seconds(60)) } < .seconds(10))
        let pair = try await MemoryPair([
            "work": .waiting { _ in
                try await Task.sleep(for: .milliseconds(100)); return 1
            }
        ])
        let calls = await withTaskGroup { group in
            for _ in 0..<100 { group.addTask { await pair.outcome("work") } }
            try? await Task.sleep(for: .milliseconds(20))
            #expect(await clock.measure { await pair.server.stop(grace: .seconds(60)) } < .seconds(10))
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(calls == ["result 1"])
    }

    @Test func `A second stop waits for the first`() async throws {
        let isDone = Mutex(false)
        let pair = try await MemoryPair([
            "work": .waiting { _ in
                try await Task.sleep(for: .milliseconds(200))
                isDone.withLock { $0 = true }
                return 1
            }
        ])
        async let slow = pair.outcome("work")
        try await Task.sleep(for: .milliseconds(30))
        async let first: Void = pair.server.stop()
        try await Task.sleep(for: .milliseconds(30))
        await pair.server.stop()
        #expect(isDone.withLock { $0 })
        #expect(await pair.outcome("work") == "error -32601 Method not found null")
        await first
        #expect(await slow == "result 1")
    }

    @Test(arguments: [
        ("Lab", "add"), ("lab", "Add"), ("lab", "a.b"), ("", "add"), ("lab", ""),
    ])
    func `A call with an ill-formed name is refused before anything is sent`(service: String, method: String)
        async throws
    {
        // A client that is not started would say so, if it came to sending.
        let client = MemoryRpcClient(bus: bus)
        await #expect(throws: InvalidRequest.self) { try await client.call(service, method) }
        await #expect(throws: InvalidRequest.self) { try await client.notify(service, method) }
    }

    @Test func `The id of a call is a fresh UUID string`() async throws {
        let pair = try await MemoryPair([:])
        _ = await pair.outcome("add", ["a": "x"])
        _ = await pair.outcome("add", ["a": "x"])
        let ids = pair.log.entries.compactMap { $0.metadata["rpc_id"]?.description }
        #expect(Set(ids).count == 2)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil })
    }

    @Test func `A dispatcher that throws fails the call with the cause`() async throws {
        struct Broken: Error, CustomStringConvertible { var description: String { "no disk" } }
        final class Thrower: Dispatcher {
            let isLate: Bool
            init(isLate: Bool) { self.isLate = isLate }
            func dispatch(_ request: Request, in context: inout CallContext) throws -> DispatchResult {
                if isLate { return .waiting { throw Broken() } }
                throw Broken()
            }
        }
        let transport = MemoryServerTransport(bus: bus)
        try transport.register("now", dispatcher: Thrower(isLate: false))
        try transport.register("later", dispatcher: Thrower(isLate: true))
        let client = try await startedClient()
        for service in ["now", "later"] {
            #expect(await client.outcome(service, "x") == "ClamatorTransportError: dispatcher threw: no disk")
            // What a notification comes to, its sender does not learn.
            try await client.notify(service, "x")
        }
    }
}
