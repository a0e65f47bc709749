internal import ClamatorKit
internal import Logging
private import Synchronization

/// The consumer group of one service: made where it is missing, and set back where it stands behind all that its stream
/// can get, so that no loss of data leaves the service without calls.
final class ServiceGroup: Sendable {
    private struct State {
        /// The last entry that the group is known to have handed out; nil before the server has joined.
        var lastSeen: StreamID?
    }

    private let endpoint: StreamEndpoint
    private let service: String
    private let commands: RedisLink
    /// How far back a server begins that finds the group in the future and has read nothing yet.
    private let lookBack: Duration
    private let logger: Logger
    private let state = Mutex(State())

    init(_ endpoint: StreamEndpoint, service: String, commands: RedisLink, lookBack: Duration, logger: Logger) {
        self.endpoint = endpoint
        self.service = service
        self.commands = commands
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
        let lastSeen = state.withLock { $0.lastSeen }
        let start: StreamID
        do throws(RedisError) {
            let generated = try await commands.lastID(of: endpoint.stream) ?? .zero
            start = lastSeen.map { $0 <= generated ? $0 : .zero } ?? .zero
        } catch {
            guard error.isForGood else { throw error }
            start = try await startInUnknownStream(behind: lastSeen)
        }
        try await make(at: start.description)
        state.withLock { $0.lastSeen = start }
    }

    private func make(at start: String) async throws(RedisError) {
        do throws(RedisError) {
            try await commands.run(RedisCommand("XGROUP", "CREATE", endpoint.stream, endpoint.group, start, "MKSTREAM"))
        } catch {
            if error.code != "BUSYGROUP" { throw error }
        }
    }

    /// Notes what the group has handed out.
    func noteRead(_ id: String) {
        guard let id = StreamID(id) else { return }
        state.withLock { $0.lastSeen = id }
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
        // In this order: the stream can only be further by then.
        guard let delivered = try await lastDelivered(),
            let generated = try await commands.lastID(of: endpoint.stream)
        else { return }
        if generated == .last { return try await reopen(after: delivered) }
        guard delivered > generated else {
            return state.withLock { state in
                let isOfThisStream = state.lastSeen.map { $0 <= generated } ?? false
                state.lastSeen = isOfThisStream ? max(state.lastSeen ?? delivered, delivered) : delivered
            }
        }
        let start = try await startOfRest(endingAt: generated)
        try await setBack(to: start, from: delivered)
    }

    /// Where the calls begin that no server has read yet, as far as that can be known.
    private func startOfRest(endingAt generated: StreamID) async throws(RedisError) -> StreamID {
        // A stream that ends before what was read is another one, of which nothing was read.
        if let lastSeen = state.withLock({ $0.lastSeen }) { return lastSeen <= generated ? lastSeen : .zero }
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
        state.withLock { $0.lastSeen = start }
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
        let top = try await commands.run(RedisCommand("XREVRANGE", endpoint.stream, "+", "-", "COUNT", "1")) {
            $0[0]?[0].flatMap { StreamID($0.text) } ?? .zero
        }
        // Opened by another server since, it may have got calls that no server has read.
        guard try await commands.lastID(of: endpoint.stream) == .last else { return }
        let count = try await commands.run(RedisCommand("XLEN", endpoint.stream), read: \.integer)
        // From Redis 7 on a stream remembers the last id that was deleted, goes behind it only where it is told to
        // forget that, and takes no zero for it.
        let forget = RedisCommand(
            "XSETID", endpoint.stream, "\(StreamID.last)", "ENTRIESADDED", "\(count)", "MAXDELETEDID",
            "\(StreamID.first)")
        do throws(RedisError) { try await commands.run(forget) } catch { if error.kind != .refused { throw error } }
        try await commands.run(RedisCommand("XSETID", endpoint.stream, max(top, .first).description))
        logger.warning(
            "redis stream opened again: service=\(service)",
            metadata: ["service": "\(service)", "error": "the last id that a stream can give was taken"])
        if delivered > top { try await setBack(to: top, from: delivered) }
    }

    private func lastDelivered() async throws(RedisError) -> StreamID? {
        let group = endpoint.group
        return try await commands.run(RedisCommand("XINFO", "GROUPS", endpoint.stream)) { reply in
            reply.elements.first { $0.value(of: "name")?.text.utf8.elementsEqual(group.utf8) ?? false }?
                .value(of: "last-delivered-id").flatMap { StreamID($0.text) }
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
