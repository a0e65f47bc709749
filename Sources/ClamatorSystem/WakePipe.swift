#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// A pipe that ends a thread's wait for other descriptors when something else has happened.
package final class WakePipe: Sendable {
    /// Has something to read once woken, until `takeBytes`.
    package let descriptor: Int32
    private let writingEnd: Int32

    /// Nil where no pipe can be had; `errno` says why.
    package init?() {
        guard let ends = SystemCalls.pipe() else { return nil }
        for end in [ends.reading, ends.writing] {
            // A full pipe wakes as well, so a writer never has to wait.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (descriptor, writingEnd) = ends
    }

    deinit {
        close(descriptor)
        close(writingEnd)
    }

    /// Ends the wait, or the next one. From any thread, and from signal handlers as long as the pipe is kept elsewhere.
    ///
    /// - Parameter byte: What `takeBytes` gives to the woken thread.
    package func wake(_ byte: UInt8 = 0) {
        _ = SystemCalls.write(writingEnd, byte: byte)
    }

    /// The bytes that the pipe was woken with since the last call; those that a full pipe did not take are missing.
    @discardableResult
    package func takeBytes() -> [UInt8] {
        var taken: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 256)
        var count = 0
        repeat {
            count = SystemCalls.read(descriptor, into: &bytes)
            if count > 0 { taken += bytes[..<count] }
        } while count == bytes.count
        return taken
    }

    /// Waits until woken, until another descriptor has something to read or, where that is asked, takes something; or
    /// until the time is over.
    ///
    /// - Returns: Whether it was woken.
    @discardableResult
    package func wait(for other: Int32 = -1, toWrite: Bool = false, atMost limit: Duration? = nil) -> Bool {
        var polled = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: other, events: Int16(toWrite ? POLLIN | POLLOUT : POLLIN), revents: 0),
        ]
        let milliseconds = limit.map { Int32(max(0, min(($0 / .milliseconds(1)).rounded(.up), Double(Int32.max)))) }
        return SystemCalls.poll(&polled, milliseconds: milliseconds ?? -1) > 0 && polled[0].revents != 0
    }
}
