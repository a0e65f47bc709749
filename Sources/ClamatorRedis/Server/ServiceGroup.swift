internal import ClamatorKit
internal import Logging
private import Synchronization

/// The consumer group of one service: made where it is missing, and set back where it stands behind all that its stream
/// can get, so that no loss of data leaves the service without calls.
final class ServiceGroup: Sendable {
    private struct State {
        /// The last entry that the group is known to have handed out; nil before the server has joined.
        private(set) var lastSeen: StreamID?
        /// The last of them before a stream's last millisecond, which is cut off where the stream is opened again.
        private var lastOrdinary: StreamID?

        mutating func note(_ id: StreamID) {
            lastSeen = id
            if id.milliseconds < .max { lastOrdinary = id }
        }

        /// What was read last of a stream that ends there; nil if it is another one, of which nothing was read.
        func lastSeen(inStreamEndingAt generated: StreamID) -> StreamID? {
            [lastSeen, lastOrdinary].compactMap { $0 }.first { $0 <= generated }
        }
    }

    /// What Redis tells of the group and its stream, both of the same moment.
    private struct Standing {
        /// The last entry that the group has handed out.
        let delivered: StreamID
        /// The last id that the stream has given.
        let generated: StreamID
    }

    private let endpoint: StreamEndpoint
    private let service: String
    private let commands: RedisLink
    /// The connection that waits for calls, and between two waits is free for a transaction.
    private let reading: RedisLink
    /// How far back a server begins that finds the group in the future and has read nothing yet.
    private let lookBack: Duration
    private let logger: Logger
    private let state = Mutex(State())

    init(
        _ endpoint: StreamEndpoint, service: String, commands: RedisLink, reading: RedisLink, lookBack: Duration,
        logger: Logger
    ) {
        self.endpoint = endpoint
        self.service = service
        self.commands = commands
        self.reading = reading
        self.lookBack = lookBack
        self.logger = logger
    }

    /// Joins: makes stream and group where they are missing. A new group begins behind what the stream holds.
    ///
    /// - Throws: `RedisError` where Redis refuses that, or something else without which a server cannot serve: it would
    ///   seem to serve, and hear no call or run each again and again.
    func join() async throws(RedisError) {
        do throws(RedisError) {
            try await make(at: "$")
            for command in needed { try await commands.run(command) }
        } catch {
            throw error.about(endpoint.stream)
        }
        do throws(RedisError) {
            try await commands.run(RedisCommand("XADD", endpoint.replies, "NOMKSTREAM", "*", "type", "rpc"))
        } catch {
            throw error.about(endpoint.replies)
        }
        try await settle()
    }

    /// What Redis must allow and know of the stream, as commands that change nothing.
    private var needed: [RedisCommand] {
        let never = "\(Duration.seconds(Int64.max).wholeMilliseconds)"
        return [
            RedisCommand("XACK", endpoint.stream, endpoint.group, "0-0"),
            RedisCommand(
                "XAUTOCLAIM", endpoint.stream, endpoint.group, endpoint.consumer, never, "0-0", "COUNT", "1", "JUSTID"),
            RedisCommand(
                "XREADGROUP", "GROUP", endpoint.group, endpoint.consumer, "COUNT", "1", "STREAMS", endpoint.stream, "0"),
        ]
    }

    /// Makes stream and group again. The group goes on behind what was read last, so that no call is passed over that
    /// came since; in a stream that is a new one, it begins where that does.
    func restore() async throws(RedisError) {
        let start: StreamID
        do throws(RedisError) {
            let generated = try await commands.lastID(of: endpoint.stream) ?? .zero
            start = state.withLock { $0.lastSeen(inStreamEndingAt: generated) } ?? .zero
        } catch {
            guard error.isForGood else { throw error }
            start = try await startInUnknownStream(behind: state.withLock { $0.lastSeen })
        }
        try await make(at: start.description)
        state.withLock { $0.note(start) }
    }

    private func make(at start: String) async throws(RedisError) {
        do throws(RedisError) {
            try await commands.run(RedisCommand("XGROUP", "CREATE", endpoint.stream, endpoint.group, start, "MKSTREAM"))
        } catch {
            if error.code != "BUSYGROUP" { throw error }
        }
    }

    /// Notes entries that the group has handed out.
    func noteRead(_ entries: RedisReplyView) {
        let ids = (0..<entries.count).reversed().lazy.compactMap { entries[$0]?[0].flatMap { StreamID($0.text) } }
        guard let last = ids.first else { return }
        let lastOrdinary = last.milliseconds < .max ? nil : ids.first { $0.milliseconds < .max }
        state.withLock { state in
            if let lastOrdinary { state.note(lastOrdinary) }
            state.note(last)
        }
    }

