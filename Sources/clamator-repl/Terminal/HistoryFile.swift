internal import ClamatorKit
internal import LineEditing
internal import ReplCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The history that sessions share, in a file. Entries are added to its end under a lock, so that none is lost; what
/// others added is read from where the last reading ended.
///
/// When the file has grown, it is replaced by one with the newest entries, each once: under the same lock, and by
/// renaming, so that a reader has the one or the other. Nothing that goes wrong here is worth more than a message.
final class HistoryFile: EntryStore {
    private let path: String
    private let tell: (String) -> Void
    private var told: Set<String> = []
    private var isGivenUp = false

    // What was read: of which file, how far, and how many lines.
    private var node: Node?
    private var offset = 0
    private var lines = 0

    /// The lines beyond those that are kept after which the file is replaced.
    private static let slack = 2000
    /// How long to wait for another session, in milliseconds.
    private static let patience = 500

    /// - Parameters:
    ///   - path: The file, which need not be there.
    ///   - tell: Says what is wrong, each thing once.
    init(path: String, tell: @escaping (String) -> Void) {
        self.path = path
        self.tell = tell
    }

    var isEmpty: Bool {
        let size = try? status()?.st_size
        return (size ?? 0) == 0
    }

    func news() -> [String] {
        guard !isGivenUp else { return [] }
        do throws(HistoryFailure) {
            guard let status = try status(), node != Node(status) || status.st_size != offset else { return [] }
            let file = try OpenFile(path, O_RDONLY)
            return take(try file.read(from: start(in: file), to: file.size), of: file)
        } catch {
            giveUp(error)
            return []
        }
    }

    func append(_ entry: String) {
        let line = HistoryLines.line(entry)
        guard !isGivenUp, line.count <= HistoryLines.longestLine else { return }
        do throws(HistoryFailure) {
            let file = try openLocked()
            if lines >= EntryHistory.mostEntries + Self.slack || file.size > 2 * EntryHistory.mostBytes {
                try replace(file, adding: line)
            } else {
                try file.append(line)
            }
        } catch  where error.code == ENOSPC || error.code == EDQUOT || error.code == EFBIG || error.code == EAGAIN {
            // It may go better the next time.
            say("an entry was not written to \(path): \(error.reason)", once: "write")
        } catch {
            giveUp(error)
        }
    }

    /// Where to read on: at the start of a file that is not the one known, or that was cut off.
    private func start(in file: borrowing OpenFile) -> Int {
        if node != file.node || file.size < offset {
            node = file.node
            offset = 0
            lines = 0
        }
        return offset
    }

    private func take(_ bytes: [UInt8], of file: borrowing OpenFile) -> [String] {
        let content = HistoryLines.read(bytes)
        offset += content.length
        lines += content.lines
        if content.damaged > 0 {
            let count = content.damaged == 1 ? "1 line" : "\(content.damaged) lines"
            say("\(count) of \(path) cannot be read: expected a JSON string a line", once: "damage")
        }
        return content.entries
    }

    /// What is at the path; nil where nothing is.
    private func status() throws(HistoryFailure) -> stat? {
        if let status = SystemCalls.status(of: path) { return status }
        if errno == ENOENT { return nil }
        throw HistoryFailure(errno)
    }

    // MARK: Writing

    /// Opens the file for this session alone, and makes it if there is none.
    private func openLocked() throws(HistoryFailure) -> OpenFile {
        for _ in 0..<Self.patience / 5 {
            var file: OpenFile
            do throws(HistoryFailure) {
                file = try OpenFile(path, O_RDWR | O_APPEND | O_CREAT)
            } catch  where error.code == ENOENT {
                makeFolders()
                file = try OpenFile(path, O_RDWR | O_APPEND | O_CREAT)
            }
            // Another session may have put a new file here while this one was waited for.
            if try file.lock(), let status = try status(), Node(status) == file.node { return file }
            usleep(5000)
        }
        throw HistoryFailure(EAGAIN, "another session keeps it locked")
    }

