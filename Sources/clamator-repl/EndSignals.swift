internal import ClamatorSystem
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// SIGINT, SIGTERM and SIGHUP, for a command that ends in good order at the first and at once at the second; and that
/// ends in any case, whatever it waits for.
enum EndSignals {
    private static let flag = Atomic(false)
    private static let pipe = try? WakePipe()
    private static let task = Mutex<(@Sendable () -> Void)?>(nil)

    /// Whether one came.
    static var came: Bool { flag.load(ordering: .relaxed) }

    /// Takes them over. Who ignores SIGHUP, as `nohup` has it, goes on to.
    ///
    /// - Parameters:
    ///   - limit: How long the end may take.
    ///   - others: Whether to leave SIGINT alone, which the prompt has.
    static func install(endingWithin limit: Duration, others: Bool = false) {
        _ = came
        // The handler only stores a number and writes a byte, for which all is there already.
        for number in [SIGINT, SIGTERM, SIGHUP].dropFirst(others ? 1 : 0) where !SystemCalls.isIgnored(number) {
            signal(number) { number in
                EndSignals.flag.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
                EndSignals.pipe?.wake()
            }
        }
        guard let pipe else { return }
        _ = try? Thread {
            pipe.wait()
            task.withLock { $0 }?()
            Deadline.end(after: limit, ExitStatus.outputFailed)
        }
    }

    /// Cancels a task when a signal comes; at once where one has come.
    static func cancel<Value>(_ value: Task<Value, any Error>) { act { value.cancel() } }

    /// Does something when a signal comes; at once where one has come.
    static func act(_ body: @escaping @Sendable () -> Void) {
        task.withLock { $0 = body }
        if came { body() }
    }
}
