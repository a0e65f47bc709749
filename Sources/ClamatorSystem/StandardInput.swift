#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// What the process reads that is no file it opened.
package enum StandardInput {
    /// Why it could not be read.
    package struct Failure: Error {
        /// The system's number for the reason, `errno`.
        package let code: Int32
    }

    /// Reads bytes, waiting for the first of them, though another process may have made the descriptor one that does not
    /// wait.
    ///
    /// - Parameter buffer: Where to put them.
    /// - Returns: How many there are; 0 at the end.
    /// - Throws: `Failure`, which is not the end.
    package static func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        while true {
            let count = readBytes(STDIN_FILENO, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var state = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
                poll(&state, 1, -1)
            case let code: throw Failure(code: code)
            }
        }
    }
}
