package import SystemPackage

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// A pipe that ends a thread's wait for other descriptors when something else has happened.
package final class WakePipe: Sendable {
    private let readingEnd: FileDescriptor
    private let writingEnd: FileDescriptor

    /// Has something to read once woken, until `takeBytes`.
    package var descriptor: Int32 { readingEnd.rawValue }

    /// Makes a pipe.
    ///
    /// - Throws: Why none can be had.
    package init() throws(Errno) {
        let ends = try Errno.typed { try FileDescriptor.pipe() }
        for end in [ends.readEnd, ends.writeEnd] {
            // A full pipe wakes as well, so a writer never has to wait.
            _ = fcntl(end.rawValue, F_SETFL, O_NONBLOCK)
            _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC)
        }
        (readingEnd, writingEnd) = (ends.readEnd, ends.writeEnd)
    }

    deinit {
        try? readingEnd.close()
        try? writingEnd.close()
    }

    /// Ends the wait, or the next one. From any thread, and from signal handlers as long as the pipe is kept elsewhere.
    ///
    /// - Parameter byte: What `takeBytes` gives to the woken thread.
    package func wake(_ byte: UInt8 = 0) {
        _ = SystemCalls.write(writingEnd.rawValue, byte: byte)
    }

    /// The bytes that the pipe was woken with since the last call; those that a full pipe did not take are missing.
    @discardableResult
    package func takeBytes() -> [UInt8] {
        var taken: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 256)
        var count = 0
        repeat {
            count = (try? readingEnd.read(into: &bytes)) ?? 0
            taken += bytes[..<count]
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
