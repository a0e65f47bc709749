public import ClamatorKit

/// Calls as newline-delimited JSON: one request a line in, one reply a line out, in the order of the requests.
public struct Batch: Sendable {
    /// How long a call may take.
    public var timeout = Duration.milliseconds(30_000)
    /// The longest line that is read, in bytes.
    public var maximumLineLength = 16 << 20
    /// Whether to stop at the first error.
    public var stopsAtFirstError = false

    /// Makes a batch with the usual limits.
    public init() {}

    /// What came of a batch.
    public struct Tally: Sendable {
        /// How many lines were answered with an error.
        public var errors = 0
    }

    /// How much is gathered before it is written.
    private static let outputChunk = 128 << 10

    /// Answers every line of a source.
    ///
    /// - Parameters:
    ///   - source: The lines. Blank ones are skipped; a byte-order mark and CRLF are fine.
    ///   - sink: Gets the replies; all so far before the source is waited for.
    ///   - client: Calls the services.
    /// - Returns: What came of it.
    /// - Throws: `StreamError` where the source or the sink fails.
    public func run<Carrier: Transport>(
        from source: some ByteSource, to sink: inout some ByteSink, through client: RpcClientCore<Carrier>
    ) async throws(StreamError) -> Tally {
        var source = source
        var lines = LineReader(maximumLength: maximumLineLength)
        var output = JSONWriter()
        var caller = LineCaller(timeout: timeout)
        var tally = Tally()

        reading: while true {
            var step: LineCaller.Step
            switch lines.next() {
            case .end: break reading
            case .unread:
                if source.mustWait() { try flush(&output, to: &sink) }
                try lines.fill(from: &source)
                continue
            case .tooLong:
                let error = RpcError.invalidRequest("line longer than \(maximumLineLength) bytes")
                step = LineCaller.answer(.error(error), id: .null, into: &output)
            case .text(let text):
                step = caller.call(text, number: lines.lineNumber, through: client, into: &output)
            }
            if case .waiting(let id, let pending) = step {
                try flush(&output, to: &sink)
                step = LineCaller.answer(await pending.replyOrError(), id: id, into: &output)
            }
            if case .answered(isError: true) = step { tally.errors += 1 }
            if output.byteCount > Self.outputChunk { try flush(&output, to: &sink) }
            if stopsAtFirstError, tally.errors > 0 { break reading }
        }
        try flush(&output, to: &sink)
        return tally
    }

    private func flush(_ output: inout JSONWriter, to sink: inout some ByteSink) throws(StreamError) {
        try output.withBytes { (bytes) throws(StreamError) in
            if !bytes.isEmpty { try sink.write(bytes) }
        }
        output.removeAll()
    }
}
