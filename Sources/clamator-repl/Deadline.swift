internal import ArgumentParser
internal import ClamatorSystem

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// The latest end of a process that was told to end.
enum Deadline {
    /// What handlers that run have, and what may come behind that: within two seconds all is to be over.
    static let farewell = Duration.milliseconds(1800)

    /// Ends the process once the time is over, whatever its other threads wait for, such as a reader of its output.
    /// Blocks the thread meanwhile.
    static func end(after limit: Duration, _ status: ExitCode) {
        let end = ContinuousClock.now.advanced(by: limit)
        while ContinuousClock.now < end { usleep(10_000) }
        _exit(status.rawValue)
    }
}
