package import SystemPackage

/// What the process reads that is no file it opened.
package enum StandardInput {
    /// Reads bytes, waiting for the first of them, though another process may have made the descriptor one that does
    /// not wait. A file is at its end where it would be waited for, as /proc/kmsg.
    ///
    /// - Parameters:
    ///   - bytes: Where to put them.
    ///   - start: Behind how many bytes there.
    /// - Returns: How many there are; 0 at the end.
    /// - Throws: Why it could not be read, which is not the end.
    package static func read(into bytes: inout [UInt8], from start: Int = 0) throws(Errno) -> Int {
        let input = FileDescriptor.standardInput
        while true {
            do throws(Errno) {
                return try input.read(into: &bytes, from: start)
            } catch  where error == .resourceTemporarilyUnavailable {
                if (try? input.stat().type) == .regular { return 0 }
                SystemCalls.poll(input.rawValue)
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
            do throws(Errno) { count = try read(into: &chunk) } catch { throw FileError(path: name, error) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            if bytes.count > limit { throw FileError(path: name, reason: "larger than \(limit >> 20) MiB") }
        }
    }
}
