import ClamatorKit
import Foundation
import ServiceSupport
import Synchronization
import Testing

/// What handlers suspend for, until all of them are let go.
private final class Barrier: Sendable {
    private struct State {
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isOpen = false
    }
    private let state = Mutex(State())

    /// Waits until the barrier opens.
    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    var count: Int { state.withLock { $0.waiting.count } }

    func open() {
        let waiting = state.withLock { state in
            defer { state = State(isOpen: true) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// The end of a handler that goes on.
private func end(of task: HandlerTask) async -> HandlerTask.End {
    await withCheckedContinuation { continuation in task.whenOver { continuation.resume(returning: $0) } }
}

private func result(of end: HandlerTask.End) -> JSON? {
    if case .success(.result(let result)?) = end { result } else { .none }
}

private func thisThread() -> ObjectIdentifier { ObjectIdentifier(Thread.current) }

private struct Refusal: Error {}

private enum Local {
    @TaskLocal static var number = 0
}

@Suite struct HandlerTasksTests {
    @Test func `A handler that does not suspend ends before its run returns, on the same thread`() {
        for number in 0..<1000 {
            let thread = Mutex<ObjectIdentifier?>(nil)
            let run = HandlerTasks.shared.run {
                thread.withLock { $0 = thisThread() }
                return .result(JSON(number))
            }
            guard case .ended(let end) = run else {
                Issue.record("it goes on")
                return
            }
            #expect(result(of: end) == JSON(number))
            #expect(thread.withLock { $0 } == thisThread())
        }
    }

    @Test func `What a handler throws is its end, and one that answers nothing ends too`() {
        guard case .ended(.failure(let error)) = HandlerTasks.shared.run({ throw Refusal() }) else {
            Issue.record("it is no failure")
            return
        }
        #expect(error is Refusal)
        guard case .ended(.success(nil)) = HandlerTasks.shared.run({ nil }) else {
            Issue.record("it is no end")
            return
        }
    }

    @Test func `A handler that suspends tells its end, whether that is asked for before it comes or after`() async {
        for isLate in [false, true] {
            let barrier = Barrier()
            let isOver = Barrier()
            let run = HandlerTasks.shared.run {
                await barrier.pass()
                isOver.open()
                return .result(1)
            }
            guard case .goesOn(let task) = run else {
                Issue.record("it does not go on")
                return
            }
            if isLate {
                barrier.open()
                await isOver.pass()
                #expect(result(of: await end(of: task)) == 1)
            } else {
                async let end = end(of: task)
                barrier.open()
                #expect(result(of: await end) == 1)
            }
        }
    }

    @Test func `A handler that is resumed under a lock does not run there`() async {
        let lock = Mutex(0)
        let continuation = Mutex<CheckedContinuation<Void, Never>?>(nil)
        let run = HandlerTasks.shared.run {
            await withCheckedContinuation { ours in continuation.withLock { $0 = ours } }
            return .result(JSON(lock.withLock { $0 }))
        }
        guard case .goesOn(let task) = run else {
            Issue.record("it does not go on")
            return
        }
        lock.withLock { number in
            continuation.withLock { $0.take() }?.resume()
            number = 7
        }
        #expect(result(of: await end(of: task)) == 7)
    }

    @Test func `Handlers run within handlers, each to its own end`() async {
        @Sendable func nested(_ depth: Int) async -> Int {
            if depth == 0 { return 0 }
            let isSuspending = depth % 3 == 0
            let run = HandlerTasks.shared.run {
                if isSuspending { await Task.yield() }
                return .result(JSON(await nested(depth - 1)))
            }
            let end =
                switch run {
                case .ended(let end): end
                case .goesOn(let task): await end(of: task)
                }
            return (result(of: end)?.int ?? .min) + 1
        }
        for _ in 0..<20 { #expect(await nested(50) == 50) }
    }

    @Test func `Ten thousand handlers wait at a time, and many times a handful`() async {
        let barrier = Barrier()
        var tasks: [HandlerTask] = []
        for number in 0..<10_000 {
            let run = HandlerTasks.shared.run {
                await barrier.pass()
                return .result(JSON(number))
            }
            if case .goesOn(let task) = run { tasks.append(task) }
        }
        #expect(tasks.count == 10_000 && barrier.count == 10_000)
        barrier.open()
        var wrong = 0
        for (number, task) in tasks.enumerated() where result(of: await end(of: task)) != JSON(number) { wrong += 1 }
        #expect(wrong == 0)
        let sum = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var sum = 0
                    for number in 0..<1000 {
                        let run = HandlerTasks.shared.run {
                            if number % 2 == 0 { await Task.yield() }
                            return .result(JSON(number))
                        }
                        let end =
                            switch run {
                            case .ended(let end): end
                            case .goesOn(let task): await end(of: task)
                            }
                        if result(of: end) == JSON(number) { sum += 1 }
                    }
                    return sum
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sum == 8000)
    }

    @Test func `A handler is not cancelled with its caller, and has none of its task-local values`() async throws {
        let barrier = Barrier()
        let seen = Barrier()
        let wasCancelled = Mutex<Bool?>(nil)
        let pair = try await MemoryPair([
            "work": .waiting { params in
                if params["number"] != nil { return JSON(Local.number) }
                seen.open()
                await barrier.pass()
                wasCancelled.withLock { $0 = Task.isCancelled }
                return .null
            }
        ])
        #expect(await Local.$number.withValue(5) { await pair.outcome("work", ["number": 0]) } == "result 0")
        let call = Task { await pair.outcome("work") }
        await seen.pass()
        call.cancel()
        #expect(await call.value == "CancellationError()")
        barrier.open()
        await pair.server.stop()
        #expect(wasCancelled.withLock { $0 } == false)
    }

    @Test func `A call has its reply at once where its handler may wait and does not`() async throws {
        let pair = try await MemoryPair(["work": .waiting { $0 }])
        var context = CallContext()
        let request = try Request(service: "lab", method: "work", params: ["a": 1], id: context.freshId())
        guard case .replied(.result(let result)) = pair.client.send(request, in: &context) else {
            Issue.record("no reply yet")
            return
        }
        #expect(result == ["a": 1])
    }
}