    /// Replaces this file, which is locked, by one with what is worth keeping.
    private func replace(_ file: borrowing OpenFile, adding line: [UInt8]) throws(HistoryFailure) {
        let all = try file.read(from: 0, to: file.size)
        let entries = EntryHistory.newest(HistoryLines.read(all + line).entries)
        // A link stays one: what it leads to is replaced.
        guard let target = SystemCalls.realPath(path) else { throw HistoryFailure(errno) }
        let draft = target + ".new"
        SystemCalls.remove(draft)
        do throws(HistoryFailure) {
            let new = try OpenFile(draft, O_RDWR | O_APPEND | O_CREAT | O_EXCL)
            try new.append(entries.flatMap(HistoryLines.line))
            guard fsync(new.descriptor) == 0, SystemCalls.move(draft, to: target) == 0 else {
                throw HistoryFailure(errno)
            }
        } catch {
            SystemCalls.remove(draft)
            throw error
        }
    }

    private func makeFolders() {
        var end = path.startIndex
        while let slash = path[path.index(after: end)...].firstIndex(of: "/") {
            end = slash
            // Where the folder cannot be made, opening the file fails and says why.
            SystemCalls.makeFolder(String(path[..<end]), mode: 0o700)
        }
    }

    // MARK: Messages

    private func giveUp(_ failure: HistoryFailure) {
        isGivenUp = true
        say("\(path): \(failure.reason); the history is kept for this session only", once: "give up")
    }

    private func say(_ message: String, once kind: String) {
        if told.insert(kind).inserted { tell("history: " + Printable.escape(message)) }
    }
}

/// What identifies a file, whatever its name.
private struct Node: Equatable {
    let device: UInt64
    let number: UInt64

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
    }
}

/// Why the history cannot be had or written.
private struct HistoryFailure: Error {
    let code: Int32
    let reason: String

    init(_ code: Int32, _ reason: String? = nil) {
        self.code = code
        self.reason = reason ?? SystemCalls.message(of: code)
    }
}

/// The history file while it is open: a regular file that only the user may read. Closing it takes
/// the lock away.
private struct OpenFile: ~Copyable {
    let descriptor: Int32
    let node: Node
    let size: Int

    init(_ path: String, _ flags: Int32) throws(HistoryFailure) {
        // A pipe by this name is not waited for.
        descriptor = SystemCalls.open(path, flags | O_CLOEXEC | O_NONBLOCK, mode: 0o600)
        guard descriptor >= 0 else { throw HistoryFailure(errno) }
        guard let status = SystemCalls.status(of: descriptor) else { throw Self.failure(closing: descriptor, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Self.failure(closing: descriptor, EINVAL, "no regular file")
        }
        guard status.st_uid == geteuid() else {
            throw Self.failure(closing: descriptor, EPERM, "belongs to another user")
        }
        if status.st_mode & 0o077 != 0 { fchmod(descriptor, 0o600) }
        node = Node(status)
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    private static func failure(closing descriptor: Int32, _ code: Int32, _ reason: String? = nil) -> HistoryFailure {
        let failure = HistoryFailure(code, reason)
        close(descriptor)
        return failure
    }

    /// Locks the file; false where another session has it.
    func lock() throws(HistoryFailure) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        if errno == EWOULDBLOCK || errno == EINTR { return false }
        throw HistoryFailure(errno)
    }

    func read(from start: Int, to end: Int) throws(HistoryFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(end - start, 0))
        var count = 0
        while count < bytes.count {
            let more = SystemCalls.read(descriptor, into: &bytes, from: count, at: start + count)
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { throw HistoryFailure(errno) }
            if more == 0 { break }
            count += more
        }
        return Array(bytes[..<count])
    }

    /// Writes whole lines behind what is there, or nothing.
    func append(_ lines: [UInt8]) throws(HistoryFailure) {
        guard let status = SystemCalls.status(of: descriptor) else { throw HistoryFailure(errno) }
        let end = Int(status.st_size)
        // A line that was never finished ends here, rather than spoil the next.
        let last = try read(from: max(end - 1, 0), to: end)
        var rest = ((last == [UInt8(ascii: "\n")] || last.isEmpty ? [] : [UInt8(ascii: "\n")]) + lines)[...]
        while !rest.isEmpty {
            let count = SystemCalls.write(descriptor, rest.span)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let failure = HistoryFailure(errno)
                ftruncate(descriptor, off_t(end))
                throw failure
            }
            rest = rest.dropFirst(count)
        }
    }
}
