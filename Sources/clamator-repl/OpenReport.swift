internal import ClamatorKit
internal import ReplCore

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// The file that a report is written to while a batch runs. It stays open until the process ends.
struct OpenReport: ReportDestination {
    private let descriptor: Int32
    private let path: String
    let canBeRewritten: Bool

    /// Opens a file, and leaves what is there. A FIFO that is read by no process is refused, since opening it would
    /// wait for one.
    init(_ path: String) throws(FileError) {
        descriptor = SystemCalls.open(
            path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, mode: 0o666)
        guard descriptor >= 0 else { throw FileError(path: path, errno) }
        guard let status = SystemCalls.status(of: descriptor) else { throw FileError(path: path, errno) }
        canBeRewritten = status.st_mode & S_IFMT == S_IFREG
        // What is open now may be waited for, as long as it takes.
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        self.path = path
    }

    /// What the file is besides, under whatever name; nil where it is nothing else.
    func otherUse(_ files: [String]) -> String? {
        guard let own = Files.Identity(of: descriptor) else { return nil }
        if files.contains(where: { Files.Identity(of: $0) == own }) { return "a file of the contracts" }
        if Files.Identity(of: StandardStream.input.descriptor) == own { return "the input" }
        return Files.Identity(of: StandardStream.output.descriptor) == own ? "the output" : nil
    }

    /// Drops what is there.
    func clear() throws(FileError) {
        guard canBeRewritten, ftruncate(descriptor, 0) != 0 else { return }
        throw FileError(path: path, errno)
    }

    mutating func write(_ bytes: [UInt8], at offset: Int) throws(StreamError) {
        var written = 0
        while written < bytes.count {
            let count = SystemCalls.write(
                descriptor, bytes.span.extracting(written...), at: canBeRewritten ? offset + written : nil)
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw StreamError(operation: "write the report to \(path)", code: errno)
            }
        }
    }

    mutating func truncate(to length: Int) throws(StreamError) {
        while ftruncate(descriptor, off_t(length)) != 0 {
            guard errno == EINTR else { throw StreamError(operation: "cut the report in \(path)", code: errno) }
        }
    }
}
