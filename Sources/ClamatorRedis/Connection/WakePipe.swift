#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// Ends a thread's wait for its connection when something else has happened.
struct WakePipe: ~Copyable, Sendable {
    private let output: Int32
    private let input: Int32

    /// Nil where no pipe can be had.
    init?() {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            // A full pipe wakes as well, so nobody waits on it.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (output, input) = (ends[0], ends[1])
    }

    deinit {
        close(output)
        close(input)
    }

    /// Ends the wait, or the next one. From any thread.
    func wake() {
        var byte: UInt8 = 0
        _ = write(input, &byte, 1)
    }

    /// Waits until woken, until a descriptor has something to read or, where that is asked, takes something; or until the
    /// time is over.
    func wait(for descriptor: Int32 = -1, toWrite: Bool = false, atMost limit: Duration? = nil) {
        var polled = [
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(toWrite ? POLLIN | POLLOUT : POLLIN), revents: 0),
        ]
        let milliseconds = limit.map { Int32(clamping: $0.wholeMilliseconds + 1) }
        poll(&polled, nfds_t(polled.count), milliseconds ?? -1)
        if polled[0].revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 64)
            while read(output, &bytes, bytes.count) == bytes.count {}
        }
    }
}
