public import ClamatorKit

/// Calls as newline-delimited JSON: one request a line in, one reply a line out.
public struct Batch: Sendable {
    /// How long a call may take.
    public var timeout = Duration.milliseconds(30_000)
    /// The longest line that is read, in bytes.
    public var maximumLineLength = 16 << 20
    /// Whether to stop at the first failure: an expectation that is not met, or, where a line expects nothing, an
    /// error.
    public var stopsAtFirstFailure = false
    /// How many calls may be in flight at once; with one, each begins when the one before is over.
    public var jobs = 1
    /// Whether replies come in the order of the requests; they come as they are there otherwise.
    public var keepsOrder = true
    /// The services whose calls begin in the order of the lines, however many are in flight.
    public var orderedServices: [String] = []
    /// What methods and params are called by those who wrote the lines; nil where that is what services call them.
    package var wireNames: WireNames?
    /// Whether `format` is asserted in the schemas of expectations.
    public var assertsFormats = true
    /// Whether calls are timed, and counted method by method, for a summary.
    public var measures = false
    /// Where a report on what lines expect goes; nil where none is wanted.
    public var report: (any ReportDestination)?
    /// Is told how far the batch is.
    public var progress: BatchProgress?
    /// How long calls in flight may go on where the task that runs the batch is cancelled.
    public var grace = Duration.milliseconds(5_000)

    /// Makes a batch with the usual limits.
    public init() {}

    /// Answers every line of a source.
    ///
    /// Where the task is cancelled, no further line is taken in; the calls in flight have their grace, and fail with
    /// "transport stopped" then.
    ///
    /// - Parameters:
    ///   - source: The lines. Blank ones are skipped; a byte-order mark and CRLF are fine.
    ///   - sink: Gets the replies; all so far before the source is waited for.
    ///   - client: Calls the services.
    /// - Returns: What came of it.
    /// - Throws: `StreamError` where the source, the sink or the report fails.
    public func run(
        from source: any ByteSource, to sink: any ByteSink, through client: RpcClientCore
    ) async throws(StreamError) -> BatchOutcome {
        let begin = ContinuousClock.now
        let run = try BatchRun(self, from: source, to: sink, through: client)
        try run.start()
        let end = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                run.traffic.whenEnded { continuation.resume(returning: $0) }
            }
        } onCancel: {
            run.traffic.interrupt()
            Task.detached { [grace] in
                try? await Task.sleep(for: grace)
                run.traffic.abandon()
            }
        }
        try end.get()
        let unsent = await run.traffic.backlog.unsentInTheEnd()
        try run.traffic.finishReport()
        var statistics = run.counted
        let verdicts = run.traffic.verdicts
        statistics.verdicts = verdicts.counts
        return BatchOutcome(
            statistics, duration: begin.duration(to: .now), isCut: verdicts.areCut, hasReport: report != nil,
            unsent: unsent)
    }
}

/// What came of a batch.
public struct BatchOutcome: Sendable {
    let statistics: BatchStatistics
    let duration: Duration

    /// Whether it ended at a failure, before the end of its input.
    private let isCut: Bool
    private let hasReport: Bool
    let unsent: UnsentNotifications

    init(
        _ statistics: BatchStatistics, duration: Duration, isCut: Bool = false, hasReport: Bool = false,
        unsent: UnsentNotifications = UnsentNotifications()
    ) {
        self.unsent = unsent
        self.statistics = statistics
        self.duration = duration
        self.isCut = isCut
        self.hasReport = hasReport
    }

    /// How many lines were answered with an error.
    public var errors: Int { statistics.errors }

    /// Whether a report was wanted, and nothing came that could stand in it.
    public var hasEmptyReport: Bool { hasReport && statistics.verdicts.count == 0 }

    /// What to say of notifications that could not be sent: a sentence for each cause.
    public var unsentNotifications: [String] { unsent.sentences }

    /// The services of which calls timed out.
    public var timedOutServices: [String] {
        statistics.details.timeouts.keys.map(\.string).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether an expectation was not met, a notification could not be sent, or a line was no request; where no line
    /// expected anything, whether there was an error, or an empty report.
    public var isFailure: Bool {
        let verdicts = statistics.verdicts
        if isCut || hasEmptyReport || unsent.count > 0 { return true }
        return verdicts.expectations > 0 ? verdicts.notMet + verdicts.unreadable > 0 : statistics.errors > 0
    }
}

extension RpcError {
    /// How a failure of the transport is shown where only a reply can be: −32603 with the failure's name in `data`.
    package init(_ error: ClamatorTransportError) {
        if let cause = error.cause as? ClamatorProtocolError {
            let name = JSON(ClamatorProtocolError.wireName)
            self.init(code: .internalError, message: cause.message, data: ["name": name])
        } else {
            var members: [(name: ExactString, value: JSON)] = [("name", "ClamatorTransportError")]
            if let cause = error.cause { members.append(("reason", JSON("\(cause)"))) }
            self.init(code: .internalError, message: error.message, data: JSON(members: members))
        }
    }
}
