#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// A file or folder that could not be read or written.
public struct FileError: Error, Sendable, CustomStringConvertible {
    /// The file, as it was named.
    public let path: String
    /// Why it could not be read or written.
    public let reason: String
    /// The system's number for the reason, `errno`; 0 where it was not the system that refused.
    package var code: Int32 = 0

    /// The file and the reason, on one line.
    public var description: String { Printable.escape("\(path): \(reason)") }
}

/// Reads whole files and lists folders.
package enum Files {
    /// What a file may hold, in bytes: contracts are written by people and generators of schemas.
    package static let largestFile = 16 << 20

    /// The bytes of a regular file. Anything else is refused at once: a FIFO without a writer, or a terminal, would be
    /// waited for, and a device may have no end.
    package static func read(_ path: String, atMost limit: Int = largestFile) throws(FileError) -> [UInt8] {
        let descriptor = SystemCalls.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            // A socket cannot be opened; its error number says nothing about files.
            let code = errno
            try refuseIrregular(path, Kind(of: path))
            throw FileError(path: path, code)
        }
        defer { close(descriptor) }
        try refuseIrregular(path, Kind(of: descriptor))
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = SystemCalls.read(descriptor, into: &chunk)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError(path: path, errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            if bytes.count > limit { throw FileError(path: path, reason: "larger than \(limit >> 20) MiB") }
        }
    }

    /// The first line of a regular file, or of a FIFO, without its end. A FIFO is waited for, and what stands behind
    /// the line is left to who reads on.
    package static func readFirstLine(_ path: String, atMost limit: Int) throws(FileError) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        guard let kind = Kind(of: path), kind.mode == S_IFIFO else {
            return Array(try read(path, atMost: limit).prefix { $0 != newline })
        }
        let descriptor = SystemCalls.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path: path, errno) }
        defer { close(descriptor) }
        var line: [UInt8] = []
        var byte: [UInt8] = [0]
        while true {
            let count = SystemCalls.read(descriptor, into: &byte)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError(path: path, errno) }
            if count == 0 || byte[0] == newline { return line }
            line += byte
            if line.count > limit {
                throw FileError(path: path, reason: "its first line is longer than \(limit >> 20) MiB")
            }
        }
    }

    /// What a file can be besides a regular one, in words.
    private struct Kind {
        let mode: mode_t

        /// What stands at a path; nil where nothing does.
        init?(of path: String) {
            guard let status = SystemCalls.status(of: path) else { return nil }
            mode = status.st_mode & S_IFMT
        }

        /// What was opened.
        init?(of descriptor: Int32) {
            guard let status = SystemCalls.status(of: descriptor) else { return nil }
            mode = status.st_mode & S_IFMT
        }

        /// Nil for a regular file.
        var nameOfOther: String? {
            switch mode {
            case S_IFREG: nil
            case S_IFDIR: "a folder"
            case S_IFIFO: "a FIFO"
            case S_IFSOCK: "a socket"
            case S_IFCHR, S_IFBLK: "a device"
            default: "something else"
            }
        }
    }

    private static func refuseIrregular(
        _ path: String, _ kind: Kind?, expected: String = "a regular file"
    ) throws(FileError) {
        guard let name = kind?.nameOfOther else { return }
        throw FileError(path: path, reason: "\(name), where \(expected) is expected")
    }

    /// Refuses what cannot be read from its beginning to its end: a folder or a socket. A FIFO and a device can.
    package static func refuseWhatIsNoStream(_ path: String, expected: String) throws(FileError) {
        guard let kind = Kind(of: path), kind.mode == S_IFDIR || kind.mode == S_IFSOCK else { return }
        try refuseIrregular(path, kind, expected: expected)
    }

    /// Whether what a path leads to is a folder.
    ///
    /// - Throws: `FileError` where it leads nowhere.
    package static func isExistingFolder(_ path: String) throws(FileError) -> Bool {
        guard let kind = Kind(of: path) else { throw FileError(path: path, errno) }
        return kind.mode == S_IFDIR
    }

    /// Whether a path leads to a folder, to something else, or nowhere (nil).
    package static func isFolder(_ path: String) -> Bool? {
        Kind(of: path).map { $0.mode == S_IFDIR }
    }

    /// Whether something has this name, be it a link that leads nowhere.
    package static func exists(_ path: String) -> Bool { SystemCalls.linkStatus(of: path) != nil }

    /// What tells one regular file from all others, under whatever name.
    package struct Identity: Equatable, Sendable {
        private let device: UInt64
        private let node: UInt64

        /// The regular file that a path leads to; nil where it leads to none.
        package init?(of path: String) {
            guard let status = SystemCalls.status(of: path) else { return nil }
            self.init(status)
        }

        /// The regular file that is open; nil for anything else.
        package init?(of descriptor: Int32) {
            guard let status = SystemCalls.status(of: descriptor) else { return nil }
            self.init(status)
        }

        private init?(_ status: stat) {
            guard status.st_mode & S_IFMT == S_IFREG else { return nil }
            device = UInt64(truncatingIfNeeded: status.st_dev)
            node = UInt64(status.st_ino)
        }
    }

    /// What tells one version of a file from another; nil if there is none.
    package struct Stamp: Equatable, Sendable {
        private let seconds: Int
        private let nanoseconds: Int
        private let size: Int
        private let node: UInt64

        /// Looks at a file or folder.
        package init?(of path: String) {
            guard let status = SystemCalls.status(of: path) else { return nil }
            #if canImport(Darwin)
                let time = status.st_mtimespec
            #else
                let time = status.st_mtim
            #endif
            seconds = Int(time.tv_sec)
            nanoseconds = Int(time.tv_nsec)
            size = Int(status.st_size)
            node = UInt64(status.st_ino)
        }
    }

    /// Writes a whole file: it replaces what is there or, where `replaces` is false, fails. What is no
    /// regular file is refused at once, as by `read`.
    package static func write(_ text: String, to path: String, replaces: Bool = true) throws(FileError) {
        let flags = O_WRONLY | O_CREAT | (replaces ? O_TRUNC : O_EXCL) | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        let descriptor = SystemCalls.open(path, flags, mode: 0o666)
        guard descriptor >= 0 else {
            // A FIFO that is read by no process cannot be opened; its error number says nothing about files.
            let code = errno
            if replaces { try refuseIrregular(path, Kind(of: path)) }
            throw FileError(path: path, code)
        }
        defer { close(descriptor) }
        try refuseIrregular(path, Kind(of: descriptor))
        try write(text, to: descriptor, of: path)
    }

    /// Writes a text behind what a regular file holds. Where that fails, the file is as it was.
    package static func append(_ text: String, to path: String) throws(FileError) {
        let descriptor = SystemCalls.open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw FileError(path: path, errno) }
        defer { close(descriptor) }
        try refuseIrregular(path, Kind(of: descriptor))
        guard let status = SystemCalls.status(of: descriptor) else { throw FileError(path: path, errno) }
        do throws(FileError) {
            try write(text, to: descriptor, of: path)
        } catch {
            _ = ftruncate(descriptor, status.st_size)
            throw error
        }
    }

    private static func write(_ text: String, to descriptor: Int32, of path: String) throws(FileError) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = SystemCalls.write(descriptor, rest.span)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError(path: path, errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes a folder, and those that it lies in, where they are not there.
    package static func makeFolders(_ path: String) throws(FileError) {
        if isFolder(path) == true { return }
        let parent = folder(of: path)
        if !parent.utf8.elementsEqual(path.utf8), isFolder(parent) == nil { try makeFolders(parent) }
        if SystemCalls.makeFolder(path, mode: 0o777) != 0 {
            let code = errno
            if isFolder(path) != true { throw FileError(path: path, code) }
        }
    }

    /// Removes a file.
    package static func remove(_ path: String) throws(FileError) {
        if SystemCalls.remove(path) != 0 { throw FileError(path: path, errno) }
    }

    /// The names in a folder, in order.
    package static func names(in folder: String) throws(FileError) -> [String] {
        guard let names = SystemCalls.names(in: folder) else { throw FileError(path: folder, errno) }
        return names.sorted()
    }

    /// The path without links and dots; nil where it leads nowhere.
    package static func realPath(_ path: String) -> String? { SystemCalls.realPath(path) }

    /// The last part of a path.
    package static func name(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(Substring(path.utf8[$0...].dropFirst())) } ?? path
    }

    /// The folder part of a path, "." where it has none.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(Substring(path.utf8[..<slash]))
    }
}

extension FileError {
    /// A folder lacks a file that it should hold.
    package init(missingIn folder: String, reason: String) { self.init(path: folder, reason: reason, code: ENOENT) }

    package init(path: String, _ code: Int32) {
        let reason =
            switch code {
            case ENOENT: Files.exists(path) ? "a link that leads nowhere" : "no such file or folder"
            default: SystemCalls.message(of: code)
            }
        self.init(path: path, reason: reason, code: code)
    }

    /// What is wrong with the file.
    public enum Fault: Sendable {
        /// It is not there.
        case missing
        /// It is there, and is not what it should be, or may not be used.
        case wrong
        /// The system lacked descriptors or memory: then nothing is known about the file.
        case shortage
    }

    /// What is wrong with the file.
    public var fault: Fault {
        if isShortage { return .shortage }
        return code == ENOENT || code == ENOTDIR ? .missing : .wrong
    }

    /// Whether the system lacked descriptors or memory: then nothing is known about the file.
    package var isShortage: Bool { Self.isShortage(code) }

    /// Whether an `errno` says that the system lacks descriptors, memory or threads.
    package static func isShortage(_ code: Int32) -> Bool {
        [EMFILE, ENFILE, ENOMEM, EAGAIN].contains(code)
    }
}
