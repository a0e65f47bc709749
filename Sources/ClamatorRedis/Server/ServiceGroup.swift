internal import ClamatorKit
internal import Logging
private import Synchronization

/// The consumer group of one service: made where it is missing, and set back where it stands behind all that its stream
/// can get, so that no loss of data leaves the service without calls.
final class ServiceGroup: Sendable {
    private struct State {
        /// The last entry that the group is known to have handed out; none before the server has joined.
        var seen = StreamPosition()
        /// Whether the stream had given its last id when it was looked at last.
        var isFull = false
        /// What kept the stream from being opened, or the group from being set back.
        var told = ToldFailures()
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
    /// How far back a server begins that finds the group in the future and has read nothing yet.
    private let lookBack: Duration
    private let logger: Logger
    private let state = Mutex(State())

    init(
        _ endpoint: StreamEndpoint, service: String, commands: RedisLink, lookBack: Duration, logger: Logger
    ) {
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
        let start: StreamID
        do throws(RedisError) {
            let generated = try await commands.lastID(of: endpoint.stream) ?? .zero
            start = state.withLock { $0.seen.last(inStreamEndingAt: generated) } ?? .zero
        } catch {
            guard error.isForGood else { throw error }
            start = try await startInUnknownStream(behind: state.withLock { $0.seen.last })
        }
        try await make(at: start.description)
        state.withLock { $0.seen.note(start) }
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
        state.withLock { $0.seen.note(lastFirst: ids) }
    }

    /// Sets the group back where it stands in the future, as after a loss of data on a host whose clock is behind: it
    /// would hand nothing out until the stream has come so far, and so perhaps never. Opens a stream that has given its
    /// last id, and takes no call. Where there is no group, the next read says so; where the user may not find out, all
    /// stays as it is.
    func settle() async throws(RedisError) {
        let found: Standing?
        do throws(RedisError) { found = try await standing() } catch {
            if error.kind != .refused { throw error }
            return
        }
        guard let found else { return }
        do throws(RedisError) {
            if found.generated == .last { return try await open(found) }
            state.withLock { $0.isFull = false }
            if found.delivered > found.generated { return try await setBack(found) }
            state.withLock { state in
                let lastSeen = state.seen.last(inStreamEndingAt: found.generated)
                state.seen.note(max(lastSeen ?? found.delivered, found.delivered))
                state.told.reset()
            }
        } catch {
            guard error.kind == .refused else { throw error }
            guard state.withLock({ $0.told.isNew(error) }) else { return }
            logger.error(
                "redis stream takes or gives no calls: service=\(service)",
                metadata: ["service": "\(service)", "error": "\(error)"])
        }
    }

    /// Where the calls begin that no server has read yet, as far as that can be known.
    private func startOfRest(endingAt generated: StreamID) async throws(RedisError) -> StreamID {
        let (hasRead, lastSeen) = state.withLock {
            ($0.seen.last != nil, $0.seen.last(inStreamEndingAt: generated))
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

    /// Sets a group back. What another server still holds was read, though not here.
    private func setBack(_ found: Standing) async throws(RedisError) {
        let (delivered, generated) = (found.delivered, found.generated)
        var start = try await startOfRest(endingAt: generated)
        do throws(RedisError) {
            let held = try await commands.run(RedisCommand("XPENDING", endpoint.stream, endpoint.group)) {
                $0[2].flatMap { StreamID($0.text) }
            }
            if let held, held <= generated { start = max(start, held) }
        } catch {
            guard error.isForGood else { throw error }
        }
        let command = GroupScript.setBack(
            endpoint.group, in: endpoint.stream, endingAt: generated, from: delivered, to: start)
        if try await commands.run(command, read: { $0.integer == 1 }) { noteSetBack(to: start, from: delivered) }
    }

    private func noteSetBack(to start: StreamID, from delivered: StreamID) {
        state.withLock { $0.seen.note(start) }
        logger.warning(
            "redis group set back: service=\(service)",
            metadata: [
                "service": "\(service)", "from": "\(delivered)", "to": "\(start)",
                "error": "the group stood behind the end of its stream, where it would have handed out no call",
            ])
    }

    /// Makes room in a stream that takes no call. What stands in its last millisecond goes, since behind that there is
    /// next to no room: once it was read, or at the second attempt, since all handlers may be busy for long.
    private func open(_ found: Standing) async throws(RedisError) {
        let wasFull = state.withLock { state in
            defer { state.isFull = true }
            return state.isFull
        }
        let command = GroupScript.open(endpoint.stream, for: endpoint.group, losingUnread: wasFull)
        var (answers, top, isSetBack) = (1, StreamID?.none, false)
        while answers == 1 {
            (answers, top, isSetBack) = try await commands.run(command) {
                ($0.count, $0[0].flatMap { StreamID($0.text) }, $0[1]?.integer == 1)
            }
        }
        guard answers == 2, let top else { return }
        state.withLock { $0.isFull = false }
        logger.warning(
            "redis stream opened again: service=\(service)",
            metadata: ["service": "\(service)", "error": "the last id that a stream can give was taken"])
        if isSetBack, found.delivered > top { noteSetBack(to: top, from: found.delivered) }
    }

    /// How far stream and group are; nil where there is no group.
    private func standing() async throws(RedisError) -> Standing? {
        try await commands.run(GroupScript.standing(of: endpoint.group, in: endpoint.stream)) { answer in
            guard let generated = answer[0].flatMap({ StreamID($0.text) }),
                let delivered = answer[1].flatMap({ StreamID($0.text) })
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
