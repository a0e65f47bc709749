private import Synchronization

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// Ctrl-C while a call runs: the terminal is as usual then, so it comes as a signal, and cancels the call.
enum Interrupts {
    private static let cancel = Mutex<(@Sendable () -> Void)?>(nil)

    /// The writing end of the pipe that the signal handler uses. Set once, before the handler is.
    nonisolated(unsafe) private static var pipeInput: Int32 = -1

    /// Waits for a task, and cancels it where Ctrl-C comes first.
    @MainActor
    static func cancelling<Value: Sendable>(_ task: Task<Value, Never>) async -> Value {
        listenOnce
        cancel.withLock { $0 = { task.cancel() } }
        defer { cancel.withLock { $0 = nil } }
        return await task.value
    }

    /// The thread that turns signals into cancellations, since a signal handler may do next to nothing itself.
    private static let listenOnce: Void = {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pipeInput = ends[1]
        let output = UnsafeMutableRawPointer(bitPattern: Int(ends[0]))
        #if canImport(Darwin)
            var thread: pthread_t?
            pthread_create(
                &thread, nil,
                {
                    listen(on: Int32(Int(bitPattern: $0))); return nil
                }, output)
        #else
            var thread = pthread_t()
            pthread_create(
                &thread, nil,
                {
                    listen(on: Int32(Int(bitPattern: $0))); return nil
                }, output)
        #endif
        signal(SIGINT) { _ in
            let error = errno
            var byte: UInt8 = 0
            write(Interrupts.pipeInput, &byte, 1)
            errno = error
        }
    }()

    private static func listen(on descriptor: Int32) {
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count == 1 {
                cancel.withLock { $0 }?()
            } else if count == 0 || errno != EINTR {
                return
            }
        }
    }
}
