private import Synchronization

/// Runs the parts of tasks on a thread that also does other things: whenever the thread calls `run()`.
///
/// A task that mostly waits for what such a thread does spares waking another thread each time.
///
/// Unsafe code. Invariants: each job is run once, here or by the executor for all, as who enqueues it asks for; this
/// executor is named to a job only while it runs it, which the thread does that keeps it.
package final class ThreadExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        /// Whether the thread will call `run()` without being woken.
        var isAwake = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake: @Sendable () -> Void

    /// Makes an executor.
    ///
    /// - Parameter wake: Makes the thread call `run()`; it must not block.
    package init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let (isClosed, mustWake) = state.withLock { state in
            if !state.isClosed { state.jobs.append(job) }
            return (state.isClosed, !state.isAwake)
        }
        if isClosed { return globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
        if mustWake { wake() }
    }

    /// Notes, on the thread, that it is awake and will call `run()`.
    package func awaken() { state.withLock { $0.isAwake = true } }

    /// Runs, on the thread, what there is to run.
    package func run() {
        while true {
            let jobs = state.withLock { state in
                state.isAwake = !state.jobs.isEmpty
                defer { state.jobs = [] }
                return state.jobs
            }
            if jobs.isEmpty { return }
            for job in jobs { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }

    /// Leaves what is to be run, and what comes, to the executor for all.
    package func close() {
        let jobs = state.withLock { state in
            state.isClosed = true
            defer { state.jobs = [] }
            return state.jobs
        }
        for job in jobs { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
    }
}
