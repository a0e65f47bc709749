package import SystemPackage

#if canImport(Glibc)
    package import Glibc
#elseif canImport(Musl)
    package import Musl
#else
    package import Darwin
#endif

/// What libc takes or gives pointers for that swift-system has no calls for, without pointers. Each call does what its
/// namesake does.
///
/// Unsafe code. Invariants: a pointer that goes to libc leads into a string, an array or a variable that lives until
/// the call returns, with the count that libc is given beside it; what libc gives as a pointer is copied before the
/// next call, and freed where libc says so.
package enum SystemCalls {
    // MARK: Signals

    /// Keeps a signal from this thread.
    package static func block(_ signal: Int32) {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, signal)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Lets a signal reach this thread.
    package static func unblock(_ signal: Int32) {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, signal)
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    // MARK: Descriptors

    /// Whether the process ignores a signal.
    package static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(signal, nil, &action) == 0 else { return false }
        #if canImport(Glibc)
            let handler = unsafe action.__sigaction_handler.sa_handler
        #elseif canImport(Musl)
            let handler = unsafe action.__sa_handler.sa_handler
        #else
            let handler = unsafe action.__sigaction_u.__sa_handler
        #endif
        // SIG_IGN is 1 everywhere, which is no address of a function.
        return unsafe unsafeBitCast(handler, to: Int.self) == 1
    }

    /// Writes one byte; signal handlers may, as it makes no error where it fails.
    package static func write(_ descriptor: Int32, byte: UInt8) -> Int {
        var byte = byte
        return unsafe writeBytes(descriptor, &byte, 1)
    }

    /// Sends bytes, or the first of them, over a socket; where that broke it is an error, and no signal.
    package static func send(_ descriptor: FileDescriptor, _ bytes: Span<UInt8>) throws(Errno) -> Int {
        #if canImport(Darwin)
            // SO_NOSIGPIPE is set by who opens it.
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        while true {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe sendBytes(descriptor.rawValue, $0.baseAddress, $0.count, flags)
            }
            if count >= 0 { return count }
            if Errno.last != .interrupted { throw .last }
        }
    }

    /// Waits for descriptors, for so many milliseconds at most or, where they are negative, as long as it takes.
    package static func poll(_ descriptors: inout [pollfd], milliseconds: Int32 = -1) -> Int32 {
        #if canImport(Glibc)
            unsafe Glibc.poll(&descriptors, nfds_t(descriptors.count), milliseconds)
        #elseif canImport(Musl)
            unsafe Musl.poll(&descriptors, nfds_t(descriptors.count), milliseconds)
        #else
            unsafe Darwin.poll(&descriptors, nfds_t(descriptors.count), milliseconds)
        #endif
    }

    /// The same for one descriptor, until it has something to read or, where that is asked, takes something.
    @discardableResult
    package static func poll(_ descriptor: Int32, toWrite: Bool = false, milliseconds: Int32 = -1) -> Int32 {
        var state = pollfd(fd: descriptor, events: Int16(toWrite ? POLLOUT : POLLIN), revents: 0)
        #if canImport(Glibc)
            return unsafe Glibc.poll(&state, 1, milliseconds)
        #elseif canImport(Musl)
            return unsafe Musl.poll(&state, 1, milliseconds)
        #else
            return unsafe Darwin.poll(&state, 1, milliseconds)
        #endif
    }

    // MARK: Files

    /// The names in a folder, without `.` and `..`, in no order.
    package static func names(in folder: String) throws(Errno) -> [String] {
        guard let directory = unsafe opendir(folder) else { throw .last }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    package static func realPath(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    package static func remove(_ path: String) throws(Errno) { try check(unsafe unlink(path)) }

    /// Gives a file a second name, which no file may have.
    package static func link(_ path: String, as other: String) throws(Errno) {
        #if canImport(Glibc)
            try check(unsafe Glibc.link(path, other))
        #elseif canImport(Musl)
            try check(unsafe Musl.link(path, other))
        #else
            try check(unsafe Darwin.link(path, other))
        #endif
    }

    package static func move(_ path: String, to other: String) throws(Errno) { try check(unsafe rename(path, other)) }

    package static func makeFolder(_ path: String, mode: mode_t) throws(Errno) { try check(unsafe mkdir(path, mode)) }

    /// Makes an empty file that only the user can read, under a name that no file had.
    ///
    /// - Parameters:
    ///   - path: The path, with six `X` before its ending; then that of the file.
    ///   - ending: The ending.
    /// - Returns: The file, which is open.
    /// - Throws: Why there is none.
    package static func makeTemporaryFile(_ path: inout String, ending: String) throws(Errno) -> FileDescriptor {
        var bytes = Array(path.utf8CString)
        let descriptor = try check(unsafe mkstemps(&bytes, Int32(ending.utf8.count)))
        path = String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        return FileDescriptor(rawValue: descriptor)
    }

    // MARK: The process

    /// The value of a variable of the environment.
    package static func environmentValue(of name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// Runs a command by the shell; its status as `wait` gives it.
    package static func runShell(_ command: String) throws(Errno) -> Int32 { try check(unsafe system(command)) }

    /// The time since 1970 began, in UTC.
    package static var wallClock: timespec {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return time
    }

    /// Runs the body while so many bytes of address space are taken; nil where they cannot be had.
    package static func withAddressSpace<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result? {
        #if canImport(Darwin)
            let anonymous = MAP_ANON
        #else
            let anonymous = MAP_ANONYMOUS
        #endif
        guard let memory = unsafe mmap(nil, count, PROT_NONE, MAP_PRIVATE | anonymous, -1, 0),
            unsafe memory != MAP_FAILED
        else { return nil }
        defer { unsafe munmap(memory, count) }
        return try body()
    }

    // MARK: The terminal

    /// Columns and rows of a terminal; nil where the descriptor leads to none.
    package static func windowSize(of descriptor: Int32) -> (columns: Int, rows: Int)? {
        var window = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0 else { return nil }
        return (Int(window.ws_col), Int(window.ws_row))
    }

    /// Takes the characters' encoding, and nothing else, from a locale; with no name from the user's.
    package static func setEncoding(ofLocale name: String) { unsafe setlocale(LC_CTYPE, name) }

    /// The name of the characters' encoding.
    package static var encoding: String? {
        guard let name = unsafe nl_langinfo(nl_item(CODESET)) else { return nil }
        return unsafe String(cString: name)
    }

    // MARK: Memory

    /// Where a byte stands first in a part of an array.
    @inlinable
    package static func firstIndex(of byte: UInt8, in bytes: [UInt8], _ part: Range<Int>) -> Int? {
        precondition(part.lowerBound >= 0 && part.upperBound <= bytes.count, "a part outside of the array")
        return unsafe bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress,
                let found = unsafe memchr(base + part.lowerBound, Int32(byte), part.count)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }
}

/// What a call gives where it did not fail, and -1 where it did.
@discardableResult
private func check(_ result: Int32) throws(Errno) -> Int32 {
    guard result != -1 else { throw .last }
    return result
}

// libc's `write` and `send`, whose names methods have.

private func writeBytes(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(descriptor, buffer, count)
}

private func sendBytes(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int, _ flags: Int32) -> Int {
    unsafe send(descriptor, buffer, count, flags)
}
