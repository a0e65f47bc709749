internal import ClamatorKit
internal import LineEditing
internal import ReplCore
private import SystemPackage

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
        let size = try? status()?.size
        return (size ?? 0) == 0
    }

    func news() -> [String] {
        guard !isGivenUp else { return [] }
        do throws(HistoryFailure) {
            guard let status = try status(), node != Node(status) || status.size != offset else { return [] }
            let file = try OpenFile(path, .readOnly)
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
        } catch  where HistoryFailure.passing.contains(error.error) {
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
    private func status() throws(HistoryFailure) -> Stat? {
        do throws(Errno) {
            return try Stat(path: path)
        } catch {
            if error == .noSuchFileOrDirectory { return nil }
            throw HistoryFailure(error)
        }
    }

    // MARK: Writing

    /// Opens the file for this session alone, and makes it if there is none.
    private func openLocked() throws(HistoryFailure) -> OpenFile {
        for _ in 0..<Self.patience / 5 {
            var file: OpenFile
            do throws(HistoryFailure) {
                file = try OpenFile(path, .readWrite, [.append, .create])
            } catch  where error.error == .noSuchFileOrDirectory {
                makeFolders()
                file = try OpenFile(path, .readWrite, [.append, .create])
            }
            // Another session may have put a new file here while this one was waited for.
            if try file.lock(), let status = try status(), Node(status) == file.node { return file }
            usleep(5000)
        }
        throw HistoryFailure(.resourceTemporarilyUnavailable, "another session keeps it locked")
    }

    /// Puts a file with the newest entries where this one is, which is locked and has a second name.
    private func replace(
        _ file: borrowing OpenFile, at target: String, named aside: String, adding entry: String
    ) throws(HistoryFailure) {
        let draft = target + ".new"
        try? SystemCalls.remove(draft)
        do throws(HistoryFailure) {
            offset = 0
            let entries = EntryHistory.newest(try read(file) + [entry], bytes: Self.mostBytes / 4)
            let new = try OpenFile(draft, .readWrite, [.append, .create, .exclusiveCreate])
            try new.append(entries.compactMap(HistoryLines.line).flatMap { $0 })
            guard fsync(new.descriptor.rawValue) == 0 else { throw HistoryFailure(.last) }
            do throws(Errno) { try SystemCalls.move(draft, to: target) } catch { throw HistoryFailure(error) }
        } catch {
            try? SystemCalls.remove(draft)
            try? SystemCalls.remove(aside)
            throw error
        }
        say("\(path) has grown beyond 16 MB and is \(aside) now; the newest entries stay", once: aside)
    }

    /// Gives a file a second name that no file has; nil where it cannot be given one.
    private static func nameAside(_ path: String) -> String? {
        for number in 1..<1000 {
            let name = "\(path).\(number)"
            do throws(Errno) { try SystemCalls.link(path, as: name) } catch { if error == .fileExists { continue } }
            return (try? Stat(path: name)) == nil ? nil : name
        }
        return nil
    }

    private func makeFolders() {
        var end = path.startIndex
        while let slash = path[path.index(after: end)...].firstIndex(of: "/") {
            end = slash
            // Where the folder cannot be made, opening the file fails and says why.
            try? SystemCalls.makeFolder(String(path[..<end]), mode: 0o700)
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
    let device: DeviceID
    let number: Inode

    init(_ status: Stat) {
        device = status.deviceID
        number = status.inode
    }
}

/// Why the history cannot be had or written.
private struct HistoryFailure: Error {
    let error: Errno
    let reason: String

    /// What may not be so the next time.
    static let passing: [Errno] = [.noSpace, .diskQuotaExceeded, .fileTooLarge, .resourceTemporarilyUnavailable]

    init(_ error: Errno, _ reason: String? = nil) {
        self.error = error
        self.reason = reason ?? error.description
    }
}

/// The history file while it is open: a regular file that only the user may read. Closing it takes
/// the lock away.
private struct OpenFile: ~Copyable {
    let descriptor: FileDescriptor
    let node: Node
    let size: Int

    init(
        _ path: String, _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions = []
    ) throws(HistoryFailure) {
        let file: FileDescriptor
        do throws(Errno) {
            // A pipe by this name is not waited for.
            file = try .open(
                path: path, mode, options.union([.closeOnExec, .nonBlocking]), permissions: .ownerReadWrite)
        } catch {
            throw HistoryFailure(error)
        }
        let status: Stat
        do throws(HistoryFailure) { status = try Self.status(of: file) } catch {
            try? file.close()
            throw error
        }
        if !status.permissions.isDisjoint(with: [.groupReadWriteExecute, .otherReadWriteExecute]) {
            fchmod(file.rawValue, 0o600)
        }
        (descriptor, node, size) = (file, Node(status), Int(status.size))
    }

    deinit { try? descriptor.close() }

    /// The status of a regular file of the user's own.
    private static func status(of file: FileDescriptor) throws(HistoryFailure) -> Stat {
        let status: Stat
        do throws(Errno) { status = try file.stat() } catch { throw HistoryFailure(error) }
        guard status.type == .regular else { throw HistoryFailure(.invalidArgument, "no regular file") }
        guard status.userID.rawValue == geteuid() else {
            throw HistoryFailure(.notPermitted, "belongs to another user")
        }
        return status
    }

    /// Locks the file; false where another session has it.
    func lock() throws(HistoryFailure) -> Bool {
        if flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 { return true }
        let error = Errno.last
        if error == .wouldBlock || error == .interrupted { return false }
        throw HistoryFailure(error)
    }

    func read(from start: Int, to end: Int) throws(HistoryFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(end - start, 0))
        var count = 0
        while count < bytes.count {
            let more: Int
            do throws(Errno) { more = try descriptor.read(into: &bytes, from: count, at: start + count) } catch {
                throw HistoryFailure(error)
            }
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
        let end: Int
        do throws(Errno) { end = Int(try descriptor.stat().size) } catch { throw HistoryFailure(error) }
        // A line that was never finished ends here, rather than spoil the next.
        let last = try read(from: max(end - 1, 0), to: end)
        let text = (last == [UInt8(ascii: "\n")] || last.isEmpty ? [] : [UInt8(ascii: "\n")]) + lines
        do throws(Errno) { try descriptor.writeAll(text.span) } catch {
            try? descriptor.resize(to: Int64(end))
            throw HistoryFailure(error)
        }
    }
}
