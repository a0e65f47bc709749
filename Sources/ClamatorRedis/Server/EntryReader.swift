internal import ClamatorKit

/// Gets a service's calls out of its group: what this server read before and never answered, what other servers left,
/// and what is new.
struct EntryReader {
    private let endpoint: StreamEndpoint
    private let commands: RedisLink
    private let reading: RedisLink
    private let group: ServiceGroup
    private let held: HeldEntries
    private let claimIdle: Duration
    private let claimInterval: Duration

    /// The entries to begin with are those that this consumer read in an earlier connection or life; the id behind
    /// which to look, nil once there are none.
    private var backlog: String? = "0"
    private var reclaimAt = ContinuousClock.now
    private var reclaimFrom = "0-0"
    /// How many calls to ask for at a time.
    private var count = Self.mostEntries
    /// How many reads in turn gave no other calls than the one before, and did not wait for any.
    private var fruitless = FruitlessReads()
    private var lastRead: String?

    /// Makes a reader that has read nothing yet.
    ///
    /// - Parameters:
    ///   - endpoint: Where to read.
    ///   - commands: The connection that acknowledges.
    ///   - reading: The connection that waits for what is new.
    ///   - group: The group.
    ///   - held: Takes what is read.
    ///   - claimIdle: How long a call lies with another server before it is taken.
    ///   - claimInterval: How often such calls are looked for.
    init(
        of endpoint: StreamEndpoint, commands: RedisLink, reading: RedisLink, group: ServiceGroup, held: HeldEntries,
        claimIdle: Duration, claimInterval: Duration
    ) {
        self.endpoint = endpoint
        self.commands = commands
        self.reading = reading
        self.group = group
        self.held = held
        self.claimIdle = claimIdle
        self.claimInterval = claimInterval
    }

    /// How many calls are asked for at a time; one alone after an answer that may have been too large.
    private static let mostEntries = 16

    /// Whether Redis lets calls be waited for.
    var isInOrder: Bool { !fruitless.areTooMany }

    /// Begins again with what was read and not answered, as after a connection that broke.
    mutating func beginAgain() { (backlog, count) = ("0", 1) }

    /// The next calls; none where none came for a second.
    mutating func next() async throws(RedisError) -> [StreamEntry] {
        let entries = try await read()
        count = Self.mostEntries
        return entries
    }

    private mutating func read() async throws(RedisError) -> [StreamEntry] {
        if let backlog { return try await unanswered(behind: backlog) }
        if ContinuousClock.now >= reclaimAt { return try await abandoned() }
        return try await new()
    }

    private mutating func unanswered(behind start: String) async throws(RedisError) -> [StreamEntry] {
        // Over the connection that acknowledges, so that nothing is seen here whose acknowledgement is on its way.
        let command = RedisCommand(
            "XREADGROUP", "GROUP", endpoint.group, endpoint.consumer, "COUNT", "\(count)", "STREAMS", endpoint.stream,
            start)
        let (entries, last) = try await commands.run(command) { [held] reply in
            let list = reply[0]?[1]
            return (held.take(list), list.flatMap { $0[$0.count - 1]?[0]?.text })
        }
        // What hands out the same again would do so for ever.
        backlog = last == start ? nil : last
        return entries
    }

    private mutating func abandoned() async throws(RedisError) -> [StreamEntry] {
        // First, so that a Redis that refuses this does not keep us from what is new.
        reclaimAt = ContinuousClock.now.advanced(by: claimInterval)
        let command = RedisCommand(
            "XAUTOCLAIM", endpoint.stream, endpoint.group, endpoint.consumer, "\(claimIdle.wholeMilliseconds)",
            reclaimFrom, "COUNT", "\(count)")
        let (entries, next) = try await commands.run(command) { [held] reply in
            (held.take(reply[1]), reply[0]?.text ?? "0-0")
        }
        reclaimFrom = next
        if next != "0-0" { reclaimAt = .now }
        return entries
    }

    private mutating func new() async throws(RedisError) -> [StreamEntry] {
        let start = ContinuousClock.now
        let command = RedisCommand(
            "XREADGROUP", "GROUP", endpoint.group, endpoint.consumer, "COUNT", "\(count)", "BLOCK", "1000", "STREAMS",
            endpoint.stream, ">")
        let (entries, last) = try await reading.run(command, isRepeatable: false) { [held, group] reply in
            let list = reply[0]?[1]
            if let list { group.noteRead(list) }
            return (held.take(list), list.flatMap { $0[$0.count - 1]?[0]?.text })
        }
        defer { lastRead = last }
        do throws(RedisError) {
            try fruitless.note(isFruitful: last != nil && last != lastRead, since: start)
        } catch {
            held.remove(entries.map(\.id))
            throw error
        }
        return entries
    }
}
