private import Synchronization

// What is unsafe here are references to executors that are not counted. One is to a `HandlerTask`, which its own task
// holds as long as that runs or has something left to run; the other to the executor of all tasks, which stays.

/// Runs handlers that may wait, each in a task that its caller need not wait for, so that a time-out can leave it.
///
/// To make a task costs more than a call. So the tasks stay, and take one handler after another: where a handler does
/// not suspend, it is run by a task that was made before, on its caller's thread, without memory of its own.
///
/// A handler is not cancelled with its caller, and does not have the caller's task-local values and priority, as it
/// would not in another process.
package final class HandlerTasks: Sendable {
    /// Those of the process.
    package static let shared = HandlerTasks()

    /// How many tasks may be left without a handler before more of them end.
    static let mostIdle = 64

    private let idle = Mutex<[HandlerTask]>([])

    /// Runs a handler on this thread until it ends or suspends.
    ///
    /// - Parameter answer: What a dispatcher gave for a call.
    /// - Returns: How it ended, or the task in which it goes on: its `whenOver` must be called.
    package func run(_ answer: @escaping @Sendable () async throws -> Reply?) -> HandlerRun {
        let task = idle.withLock { $0.popLast() } ?? HandlerTask(of: self)
        return task.run(answer)
    }

    fileprivate var hasRoom: Bool { idle.withLock { $0.count < Self.mostIdle } }

    fileprivate func keep(_ task: HandlerTask) { idle.withLock { $0.append(task) } }
}

/// What came of running a handler.
package enum HandlerRun {
    /// It has ended.
    case ended(HandlerTask.End)
    /// It has suspended.
    case goesOn(HandlerTask)
}

/// A task that runs handlers, one after another.
///
/// Between two handlers it is suspended on its way to an executor, this actor's own, which runs nothing by itself: it
/// keeps what is left of the task to run, and the thread that brings the next handler runs it. A handler that has
/// suspended goes on where any task does, never on the thread that resumes it, which may hold a lock.
package actor HandlerTask: SerialExecutor {
    /// How a handler ended.
    package typealias End = Result<Reply?, any Error>

    // Functions are wrapped on their way through generic code, such as `Optional.take`; in a structure they are not.
    private struct Handler { let answer: @Sendable () async throws -> Reply? }
    private struct Completion { let body: @Sendable (End) -> Void }

    private struct State: ~Copyable {
        /// What is left of the task, while it has no handler.
        var rest: ExecutorJob?
        var handler: Handler?
        /// How the handler ended, until that is taken.
        var end: End?
        /// Whether the thread that brought the handler has still to ask for its end.
        var isAttended = true
        /// Run with the end where it was not there when it was asked for.
        var completion: Completion?
    }

    private nonisolated let state = Mutex(State())
    private nonisolated let tasks: HandlerTasks

    /// Makes a task without a handler, in no list.
    init(of tasks: HandlerTasks) {
        self.tasks = tasks
        Task.immediateDetached { await self.runHandlers() }
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    package nonisolated func enqueue(_ job: consuming ExecutorJob) {
        var rest: ExecutorJob? = job
        let isIdle = state.withLock { state in
            state.rest = rest.take()
            return !state.isAttended
        }
        if isIdle { tasks.keep(self) }
    }

    private nonisolated func runHandlers() async {
        while let handler = await next() {
            let end: End
            do { end = .success(try await handler.answer()) } catch { end = .failure(error) }
            guard finish(end) else { return }
        }
    }

    /// Waits for a handler. It is the change of executors that waits, so it must not be optimized away.
    @inline(never)
    private func next() -> Handler? { state.withLock { $0.handler.take() } }

    /// Hands the end over.
    ///
    /// - Returns: Whether to wait for another handler.
    private nonisolated func finish(_ end: End) -> Bool {
        let completion = state.withLock { state in
            if state.completion == nil { state.end = end }
            return state.completion.take()
        }
        completion?.body(end)
        return completion == nil || tasks.hasRoom
    }

    fileprivate nonisolated func run(_ answer: @escaping @Sendable () async throws -> Reply?) -> HandlerRun {
        let rest = state.withLock { state in
            state.handler = Handler(answer: answer)
            state.isAttended = true
            return state.rest.take()
        }
        // The executor of tasks that prefer none: the task is where it belongs, so the handler begins at once.
        unsafe rest?.runSynchronously(on: globalConcurrentExecutor.asUnownedTaskExecutor())
        return takeEnd().map { .ended($0) } ?? .goesOn(self)
    }

    /// Runs a body with the handler's end once it comes; now, where it has come. To be called once for each handler
    /// that goes on.
    ///
    /// - Parameter body: Run by the thread that brings the end, so it must not block.
    package nonisolated func whenOver(_ body: @escaping @Sendable (End) -> Void) {
        if let end = takeEnd(orElse: Completion(body: body)) { body(end) }
    }

    /// Takes the end, where it is there; the task is free then, as soon as nothing of it runs.
    private nonisolated func takeEnd(orElse completion: Completion? = nil) -> End? {
        let (end, isIdle) = state.withLock { state in
            guard let end = state.end.take() else {
                state.completion = completion
                state.isAttended = completion == nil
                return (End?.none, false)
            }
            state.isAttended = false
            return (end, state.rest != nil)
        }
        if isIdle { tasks.keep(self) }
        return end
    }
}
