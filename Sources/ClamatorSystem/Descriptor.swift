internal import SystemPackage

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// An end of a pipe that never waits. It is closed when the last reference to it goes.
package final class Descriptor: Sendable {
    /// What came of reading or writing.
    package enum Transfer: Equatable {
        /// So many bytes passed.
        case bytes(Int)
        /// None can pass now.
        case mustWait
        /// None will pass any more: the other end is closed, or cannot be used.
        case isOver
    }

    private let end: FileDescriptor

    init(_ end: FileDescriptor) {
        self.end = end
        let number = end.rawValue
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        #if canImport(Darwin)
            _ = fcntl(number, F_SETNOSIGPIPE, 1)
        #endif
    }

    deinit { try? end.close() }

    /// Reads what is there.
    package func read(into buffer: inout [UInt8]) -> Transfer {
        do throws(Errno) {
            let count = try end.read(into: &buffer)
            return count > 0 ? .bytes(count) : .isOver
        } catch {
            return Self.afterFailure(error)
        }
    }

    /// Writes as much as passes at once. The thread must have called `Descriptor.ignoreBrokenPipes`.
    package func write(_ bytes: ArraySlice<UInt8>) -> Transfer {
        do throws(Errno) {
            return .bytes(try end.write(bytes.span))
        } catch {
            return Self.afterFailure(error)
        }
    }

    private static func afterFailure(_ error: Errno) -> Transfer {
        error == .resourceTemporarilyUnavailable ? .mustWait : .isOver
    }

    /// Has writes of this thread fail where the other end is closed; they would end the process otherwise.
    package static func ignoreBrokenPipes() {
        SystemCalls.block(SIGPIPE)
    }

    /// What is waited for.
    package enum Event {
        /// There is something to read; nil never has.
        case readable(Descriptor?)
        /// Something can be written; nil never can be.
        case writable(Descriptor?)
        /// A pipe was woken.
        case woken(WakePipe)
    }

    /// Waits until something of it has happened, or the time is over.
    ///
    /// - Returns: Of each, whether it has. The end of a stream has both.
    package static func wait(for events: [Event], atMost limit: Duration?) -> [Bool] {
        var polled = events.map { event in
            switch event {
            case .readable(let stream): pollfd(fd: stream?.end.rawValue ?? -1, events: Int16(POLLIN), revents: 0)
            case .writable(let stream): pollfd(fd: stream?.end.rawValue ?? -1, events: Int16(POLLOUT), revents: 0)
            case .woken(let pipe): pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0)
            }
        }
        let milliseconds = limit.map { Int32(max(0, min(($0 / .milliseconds(1)).rounded(.up), Double(Int32.max)))) }
        guard SystemCalls.poll(&polled, milliseconds: milliseconds ?? -1) > 0 else { return events.map { _ in false } }
        return polled.map { $0.revents != 0 }
    }
}
