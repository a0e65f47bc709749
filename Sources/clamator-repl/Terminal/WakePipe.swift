#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The pipe that ends the wait for a key when something else has happened. Its writing end may be used from any
/// thread and from signal handlers.
struct WakePipe: Sendable {
    /// What has happened.
    enum Reason: UInt8 {
        case resized, continued, interrupted, printed, callEnded
    }

    let input: Int32
    private let output: Int32

    /// Nil where no pipe can be had.
    init?() {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            // A full pipe wakes the reader just as well, so nobody waits on it.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        input = ends[0]
        output = ends[1]
    }

    func wake(_ reason: Reason) {
        var byte = reason.rawValue
        write(output, &byte, 1)
    }

    /// The reasons since the last call, each once.
    func takeReasons() -> Set<Reason> {
        var reasons: Set<Reason> = []
        var bytes = [UInt8](repeating: 0, count: 256)
        while true {
            let count = read(input, &bytes, bytes.count)
            guard count > 0 else { return reasons }
            reasons.formUnion(bytes[..<count].compactMap(Reason.init))
        }
    }

    /// Waits until there is a reason, at most so long.
    func wait(milliseconds: Int32) {
        var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        poll(&descriptor, 1, milliseconds)
    }
}
