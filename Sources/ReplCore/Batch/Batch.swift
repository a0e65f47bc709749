public import ClamatorKit

/// Calls as newline-delimited JSON: one request a line in, one reply a line out.
public struct Batch: Sendable {
    /// How long a call may take.
    public var timeout = Duration.milliseconds(30_000)
    /// The longest line that is read, in bytes.
    public var maximumLineLength = 16 << 20
    /// Whether to stop at the first failure: an expectation that is not met, or, where a line expects nothing, an error.
    public var stopsAtFirstFailure = false
    /// How many calls may be in flight at once; with one, each begins when the one before is over.
    public var jobs = 1
    /// Whether replies come in the order of the requests; they come as they are there otherwise.
    public var keepsOrder = true
    /// The services whose calls begin in the order of the lines, however many are in flight.
    public var orderedServices: [String] = []
    /// Whether `format` is asserted in the schemas of expectations.
    public var assertsFormats = true
    /// Whether calls are timed, and counted method by method, for a summary or a report.
    public var measures = false
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
    /// - Throws: `StreamError` where the source or the sink fails.
    public func run<Carrier: Transport>(
        from source: any ByteSource, to sink: any ByteSink, through client: RpcClientCore<Carrier>
    ) async throws(StreamError) -> BatchOutcome {
        let begin = ContinuousClock.now
        let run = BatchRun(self, from: source, to: sink, through: client)
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
        return BatchOutcome(run.counted, duration: begin.duration(to: .now))
    }
}

/// What came of a batch.
public struct BatchOutcome: Sendable {
    let statistics: BatchStatistics
    let duration: Duration

    init(_ statistics: BatchStatistics, duration: Duration) {
        self.statistics = statistics
        self.duration = duration
    }

    /// How many lines were answered with an error.
    public var errors: Int { statistics.errors }

    /// Whether an expectation was not met; where no line expected anything, whether there was an error.
    public var isFailure: Bool {
        let expectations = statistics.metExpectations + statistics.failedExpectations
        return expectations > 0 ? statistics.failedExpectations > 0 : statistics.errors > 0
    }
}

extension RpcError {
    /// How a failure of the transport is shown where only a reply can be: −32603 with the failure's name in `data`.
    package init(_ error: ClamatorTransportError) {
        if let cause = error.cause as? ClamatorProtocolError {
            self.init(code: -32603, message: cause.message, data: ["name": "ClamatorProtocolError"])
        } else {
            self.init(code: -32603, message: error.message, data: ["name": "ClamatorTransportError"])
        }
    }
}
