import ClamatorKit
import ScriptedHandlers
import Synchronization
import TestSupport
import Testing

// For `BatchStatistics`, which is internal.
@testable import ReplCore

/// A batch does not run ahead of the handlers that it began.
@Suite struct BatchBacklogTests {
    /// A service whose handlers wait until they may go on, and count how many of them do.
    private final class Gate: Sendable {
        private let state = Mutex(
            (waiting: 0, all: 0, continuations: [CheckedContinuation<Void, Never>](), isOpen: false))
        var waiting: Int { state.withLock { $0.waiting } }
        var all: Int { state.withLock { $0.all } }

        func pass() async {
            await withCheckedContinuation { continuation in
                let mayPass = state.withLock { state in
                    state.all += 1
                    if state.isOpen { return true }
                    state.waiting += 1
                    state.continuations.append(continuation)
                    return false
                }
                if mayPass { continuation.resume() }
            }
        }

        func open() {
            let waiting = state.withLock { state in
                state.isOpen = true
                defer { (state.waiting, state.continuations) = (0, []) }
                return state.continuations
            }
            for continuation in waiting { continuation.resume() }
        }
    }

    private func client(_ gate: Gate) async throws -> MemoryRpcClient {
        let folder = try TemporaryFolder([
            "gate.json": #"{"service": "gate", "methods": {"tell": {"notification": true}, "pass": {"result": {}}}}"#
        ])
        let contract = try #require(ContractLoader().load([folder.path]).services.first).contract
        let bus = MemoryBus()
        let server = MemoryRpcServer(bus: bus)
        let handler = Handler.waiting { _ in
            await gate.pass()
            return .null
        }
        try server.registerService(contract, handlers: ["tell": handler, "pass": handler])
        try await server.start()
        let client = MemoryRpcClient(bus: bus)
        try await client.start()
        return client
    }

    /// Waits until a number has not changed for a while.
    private func settled(_ number: () -> Int) async throws -> Int {
        var last = -1
        while number() != last {
            last = number()
            try await Task.sleep(for: .milliseconds(100))
        }
        return last
    }

    @Test(arguments: [1, 4]) func `Notifications are held back while too many wait`(jobs: Int) async throws {
        let gate = Gate()
        let client = try await client(gate)
        let line = #"{"jsonrpc":"2.0","method":"gate.tell"}"# + "\n"
        let task = Task {
            var batch = Batch()
            batch.jobs = jobs
            return try await batch.run(
                from: MemorySource(String(repeating: line, count: 20_000).utf8, chunk: 1 << 16), to: MemorySink(),
                through: client)
        }
        while gate.waiting < 4096 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await settled { gate.waiting } <= 4096 + 2 * jobs)
        gate.open()
        let outcome = try await task.value
        #expect(outcome.statistics.notifications == 20_000)
        #expect(gate.all == 20_000)
    }

    @Test func `Notifications are held back by their size`() async throws {
        let gate = Gate()
        let client = try await client(gate)
        let line =
            #"{"jsonrpc":"2.0","method":"gate.tell","params":{"x":"\#(String(repeating: "x", count: 1 << 20))"}}"#
            + "\n"
        let task = Task {
            try await Batch().run(
                from: MemorySource(String(repeating: line, count: 60).utf8, chunk: 1 << 16), to: MemorySink(),
                through: client)
        }
        while gate.waiting < 10 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await settled { gate.waiting } <= 17)
        gate.open()
        _ = try await task.value
        #expect(gate.all == 60)
    }

    @Test func `Calls are held back while too many handlers go on after their time-outs`() async throws {
        let gate = Gate()
        let client = try await client(gate)
        let line = #"{"jsonrpc":"2.0","id":1,"method":"gate.pass"}"# + "\n"
        let task = Task {
            var batch = Batch()
            batch.jobs = 512
            batch.timeout = .milliseconds(1)
            return try await batch.run(
                from: MemorySource(String(repeating: line, count: 8000).utf8, chunk: 1 << 16), to: MemorySink(),
                through: client)
        }
        while gate.waiting < 4096 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await settled { gate.waiting } <= 4096 + 600)
        gate.open()
        _ = try await task.value
        #expect(gate.all == 8000)
    }

    @Test func `A batch that is cancelled while it is held back ends`() async throws {
        let gate = Gate()
        let client = try await client(gate)
        let line = #"{"jsonrpc":"2.0","method":"gate.tell"}"# + "\n"
        let task = Task {
            try await Batch().run(
                from: MemorySource(String(repeating: line, count: 20_000).utf8, chunk: 1 << 16), to: MemorySink(),
                through: client)
        }
        while gate.waiting < 4096 { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        _ = try await task.value
        #expect(gate.all < 20_000)
        gate.open()
    }
}
