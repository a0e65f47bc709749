private import Synchronization

/// How far a batch is, and the line that tells it.
public final class BatchProgress: Sendable {
    private let replies = Atomic(0)
    private let bytes = Atomic(0)
    private let begin = ContinuousClock.now
    private let size: Int?

    /// Begins to count.
    ///
    /// - Parameter size: How long the input is, in bytes; nil where that is not known.
    public init(size: Int?) { self.size = size }

    /// A line of so many bytes has begun.
    func advance(bytes count: Int) { bytes.add(count + 1, ordering: .relaxed) }

    /// A line was answered.
    func countReply() { replies.add(1, ordering: .relaxed) }

    /// How far the batch is now: `12345 calls, 6172/s, 38 %, 3 s left`.
    public var line: String {
        line(
            replies: replies.load(ordering: .relaxed), bytes: bytes.load(ordering: .relaxed),
            seconds: Double(begin.duration(to: .now).nanoseconds) / 1e9)
    }

    func line(replies: Int, bytes: Int, seconds: Double) -> String {
        let rate = seconds > 0 ? Int(Double(replies) / seconds) : 0
        let start = "\(replies) calls, \(rate)/s"
        guard let size, size > 0, bytes > 0 else { return start }
        let part = min(1, Double(bytes) / Double(size))
        return start + ", \(Int(part * 100)) %, \(Self.time(seconds * (1 - part) / part)) left"
    }

    /// `4 s`, `3 min 20 s`, `2 h 5 min`.
    private static func time(_ seconds: Double) -> String {
        let seconds = Int(min(seconds, 1e9).rounded(.up))
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }
}
