package import SystemPackage

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
    /// Why the system refused; nil where it was not the system that did.
    package var code: Errno?

    /// Makes an error of a file in words.
    package init(path: String, reason: String, code: Errno? = nil) {
        self.path = path
        self.reason = reason
        self.code = code
    }

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
        let descriptor: FileDescriptor
        do throws(Errno) {
            descriptor = try .open(path: path, .readOnly, [.closeOnExec, .nonBlocking, .noControllingTerminal])
        } catch {
            // A socket cannot be opened; its error number says nothing about files.
            try refuseIrregular(path, try? Stat(path: path).type)
            throw FileError(path: path, error)
        }
        defer { try? descriptor.close() }
        try refuseIrregular(path, try? descriptor.stat().type)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count: Int
            do throws(Errno) { count = try descriptor.read(into: &chunk) } catch { throw FileError(path: path, error) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            if bytes.count > limit { throw FileError(path: path, reason: "larger than \(limit >> 20) MiB") }
        }
    }

    /// The first line of a regular file, or of a FIFO, without its end. A FIFO is waited for, and what stands behind
    /// the line is left to who reads on.
    package static func readFirstLine(_ path: String, atMost limit: Int) throws(FileError) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        guard (try? Stat(path: path).type) == .fifo else {
            return Array(try read(path, atMost: limit).prefix { $0 != newline })
        }
        do throws(Errno) {
            let descriptor = try FileDescriptor.open(path: path, .readOnly, [.closeOnExec])
            defer { try? descriptor.close() }
            var line: [UInt8] = []
            var byte: [UInt8] = [0]
            while line.count <= limit {
                if try descriptor.read(into: &byte) == 0 || byte[0] == newline { return line }
                line += byte
            }
        } catch {
            throw FileError(path: path, error)
        }
        throw FileError(path: path, reason: "its first line is longer than \(limit >> 20) MiB")
    }

    /// What a file can be besides a regular one, in words; nil for a regular file.
    private static func nameOfOther(_ type: FileType) -> String? {
        switch type {
        case .regular: nil
        case .directory: "a folder"
        case .fifo: "a FIFO"
        case .socket: "a socket"
        case .characterSpecial, .blockSpecial: "a device"
        default: "something else"
        }
    }

    private static func refuseIrregular(
        _ path: String, _ type: FileType?, expected: String = "a regular file"
    ) throws(FileError) {
        guard let name = type.flatMap(nameOfOther) else { return }
        throw FileError(path: path, reason: "\(name), where \(expected) is expected")
    }

    /// Opens what can be read from its beginning to its end. A FIFO and a device can, and are waited for; a folder and
    /// a socket are refused.
    package static func openStream(_ path: String, expected: String) throws(FileError) -> FileDescriptor {
        let type = try? Stat(path: path).type
        if type == .directory || type == .socket { try refuseIrregular(path, type, expected: expected) }
        let options: FileDescriptor.OpenOptions = type == .regular ? .nonBlocking : []
        do throws(Errno) {
            return try .open(path: path, .readOnly, options.union([.closeOnExec, .noControllingTerminal]))
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// Whether what a path leads to is a folder.
    ///
    /// - Throws: `FileError` where it leads nowhere.
    package static func isExistingFolder(_ path: String) throws(FileError) -> Bool {
        do throws(Errno) { return try Stat(path: path).type == .directory } catch {
            throw FileError(path: path, error)
        }
    }

    /// Whether a path leads to a folder, to something else, or nowhere (nil).
    package static func isFolder(_ path: String) -> Bool? { try? Stat(path: path).type == .directory }

    /// Whether something has this name, be it a link that leads nowhere.
    package static func exists(_ path: String) -> Bool { (try? Stat(path: path, followTargetSymlink: false)) != nil }

    /// What tells one regular file from all others, under whatever name.
    package struct Identity: Equatable, Sendable {
        private let device: DeviceID
        private let node: Inode

        /// The regular file that a path leads to; nil where it leads to none.
        package init?(of path: String) {
            guard let status = try? Stat(path: path) else { return nil }
            self.init(status)
        }

        /// The regular file that is open; nil for anything else.
        package init?(of descriptor: FileDescriptor) {
            guard let status = try? descriptor.stat() else { return nil }
            self.init(status)
        }

        private init?(_ status: Stat) {
            guard status.type == .regular else { return nil }
            device = status.deviceID
            node = status.inode
        }
    }

    /// What tells one version of a file from another; nil if there is none.
    package struct Stamp: Equatable, Sendable {
        private let seconds: Int
        private let nanoseconds: Int
        private let size: Int64
        private let node: Inode

        /// Looks at a file or folder.
        package init?(of path: String) {
            guard let status = try? Stat(path: path) else { return nil }
            seconds = Int(status.st_mtim.tv_sec)
            nanoseconds = Int(status.st_mtim.tv_nsec)
            size = status.size
            node = status.inode
        }
    }

    /// Writes a whole file: it replaces what is there or, where `replaces` is false, fails. What is no
    /// regular file is refused at once, as by `read`.
    package static func write(_ text: String, to path: String, replaces: Bool = true) throws(FileError) {
        let descriptor: FileDescriptor
        do throws(Errno) {
            descriptor = try .open(
                path: path, .writeOnly,
                [.create, replaces ? .truncate : .exclusiveCreate, .closeOnExec, .nonBlocking, .noControllingTerminal],
                permissions: .masked)
        } catch {
            // A FIFO that is read by no process cannot be opened; its error number says nothing about files.
            if replaces { try refuseIrregular(path, try? Stat(path: path).type) }
            throw FileError(path: path, error)
        }
        defer { try? descriptor.close() }
        try refuseIrregular(path, try? descriptor.stat().type)
        do throws(Errno) { try descriptor.writeAll(Array(text.utf8).span) } catch {
            throw FileError(path: path, error)
        }
    }

    /// Writes a text behind what a regular file holds. Where that fails, the file is as it was.
    package static func append(_ text: String, to path: String) throws(FileError) {
        let descriptor: FileDescriptor
        let status: Stat
        do throws(Errno) {
            descriptor = try .open(
                path: path, .writeOnly, [.append, .closeOnExec, .nonBlocking, .noControllingTerminal])
        } catch {
            throw FileError(path: path, error)
        }
        defer { try? descriptor.close() }
        do throws(Errno) { status = try descriptor.stat() } catch { throw FileError(path: path, error) }
        try refuseIrregular(path, status.type)
        do throws(Errno) { try descriptor.writeAll(Array(text.utf8).span) } catch {
            try? descriptor.resize(to: status.size)
            throw FileError(path: path, error)
        }
    }

    /// Makes a folder, and those that it lies in, where they are not there.
    package static func makeFolders(_ path: String) throws(FileError) {
        if isFolder(path) == true { return }
        let parent = folder(of: path)
        if !parent.utf8.elementsEqual(path.utf8), isFolder(parent) == nil { try makeFolders(parent) }
        do throws(Errno) { try SystemCalls.makeFolder(path, mode: 0o777) } catch {
            if isFolder(path) != true { throw FileError(path: path, error) }
        }
    }

    /// Removes a file.
    package static func remove(_ path: String) throws(FileError) {
        do throws(Errno) { try SystemCalls.remove(path) } catch { throw FileError(path: path, error) }
    }

    /// The names in a folder, in order.
    package static func names(in folder: String) throws(FileError) -> [String] {
        do throws(Errno) {
            return try SystemCalls.names(in: folder).sorted()
        } catch {
            throw FileError(path: folder, error)
        }
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
    package init(missingIn folder: String, reason: String) {
        self.init(path: folder, reason: reason, code: .noSuchFileOrDirectory)
    }

    package init(path: String, _ code: Errno) {
        let reason =
            switch code {
            case .noSuchFileOrDirectory:
                Files.exists(path) ? "a link that leads nowhere" : "no such file or folder"
            // What the system makes up as it is read, as /proc/kmsg, may be waited for though it is a file by its type.
            case .resourceTemporarilyUnavailable: "nothing to read yet, where a regular file is expected"
            default: code.description
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
        return code == .noSuchFileOrDirectory || code == .notDirectory ? .missing : .wrong
    }

    /// Whether the system lacked descriptors or memory: then nothing is known about the file.
    package var isShortage: Bool { code != .resourceTemporarilyUnavailable && code?.isShortage ?? false }
}

extension Errno {
    /// Whether the system lacks descriptors, memory or threads.
    package var isShortage: Bool {
        [.tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .resourceTemporarilyUnavailable].contains(self)
    }
}
