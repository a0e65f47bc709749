import ClamatorKit
import ScriptedHandlers
import Synchronization
import ServiceSupport
import Testing

/// Lets no task pass until it is opened.
private final class Gate: Sendable {
    private let state = Mutex(false)
    var isOpen: Bool { state.withLock { $0 } }
    func open() { state.withLock { $0 = true } }
    func passed() async throws { while !isOpen { try await Task.sleep(for: .milliseconds(1)) } }
}

@Suite struct TimeOutTests {
    private static let sleeper = Handler.waiting { params in
        try await Task.sleep(for: .milliseconds(params["ms"]?.double ?? 0))
        return params["ms"] ?? .null
    }
    private static let contract = #"{"service": "lab", "methods": {"work": {"result": true}}}"#

    private func pair(timeout: Duration = .seconds(30)) async throws -> MemoryPair {
        try await MemoryPair(["work": Self.sleeper], contract: Self.contract, timeout: timeout)
    }

    @Test func `A call times out by the client's default, and by its own time-out`() async throws {
        let pair = try await pair(timeout: .milliseconds(20))
        #expect(await pair.outcome("work", ["ms": 60_000]) == "ClamatorTransportError: call timeout")
        #expect(await pair.outcome("work", ["ms": 60], timeout: .seconds(5)) == "result 60")
    }

    @Test func `A failure says its reason apart from its words`() async throws {
        func reason(_ client: MemoryRpcClient, _ params: JSON, timeout: Duration = .seconds(30)) async
            -> ClamatorTransportError.Reason?
        {
            do {
                _ = try await client.call("lab", "work", params, timeout: timeout)
                return nil
            } catch {
                return (error as? ClamatorTransportError)?.reason
            }
        }
        let pair = try await pair()
        #expect(await reason(pair.client, ["ms": 0]) == nil)
        #expect(await reason(pair.client, ["ms": 60_000], timeout: .milliseconds(1)) == .timeout)
        let cancelled = Task { _ = try await pair.client.call("lab", "work", ["ms": 60_000]) }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(await reason(MemoryRpcClient(bus: pair.bus), [:]) == .notStarted)
        async let waiting = reason(pair.client, ["ms": 60_000])
        try await Task.sleep(for: .milliseconds(50))
        await pair.client.stop()
        #expect(await waiting == .stopped)
        #expect(await reason(pair.client, [:]) == .notStarted)
    }

    @Test func `The default is 30 seconds`() {
        #expect(MemoryRpcClient(bus: MemoryBus()).defaultTimeout == .milliseconds(30_000))
    }

    @Test(arguments: [0, -1, -86_400_000])
    func `A time-out of nothing or less ends a call that waits at once`(milliseconds: Int) async throws {
        let pair = try await pair()
        let outcome = await pair.outcome("work", ["ms": 60_000], timeout: .milliseconds(milliseconds))
        #expect(outcome == "ClamatorTransportError: call timeout")
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(1 << 40)])
    func `A time-out may be very long`(timeout: Duration) async throws {
        #expect(try await pair().outcome("work", ["ms": 5], timeout: timeout) == "result 5")
        // Others still time out while the long one is in the table.
        let pair = try await pair()
        async let long = pair.outcome("work", ["ms": 200], timeout: timeout)
        try await Task.sleep(for: .milliseconds(10))
        #expect(
            await pair.outcome("work", ["ms": 60_000], timeout: .milliseconds(10))
                == "ClamatorTransportError: call timeout"
        )
        #expect(await long == "result 200")
    }

    @Test func `A handler goes on after the time-out, and its late reply is dropped`() async throws {
        let gate = Gate()
        let done = Gate()
        let pair = try await MemoryPair([
            "work": .waiting { _ in
                try await gate.passed()
                done.open()
                return 1
            }
        ])
        #expect(await pair.outcome("work", timeout: .milliseconds(10)) == "ClamatorTransportError: call timeout")
        #expect(!done.isOpen)
        gate.open()
        try await done.passed()
        #expect(await pair.outcome("work") == "result 1")
    }

    @Test func `Many time-outs of different lengths in any order end each call in its time`() async throws {
        let pair = try await pair()
        // Calls with an even number answer long before their time-out; those with an odd one never before it.
        let late = await withTaskGroup { group in
            for number in (0..<600).shuffled() {
                group.addTask {
                    let timeout = Duration.milliseconds(number % 200 + 1)
                    let isAnswered = number % 2 == 0
                    let clock = ContinuousClock()
                    let start = clock.now
                    let outcome = await pair.outcome(
                        "work", ["ms": JSON(isAnswered ? 1 : 5000)],
                        timeout: isAnswered ? timeout + .seconds(5) : timeout)
                    let expected = isAnswered ? "result 1" : "ClamatorTransportError: call timeout"
                    #expect(outcome == expected)
                    if !isAnswered { #expect(clock.now - start >= timeout) }
                    return isAnswered ? .zero : clock.now - start - timeout
                }
            }
            return await group.reduce(Duration.zero) { max($0, $1) }
        }
        #expect(late < .seconds(2))
    }

    @Test func `A call whose task is cancelled ends at once`() async throws {
        let pair = try await pair()
        let call = Task { await pair.outcome("work", ["ms": 5000]) }
        try await Task.sleep(for: .milliseconds(20))
        let elapsed = await ContinuousClock().measure {
            call.cancel()
            #expect(await call.value == "CancellationError()")
        }
        #expect(elapsed < .seconds(2))
    }

    @Test func `A call from a task that is cancelled already ends at once, but is answered where nothing waits`()
        async throws
    {
        let pair = try await MemoryPair(["work": .waiting { _ in 1 }, "add": .immediate { _ in ["sum": 2] }])
        let slow = try await self.pair()
        let call = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return (await slow.outcome("work", ["ms": 5000]), await pair.outcome("add", ["a": 1]))
        }
        let (waiting, inline) = await call.value
        #expect(waiting == "CancellationError()")
        #expect(inline == #"result {"sum":2}"#)
    }
}
