import ClamatorKit
import ScriptedHandlers
import Synchronization
import ServiceSupport
import Testing

@Suite struct ConcurrentCallsTests {
    @Test func `Thousands of calls from several tasks are each answered once and with their own answer`() async throws {
        let answered = Mutex(0)
        let count: @Sendable (JSON) -> JSON = { params in
            answered.withLock { $0 += 1 }
            return params["n"] ?? .null
        }
        let pair = try await MemoryPair(
            [
                "now": .immediate { count($0) },
                "later": .waiting { params in
                    await Task.yield()
                    return count(params)
                },
            ],
            contract: #"{"service": "lab", "methods": {"now": {"result": true}, "later": {"result": true}}}"#)
        let (tasks, calls) = (8, 1000)
        let wrong = await withTaskGroup { group in
            for task in 0..<tasks {
                group.addTask {
                    var wrong = 0
                    for call in 0..<calls {
                        let number = task * calls + call
                        let outcome = await pair.outcome(number % 3 == 0 ? "later" : "now", ["n": JSON(number)])
                        if outcome != "result \(number)" { wrong += 1 }
                    }
                    return wrong
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
        #expect(answered.withLock { $0 } == tasks * calls)
    }

    @Test func `A bus takes servers and clients that come and go while calls are made`() async throws {
        let bus = MemoryBus()
        let contract = try service(#"{"service": "lab", "methods": {"work": {"result": true}}}"#).contract
        let outcomes = await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    let client = MemoryRpcClient(bus: bus)
                    try? await client.start()
                    var outcomes: Set<String> = []
                    for _ in 0..<500 { outcomes.insert(await client.outcome("lab", "work")) }
                    await client.stop()
                    return outcomes
                }
            }
            group.addTask {
                for _ in 0..<100 {
                    let server = MemoryRpcServer(bus: bus)
                    try? server.registerService(contract, handlers: ["work": .immediate { _ in 1 }])
                    try? await server.start()
                    await Task.yield()
                    await server.stop()
                }
                return []
            }
            return await group.reduce(into: Set()) { $0.formUnion($1) }
        }
        #expect(outcomes.isSubset(of: ["result 1", "error -32601 Method not found null"]))
    }
}
