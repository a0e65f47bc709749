#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// A file or folder that could not be read.
public struct FileError: Error, Sendable, CustomStringConvertible {
    /// The file, as it was named.
    public let path: String
    /// Why it could not be read.
    public let reason: String

    /// The file and the reason.
    public var description: String { "\(path): \(reason)" }
}

/// Reads whole files and lists folders.
package enum Files {
    /// What a file may hold, in bytes: contracts are written by people and generators of schemas.
    package static let largestFile = 16 << 20

    /// The bytes of a file.
    package static func read(_ path: String, atMost limit: Int = largestFile) throws(FileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path: path, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = readBytes(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError(path: path, errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            if bytes.count > limit { throw FileError(path: path, reason: "larger than \(limit >> 20) MiB") }
        }
    }

    /// Whether a path leads to a folder, to something else, or nowhere (nil).
    package static func isFolder(_ path: String) -> Bool? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether a path leads to a regular file.
    package static func isRegularFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// What tells one version of a file from another; nil where there is none.
    package struct Stamp: Equatable, Sendable {
        private let seconds: Int
        private let nanoseconds: Int
        private let size: Int
        private let node: UInt64

        /// Looks at a file or folder.
        package init?(of path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
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

    /// Writes a whole file, in the place of what is there or, unless it `replaces` that, only where nothing is.
    package static func write(_ text: String, to path: String, replaces: Bool = true) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | (replaces ? O_TRUNC : O_EXCL) | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(path: path, errno) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError(path: path, errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// The names in a folder, in order.
    package static func names(in folder: String) throws(FileError) -> [String] {
        guard let directory = opendir(folder) else { throw FileError(path: folder, errno) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The path without links and dots; nil where it leads nowhere.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

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
    fileprivate init(path: String, _ code: Int32) {
        self.init(path: path, reason: code == ENOENT ? "no such file or folder" : String(cString: strerror(code)))
    }
}

/// libc's `read`, whose name a method of `Files` has.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

/// libc's `write`, likewise.
private func writeBytes(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, buffer, count)
}
