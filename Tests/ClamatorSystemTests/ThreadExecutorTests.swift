import ClamatorSystem
import Synchronization
import Testing

/// A thread that sleeps until it is woken, and runs what its executor has then.
private final class Loop: Sendable {
    let executor: ThreadExecutor
    private let pipe: WakePipe
    private let isOver = Mutex(false)

    init() throws {
        let pipe = try WakePipe()
        self.pipe = pipe
        executor = ThreadExecutor { pipe.wake() }
    }

    func start() throws {
        _ = try Thread { [self] in
            while !isOver.withLock({ $0 }) {
                pipe.wait()
                pipe.takeBytes()
                executor.awaken()
                executor.run()
            }
            executor.close()
        }
    }

    func end() {
        isOver.withLock { $0 = true }
        pipe.wake()
    }
}

struct ThreadExecutorTests {
    @Test func `A task runs on the thread from each wait to the next`() async throws {
        let loop = try Loop()
        try loop.start()
        let sums = await Task(executorPreference: loop.executor) {
            var sums: [Int] = []
            for number in 0..<100 {
                await Task.yield()
                sums.append(number)
            }
            return sums
        }.value
        loop.end()
        #expect(sums == Array(0..<100))
    }

    @Test func `What the thread leaves behind is run by the executor for all`() async throws {
        let loop = try Loop()
        let task = Task(executorPreference: loop.executor) { "run" }
        // No thread was ever there.
        loop.executor.close()
        #expect(await task.value == "run")
        #expect(await Task(executorPreference: loop.executor) { "run too" }.value == "run too")
    }

    @Test func `Many tasks that resume each other all come to their end`() async throws {
        let loop = try Loop()
        try loop.start()
        let total = await withTaskGroup(of: Int.self) { group in
            for number in 0..<200 {
                group.addTask(executorPreference: number.isMultiple(of: 2) ? loop.executor : globalConcurrentExecutor) {
                    await Task.yield()
                    return number
                }
            }
            return await group.reduce(0, +)
        }
        loop.end()
        #expect(total == 199 * 100)
    }
}
