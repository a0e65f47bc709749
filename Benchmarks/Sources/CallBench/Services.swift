import ClamatorKit
import ScriptedHandlers
import Dispatch

/// Services on a bus: `calls.add` answers at once, and `calls.ready` too, though it may wait; `calls.build` and
/// `typed.sum` add; `calls.wait` answers when another thread says so, `calls.yield` after having given way once.
struct Services: Sendable {
    let client: MemoryRpcClient
    private let server: MemoryRpcServer

    init() async throws {
        let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let loaded = try ContractLoader().load(["/\(folder)/Schemas/calls.json"])
        guard let contract = loaded.services.first?.contract else { fatalError("\(loaded.diagnostics)") }
        let bus = MemoryBus()
        server = MemoryRpcServer(bus: bus)
        client = MemoryRpcClient(bus: bus)
        let sum: JSON = ["sum": 1684.91]
        try server.registerService(
            contract,
            handlers: [
                "add": .immediate { _ in sum },
                "ready": .waiting { _ in sum },
                "build": .immediate { ["sum": try JSON(($0["a"]?.double ?? 0) + ($0["b"]?.double ?? 0))] },
                "wait": .waiting { await waitElsewhere($0) },
                "yield": .waiting { await giveWay($0) },
            ])
        try server.register(Adder())
        try await server.start()
        try await client.start()
    }
}

/// Suspends until another thread has done something, as a handler does that asks a file or a network.
func waitElsewhere(_ params: JSON) async -> JSON {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume() }
    }
    return params
}

/// Suspends for nothing but to let others go first: the least that a suspension can cost.
func giveWay(_ params: JSON) async -> JSON {
    await Task.yield()
    return params
}

/// Runs asynchronous work to its end.
func wait<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) -> Value {
    let isOver = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var value: Value?
    Task {
        do { value = try await body() } catch { fatalError("\(error)") }
        isOver.signal()
    }
    isOver.wait()
    guard let value else { fatalError("the work is over") }
    return value
}
