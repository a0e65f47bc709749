internal import ClamatorSystem
private import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads what is typed, where the process has the terminal.
struct TerminalInput {
    enum Read {
        case bytes(ArraySlice<UInt8>)
        /// There was nothing yet.
        case nothing
        /// The process was in the background, and has been brought back.
        case background
        case end
    }

    private static let most = 1000
    private var bytes = [UInt8](repeating: 0, count: 65_536)

    /// Reads all that has come, once something has. A process in the background stops here until it is brought back.
    mutating func read() -> Read {
        guard Terminal.isOurs else { return TerminalSignals.awaitForeground() ? .background : .end }
        var count = 0
        var more = 0
        repeat {
            do throws(Errno) {
                // What a signal changes is looked at before more is read.
                more = try FileDescriptor.standardInput.read(into: &bytes, from: count, retryOnInterrupt: false)
            } catch {
                if error == .interrupted || error == .resourceTemporarilyUnavailable { break }
                more = 0
            }
            if more == 0 { return count > 0 ? .bytes(bytes[..<count]) : .end }
            count += more
            // A terminal gives so many bytes at once where more came together.
        } while more >= Self.most && count < bytes.count && SystemCalls.poll(STDIN_FILENO, milliseconds: 0) > 0
        return count > 0 ? .bytes(bytes[..<count]) : .nothing
    }
}