    /// Sets the group back where it stands in the future, as after a loss of data on a host whose clock is behind: it
    /// would hand nothing out until the stream has come so far, and so perhaps never. Where there is no group, the next
    /// read says so.
    func settle() async throws(RedisError) {
        do throws(RedisError) {
            try await setBackFromFuture()
        } catch {
            if error.kind != .refused { throw error }
        }
    }

    private func setBackFromFuture() async throws(RedisError) {
        guard let now = try await standing() else { return }
        if now.generated == .last { return try await reopen(after: now.delivered) }
        guard now.delivered > now.generated else {
            return state.withLock { state in
                let lastSeen = state.lastSeen(inStreamEndingAt: now.generated)
                state.note(max(lastSeen ?? now.delivered, now.delivered))
            }
        }
        try await setBack(to: try await startOfRest(endingAt: now.generated), from: now.delivered)
    }

    /// Where the calls begin that no server has read yet, as far as that can be known.
    private func startOfRest(endingAt generated: StreamID) async throws(RedisError) -> StreamID {
        let (hasRead, lastSeen) = state.withLock {
            ($0.lastSeen != nil, $0.lastSeen(inStreamEndingAt: generated))
        }
        if hasRead { return lastSeen ?? .zero }
        return min(recent(at: try await now()), generated)
    }

    /// Where to go on in a stream of which Redis does not say whether it is the one that was read. A new one gives ids
    /// by the clock, so that what was read stands before them, unless it was in the future.
    private func startInUnknownStream(behind lastSeen: StreamID?) async throws(RedisError) -> StreamID {
        let now = try await now()
        if let lastSeen, lastSeen.milliseconds <= now { return lastSeen }
        return recent(at: now)
    }

    /// Behind which the calls stand whose callers may still wait. Who sent older ones waits no more, and running them
    /// now might do harm.
    private func recent(at now: UInt64) -> StreamID {
        let span = UInt64(lookBack.wholeMilliseconds)
        return now > span ? StreamID(milliseconds: now - span, number: 0) : .zero
    }

    /// The time in milliseconds since 1970 by Redis' clock, by which it makes ids; by this machine's where Redis does
    /// not tell.
    private func now() async throws(RedisError) -> UInt64 {
        do throws(RedisError) {
            return try await commands.run(RedisCommand("TIME")) { time in
                let (seconds, rest) = (UInt64(max(time[0]?.integer ?? 0, 0)), UInt64(max(time[1]?.integer ?? 0, 0)))
                return min(seconds, .max / 2000) * 1000 + min(rest / 1000, 999)
            }
        } catch {
            guard error.isForGood else { throw error }
            let time = wallClock()
            return UInt64(max(time.seconds, 0)) * 1000 + UInt64(time.nanoseconds / 1_000_000)
        }
    }

    private func setBack(to start: StreamID, from delivered: StreamID) async throws(RedisError) {
        try await commands.run(RedisCommand("XGROUP", "SETID", endpoint.stream, endpoint.group, start.description))
        noteSetBack(to: start, from: delivered)
    }

    private func noteSetBack(to start: StreamID, from delivered: StreamID) {
        state.withLock { $0.note(start) }
        logger.warning(
            "redis group set back: service=\(service)",
            metadata: [
                "service": "\(service)", "from": "\(delivered)", "to": "\(start)",
                "error": "the group stood behind the end of its stream, where it would have handed out no call",
            ])
    }

    /// Makes room in a stream that has given its last id, and takes no call; once all was read that is there. What
    /// stands in its last millisecond goes, since behind that there is next to no room.
    private func reopen(after delivered: StreamID) async throws(RedisError) {
        if delivered < .last {
            let rest = RedisCommand("XRANGE", endpoint.stream, "(\(delivered)", "+", "COUNT", "1")
            guard try await commands.run(rest, read: { $0.count == 0 }) else { return }
        }
        let start = StreamID(milliseconds: .max, number: 0)
        while true {
            let ids = try await commands.run(
                RedisCommand("XRANGE", endpoint.stream, "\(start)", "+", "COUNT", "100")
            ) { entries in entries.elements.compactMap { $0[0]?.text } }
            if ids.isEmpty { break }
            var command = RedisCommand("XDEL", endpoint.stream)
            command.append(contentsOf: ids)
            try await commands.run(command)
        }
        try await openAtTop(delivered)
    }

