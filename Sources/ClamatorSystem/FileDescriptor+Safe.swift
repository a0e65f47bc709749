package import SystemPackage

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

// What swift-system takes pointers for, without pointers, and with the one kind of error that it throws. Paths go to
// the system as they are: a `FilePath` drops slashes, and `file/` would be taken for `file`.
//
// Unsafe code. Invariants: a pointer leads into a string, an array or a span that lives until the call returns; a
// buffer ends where what it lies in does.

extension Errno {
    /// Declares what swift-system throws, which is an `Errno` always, though most of its calls declare any error.
    package static func typed<Value>(_ body: () throws -> Value) throws(Errno) -> Value {
        do {
            return try body()
        } catch {
            guard let error = error as? Errno else { preconditionFailure("no error of the system: \(error)") }
            throw error
        }
    }

    /// Why the last call of libc on this thread that failed did.
    package static var last: Errno { Errno(rawValue: errno) }
}

extension FileDescriptor {
    /// Opens a file. What is made has the permissions, which only that needs.
    package static func open(
        path: String, _ mode: AccessMode, _ options: OpenOptions = [], permissions: FilePermissions? = nil
    ) throws(Errno) -> FileDescriptor {
        try Errno.typed { try unsafe open(path, mode, options: options, permissions: permissions) }
    }

    /// Reads bytes behind the first `start`, as many as there is room for at most. With an offset from that byte of the
    /// file, else from where the descriptor stands.
    package func read(
        into bytes: inout [UInt8], from start: Int = 0, at offset: Int? = nil, retryOnInterrupt: Bool = true
    ) throws(Errno) -> Int {
        try Errno.typed {
            try unsafe bytes.withUnsafeMutableBytes { bytes in
                let room = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
                if let offset {
                    return try unsafe read(
                        fromAbsoluteOffset: Int64(offset), into: room, retryOnInterrupt: retryOnInterrupt)
                }
                return try unsafe read(into: room, retryOnInterrupt: retryOnInterrupt)
            }
        }
    }

    /// Writes bytes, or the first of them. With an offset to that byte of the file, else to where the descriptor
    /// stands.
    package func write(_ bytes: Span<UInt8>, at offset: Int? = nil) throws(Errno) -> Int {
        try unsafe bytes.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws(Errno) in
            try Errno.typed {
                if let offset { return try unsafe write(toAbsoluteOffset: Int64(offset), bytes) }
                return try unsafe write(bytes)
            }
        }
    }

    /// Writes all bytes, and waits where the descriptor takes none now: another process may have made it one that does
    /// not wait.
    package func writeAll(_ bytes: Span<UInt8>, at offset: Int? = nil) throws(Errno) {
        var written = 0
        while written < bytes.count {
            do throws(Errno) {
                let count = try write(bytes.extracting(written...), at: offset.map { $0 + written })
                written += count
            } catch  where error == .resourceTemporarilyUnavailable {
                SystemCalls.poll(rawValue, toWrite: true)
            }
        }
    }
}

extension FileDescriptor.OpenOptions {
    /// A terminal that is opened does not become the process's own.
    package static var noControllingTerminal: Self { Self(rawValue: O_NOCTTY) }
}

extension FilePermissions {
    /// What a file is made with that others may read: all that the user's mask leaves.
    package static var masked: Self { Self(rawValue: 0o666) }
}

extension Stat {
    /// Looks at what a path leads to or, where links are not followed, at what has the name.
    package init(path: String, followTargetSymlink: Bool = true) throws(Errno) {
        try unsafe self.init(path, followTargetSymlink: followTargetSymlink)
    }
}
