internal import ClamatorSystem
private import LineEditing

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// Ctrl-C while a batch runs: the first cancels it, a second ends the process at once.
enum Interrupts {
    /// Runs an operation, and cancels it where Ctrl-C comes before its end.
    ///
    /// - Parameters:
    ///   - grace: How long the operation may go on then; the process ends soon after it in any case.
    ///   - operation: The operation; it ends when its task is cancelled.
    /// - Returns: What it came to, and whether it was cancelled.
    static func cancelling<Value: Sendable>(
        grace: Duration, _ operation: @escaping @Sendable () async -> Value
    ) async -> (value: Value, isCancelled: Bool) {
        // Without a pipe or a thread, Ctrl-C ends the process as it always does.
        guard let pipe = try? WakePipe() else { return (await operation(), false) }
        // The pipe keeps a signal that comes before the task is there.
        TerminalSignals.interrupt(waking: pipe)
        let task = Task.detached { await operation() }
        do throws(Thread.StartFailure) {
            _ = try Thread {
                guard hasInterrupt(pipe) else { return }
                task.cancel()
                Deadline.end(after: grace + Deadline.farewell, ExitStatus.interrupted)
            }
        } catch {
            signal(SIGINT, SIG_DFL)
        }
        let value = await task.value
        pipe.wake(.callEnded)
        return (value, task.isCancelled)
    }

    /// Waits for a signal, and gives the next one its usual effect; false where the operation ends before.
    private static func hasInterrupt(_ pipe: WakePipe) -> Bool {
        while true {
            pipe.wait()
            let reasons = pipe.takeReasons()
            if reasons.contains(.interrupted) {
                signal(SIGINT, SIG_DFL)
                return true
            }
            if reasons.contains(.callEnded) { return false }
        }
    }
}
