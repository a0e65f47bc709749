/// How long to wait before the next attempt: 100 ms, then twice as long each time up to a limit, each time a random
/// part of it, so that many who lost one server do not come back all at once.
struct Backoff: Sendable {
    private let limit: Duration
    private var next = Duration.milliseconds(100)

    /// For connections: up to 30 s.
    init() { limit = .seconds(30) }

    /// Up to a limit.
    init(limit: Duration) { self.limit = limit }

    /// For commands that Redis refuses over a connection that is in order: up to two seconds, within which it is to be
    /// noticed that Redis takes them again.
    static var refusals: Backoff { Backoff(limit: .seconds(2)) }

    mutating func nextDelay() -> Duration {
        defer { next = min(next * 2, limit) }
        return next * Double.random(in: 0.5...1)
    }

    mutating func reset() { self = Backoff(limit: limit) }
}

/// Finds what answers reads that should wait at once, for ever, with nothing new: it would keep a processor busy.
struct FruitlessReads: Sendable {
    /// More than a connection that is made again, or a stream that is made anew, gives in turn.
    private static let most = 8
    /// How soon an answer is no wait.
    static let shortestWait = Duration.milliseconds(100)
    private var count = 0

    var areTooMany: Bool { count > Self.most }

    /// Whether there is one too many.
    var hasJustBegun: Bool { count == Self.most + 1 }

    /// Notes an answer.
    ///
    /// - Throws: `RedisError` where there were too many without anything new.
    mutating func note(isFruitful: Bool, since start: ContinuousClock.Instant) throws(RedisError) {
        count = isFruitful || ContinuousClock.now - start >= Self.shortestWait ? 0 : count + 1
        if areTooMany { throw RedisError(refusedWith: "", "reads that wait are answered at once, with nothing new") }
    }
}

/// Which failures were told since things were last in order, so that each is told once and not at every attempt.
struct ToldFailures: Sendable {
    private struct Failure: Hashable {
        let kind: RedisError.Kind
        let code: String
    }

    private var told: Set<Failure> = []

    /// Whether a failure is to be told.
    mutating func isNew(_ error: RedisError) -> Bool {
        told.insert(Failure(kind: error.kind, code: error.code)).inserted
    }

    /// Things are in order again.
    mutating func reset() { told = [] }
}
