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

    /// Reads bytes, waiting for the first of them, though another process may have made the descriptor one that does
    /// not wait.
    ///
    /// - Parameters:
    ///   - bytes: Where to put them.
    ///   - start: Behind how many bytes there.
    /// - Returns: How many there are; 0 at the end.
    /// - Throws: `Failure`, which is not the end.
    package static func read(into bytes: inout [UInt8], from start: Int = 0) throws(Failure) -> Int {
        while true {
            let count = SystemCalls.read(STDIN_FILENO, into: &bytes, from: start)
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: SystemCalls.poll(STDIN_FILENO)
            case let code: throw Failure(code: code)
            }
        }
    }

    /// All bytes to its end, waiting for them.
    package static func readAll(atMost limit: Int = Files.largestFile) throws(FileError) -> [UInt8] {
        let name = "standard input"
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count: Int
            do throws(Failure) { count = try read(into: &chunk) } catch { throw FileError(path: name, error.code) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            if bytes.count > limit { throw FileError(path: name, reason: "larger than \(limit >> 20) MiB") }
        }
    }
}
