internal import ClamatorKit
internal import ReplCore
private import SystemPackage

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// The file that a report is written to while a batch runs. It stays open until the process ends.
struct OpenReport: ReportDestination {
    private let descriptor: FileDescriptor
    private let path: String
    let canBeRewritten: Bool

    /// Opens a file, and leaves what is there. A FIFO that is read by no process is refused, since opening it would
    /// wait for one.
    init(_ path: String) throws(FileError) {
        do throws(Errno) {
            descriptor = try .open(
                path: path, .writeOnly, [.create, .closeOnExec, .nonBlocking, .noControllingTerminal],
                permissions: .masked)
            canBeRewritten = try descriptor.stat().type == .regular
        } catch {
            throw FileError(path: path, error)
        }
        // What is open now may be waited for, as long as it takes.
        let number = descriptor.rawValue
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) & ~O_NONBLOCK)
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
        guard canBeRewritten else { return }
        do throws(Errno) { try resize(to: 0) } catch { throw FileError(path: path, error) }
    }

    mutating func write(_ bytes: [UInt8], at offset: Int) throws(StreamError) {
        do throws(Errno) {
            try descriptor.writeAll(bytes.span, at: canBeRewritten ? offset : nil)
        } catch {
            throw StreamError(operation: "write the report to \(path)", code: error.rawValue)
        }
    }

    mutating func truncate(to length: Int) throws(StreamError) {
        do throws(Errno) { try resize(to: length) } catch {
            throw StreamError(operation: "cut the report in \(path)", code: error.rawValue)
        }
    }

    private func resize(to length: Int) throws(Errno) {
        try Errno.typed { try descriptor.resize(to: Int64(length)) }
    }
}
