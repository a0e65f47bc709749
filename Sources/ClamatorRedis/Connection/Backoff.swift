/// How long to wait before the next attempt: 100 ms, then twice as long each time up to 30 s, each time a random part of
/// it, so that many who lost one server do not come back all at once.
struct Backoff: Sendable {
    private var next = Duration.milliseconds(100)

    mutating func nextDelay() -> Duration {
        defer { next = min(next * 2, .seconds(30)) }
        return next * Double.random(in: 0.5...1)
    }

    mutating func reset() { self = Backoff() }
}
