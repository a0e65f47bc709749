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
/// When the file has grown too large to be read whole, it is moved aside, and one with the newest entries, each once,
/// stands there: under the same lock, and by renaming, so that a reader has the one or the other. Nothing that goes
/// wrong here is worth more than a message.
final class HistoryFile: EntryStore {
    private let path: String
    private let tell: (String) -> Void
    private var told: Set<String> = []
    private var isGivenUp = false

    // What was read: of which file, and how far.
    private var node: Node?
    private var offset = 0

    /// The most bytes that are read, and that a file may have.
    private static let mostBytes = 16 << 20
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
            return try read(file)
        } catch {
            giveUp(error)
            return []
        }
    }

    func append(_ entry: String) {
        guard !isGivenUp else { return }
        guard let line = HistoryLines.line(entry) else {
            say("an entry of more than 64 KB is kept for this session only", once: "long")
            return
        }
        do throws(HistoryFailure) {
            let file = try openLocked()
            // A link stays one: what it leads to is moved.
            if file.size > Self.mostBytes, let target = SystemCalls.realPath(path), let aside = Self.nameAside(target) {
                try replace(file, at: target, named: aside, adding: entry)
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

    /// Reads on: from the start of a file that is not the one known, or that was cut off.
    private func read(_ file: borrowing OpenFile) throws(HistoryFailure) -> [String] {
        if node != file.node || file.size < offset {
            node = file.node
            offset = 0
        }
        let lines = try file.lastLines(
            from: offset, atMost: Self.mostBytes, longest: HistoryLines.longestLine,
            count: 4 * EntryHistory.mostEntries)
        offset = lines.end
        let entries = lines.lines.filter { !$0.isEmpty }.map(HistoryLines.entry)
        let damaged = entries.count { $0 == nil }
        if damaged > 0 {
            let count = damaged == 1 ? "1 line" : "\(damaged) lines"
            say("\(count) of \(path) cannot be read: expected a JSON string a line", once: "damage")
        }
        return entries.compactMap { $0 }.filter { $0.utf8.count <= HistoryLines.longestEntry }
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

    /// Puts a file with the newest entries where this one is, which is locked and has a second name.
    private func replace(
        _ file: borrowing OpenFile, at target: String, named aside: String, adding entry: String
    ) throws(HistoryFailure) {
        let draft = target + ".new"
        SystemCalls.remove(draft)
        do throws(HistoryFailure) {
            offset = 0
            let entries = EntryHistory.newest(try read(file) + [entry], bytes: Self.mostBytes / 4)
            let new = try OpenFile(draft, O_RDWR | O_APPEND | O_CREAT | O_EXCL)
            try new.append(entries.compactMap(HistoryLines.line).flatMap { $0 })
            guard fsync(new.descriptor) == 0, SystemCalls.move(draft, to: target) == 0 else {
                throw HistoryFailure(errno)
            }
        } catch {
            SystemCalls.remove(draft)
            SystemCalls.remove(aside)
            throw error
        }
        say("\(path) has grown beyond 16 MB and is \(aside) now; the newest entries stay", once: aside)
    }

    /// Gives a file a second name that no file has; nil where it cannot be given one.
    private static func nameAside(_ path: String) -> String? {
        for number in 1..<1000 where SystemCalls.link(path, as: "\(path).\(number)") == 0 || errno != EEXIST {
            return SystemCalls.status(of: "\(path).\(number)") == nil ? nil : "\(path).\(number)"
        }
        return nil
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

    /// The last lines behind an offset, the oldest first, and where the last of them ends. What has no end yet is being
    /// written, and no line. Lines that are too long are passed over, and cost nothing of the bytes.
    func lastLines(
        from start: Int, atMost bytes: Int, longest: Int, count: Int
    ) throws(HistoryFailure) -> (lines: [[UInt8]], end: Int) {
        var lines: [[UInt8]] = []
        var end: Int?
        var kept = 0
        // The end of the line that begins before what was read, unless it is too long.
        var tail: [UInt8]? = []
        func keep(_ start: ArraySlice<UInt8>) {
            if let tail, start.count + tail.count < longest {
                lines.append(start + tail)
                kept += start.count + tail.count
            }
        }
        var position = size
        while position > start, kept < bytes, lines.count < count, size - position < Self.mostSearched {
            let first = max(start, position - 1 << 18)
            let chunk = try read(from: first, to: position)
            // Cut off meanwhile.
            if chunk.count < position - first { break }
            position = first
            var rest = chunk[...]
            for index in Self.newlines(in: chunk).reversed() {
                if end == nil {
                    end = position + index + 1
                } else {
                    keep(rest[(index + 1)...])
                }
                tail = []
                rest = rest[..<index]
            }
            if end != nil { tail = tail.flatMap { rest.count + $0.count < longest ? rest + $0 : nil } }
        }
        if position == start, end != nil { keep([]) }
        return (lines.reversed(), end ?? start)
    }

    private static func newlines(in bytes: [UInt8]) -> [Int] {
        var newlines: [Int] = []
        while let next = SystemCalls.firstIndex(
            of: UInt8(ascii: "\n"), in: bytes, (newlines.last.map { $0 + 1 } ?? 0)..<bytes.count)
        {
            newlines.append(next)
        }
        return newlines
    }

    /// How much of a file is looked through for lines that are not too long.
    private static let mostSearched = 1 << 28

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
