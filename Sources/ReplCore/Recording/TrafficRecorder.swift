internal import ClamatorKit

/// Writes calls that pass to a file, in the order in which they were made: each when its reply has come, and those
/// before it have theirs.
struct TrafficRecorder {
    private struct Call {
        let request: Request
        /// When it counts as one that gets no reply.
        let deadline: ContinuousClock.Instant
        /// What came of it, where that is known otherwise than by the deadline.
        var outcome: RecordedCall.Outcome?

        /// What came of it; nil as long as it is waited for.
        func outcome(at now: ContinuousClock.Instant) -> RecordedCall.Outcome? {
            outcome ?? (deadline < now ? .noReply : nil)
        }
    }

    /// How many calls may be waited for; what is over is written without what came of it.
    private static let mostCalls = 10_000

    private var file: RecordingFile
    private let catalogue: ServiceCatalogue
    private let timeout: Duration
    /// The calls that are not written yet, by their numbers.
    private var calls: [Int: Call] = [:]
    /// The numbers of those that are waited for.
    private var numbers: [RpcId: Int] = [:]
    /// The number of the call that is written next, and that of the next call to come.
    private var (first, next) = (0, 0)
    /// How many calls were written without what came of them.
    private var unanswered = 0

    /// Begins a file, which must not be there yet.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - timeout: How long a call waits for its reply until it counts as one that timed out.
    ///   - catalogue: The services.
    /// - Throws: `FileError` where it is there, or cannot be written.
    init(to path: String, timeout: Duration, _ catalogue: ServiceCatalogue) throws(FileError) {
        file = try RecordingFile(path)
        self.timeout = timeout
        self.catalogue = catalogue
    }

    /// Takes in a call.
    mutating func note(_ request: Request) {
        if let id = request.id { numbers[id] = next }
        calls[next] = Call(
            request: request, deadline: .now + timeout, outcome: request.isNotification ? .handedOver : nil)
        next += 1
    }

    /// Takes in the reply to a call; one to a call that was not seen is dropped.
    mutating func note(_ reply: Reply, to id: RpcId) {
        guard let number = numbers.removeValue(forKey: id) else { return }
        calls[number]?.outcome = .reply(reply)
    }

    /// Writes what can be written now.
    ///
    /// - Throws: `FileError` where that fails.
    mutating func write() throws(FileError) {
        let now = ContinuousClock.now
        while let call = calls[first] {
            guard let outcome = call.outcome(at: now) ?? (calls.count > Self.mostCalls ? .unknown : nil) else { return }
            try write(call, outcome)
        }
    }

    /// Writes all that is left; what came of a call is not known where it was still waited for.
    ///
    /// - Returns: What was written, in words.
    /// - Throws: `FileError` where that fails.
    mutating func finish() throws(FileError) -> String {
        let now = ContinuousClock.now
        while let call = calls[first] { try write(call, call.outcome(at: now) ?? .unknown) }
        let rest = unanswered == 0 ? "" : ", \(unanswered) of them without a reply"
        return "recorded \(file.count) call\(file.count == 1 ? "" : "s") to \(file.path)\(rest)"
    }

    private mutating func write(_ call: Call, _ outcome: RecordedCall.Outcome) throws(FileError) {
        if case .unknown = outcome { unanswered += 1 }
        if let id = call.request.id, numbers[id] == first { numbers[id] = nil }
        calls[first] = nil
        first += 1
        try file.append(RecordedCall(call.request, id: JSON(file.count + 1), outcome, catalogue))
    }
}