    /// Sets the stream back to its last entry, and the group with it: as a whole, since another server that saw the one
    /// without the other would take the stream for a new one; and not where a call came meanwhile, since another server
    /// has opened the stream then, and may have read it.
    private func openAtTop(_ delivered: StreamID) async throws(RedisError) {
        try await transact(RedisCommand("WATCH", endpoint.stream))
        let found = try await reading.run(RedisCommand("XINFO", "STREAM", endpoint.stream), isRepeatable: false) {
            [endpoint] stream -> (top: StreamID, forget: RedisCommand?)? in
            guard stream.value(of: "last-generated-id").flatMap({ StreamID($0.text) }) == .last else { return nil }
            let top = stream.value(of: "last-entry")?[0].flatMap { StreamID($0.text) } ?? .first
            // From Redis 7 on a stream remembers the last id that was deleted, goes behind it only where it is told to
            // forget that, and takes no zero for it.
            let forget = stream.value(of: "max-deleted-entry-id").map { _ in
                RedisCommand(
                    "XSETID", endpoint.stream, "\(StreamID.last)", "ENTRIESADDED",
                    "\(stream.value(of: "entries-added")?.integer ?? 0)", "MAXDELETEDID", "\(StreamID.first)")
            }
            return (top, forget)
        }
        guard let (top, forget) = found else { return try await transact(RedisCommand("UNWATCH")) }
        try await transact(RedisCommand("MULTI"))
        if let forget { try await transact(forget) }
        try await transact(RedisCommand("XSETID", endpoint.stream, top.description))
        if delivered > top {
            try await transact(RedisCommand("XGROUP", "SETID", endpoint.stream, endpoint.group, top.description))
        }
        let isDone = try await reading.run(RedisCommand("EXEC"), isRepeatable: false) { answers in
            answers.count > 0 && answers.elements.allSatisfy { $0.error == nil }
        }
        guard isDone else { return }
        logger.warning(
            "redis stream opened again: service=\(service)",
            metadata: ["service": "\(service)", "error": "the last id that a stream can give was taken"])
        if delivered > top { noteSetBack(to: top, from: delivered) }
    }

    /// Sends a part of a transaction, which means nothing over another connection.
    private func transact(_ command: RedisCommand) async throws(RedisError) {
        try await reading.run(command, isRepeatable: false) { _ in () }
    }

    /// How far stream and group are; nil where there is no group.
    private func standing() async throws(RedisError) -> Standing? {
        let (group, command) = (endpoint.group, RedisCommand("XINFO", "STREAM", endpoint.stream, "FULL", "COUNT", "1"))
        return try await commands.run(command) { stream in
            let named = stream.value(of: "groups")?.elements.first {
                $0.value(of: "name")?.text.utf8.elementsEqual(group.utf8) ?? false
            }
            guard let delivered = named?.value(of: "last-delivered-id").flatMap({ StreamID($0.text) }),
                let generated = stream.value(of: "last-generated-id").flatMap({ StreamID($0.text) })
            else { return nil }
            return Standing(delivered: delivered, generated: generated)
        }
    }

    // MARK: Claims

    /// Keeps entries that are held here from looking abandoned.
    func keep(_ held: [String]) async throws(RedisError) {
        guard !held.isEmpty else { return }
        var command = RedisCommand("XCLAIM", endpoint.stream, endpoint.group, endpoint.consumer, "0")
        command.append(contentsOf: held)
        command.append("JUSTID")
        try await commands.run(command)
    }

    /// Lets the other servers have calls at once, by making them look as if they had lain here for a day.
    func release(_ ids: [String]) {
        guard !ids.isEmpty else { return }
        var command = RedisCommand("XCLAIM", endpoint.stream, endpoint.group, endpoint.consumer, "0")
        command.append(contentsOf: ids)
        command.append(contentsOf: ["IDLE", "86400000", "JUSTID"])
        commands.send(RedisLink.Sending(command: command) { _ in })
    }

    /// Takes servers out of the group that are gone and owe nothing.
    func prune(idleFor limit: Int) async throws(RedisError) {
        let gone = try await commands.run(RedisCommand("XINFO", "CONSUMERS", endpoint.stream, endpoint.group)) {
            $0.elements.filter {
                $0.value(of: "pending")?.integer == 0 && $0.value(of: "idle")?.integer ?? 0 > limit
            }.compactMap { $0.value(of: "name")?.text }
        }
        for consumer in gone where !consumer.utf8.elementsEqual(endpoint.consumer.utf8) {
            try await commands.run(RedisCommand("XGROUP", "DELCONSUMER", endpoint.stream, endpoint.group, consumer))
        }
    }

    /// Takes this server out of the group, where it owes nothing: Redis forgets what a deleted consumer owes.
    func leave() async {
        let command = RedisCommand("XPENDING", endpoint.stream, endpoint.group, "-", "+", "1", endpoint.consumer)
        guard let owed = try? await commands.run(command, read: { $0.count }), owed == 0 else { return }
        try? await commands.run(
            RedisCommand("XGROUP", "DELCONSUMER", endpoint.stream, endpoint.group, endpoint.consumer))
    }
}

/// Where a server reads a service's calls: the stream, and who it is to Redis.
struct StreamEndpoint: Sendable {
    let stream: String
    let group: String
    let consumer: String
    /// A reply stream that no client has.
    let replies: String
}
