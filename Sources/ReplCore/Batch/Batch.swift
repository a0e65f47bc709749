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
        var lines = LineReader(source, maximumLength: maximumLineLength)
        var output = JSONWriter()
        var parser = JSONParser()
        var workspace = Workspace()
        var tally = Tally()

        reading: while true {
            let step: LineStep
            switch lines.next() {
            case .end: break reading
            case .unread:
                if lines.mustWait() { try flush(&output, to: &sink) }
                try lines.fill()
                continue
            case .tooLong:
                step = .answered(id: .null, .error(.invalidRequest("line longer than \(maximumLineLength) bytes")))
            case .text(let text):
                step = begin(text, lineNumber: lines.lineNumber, client, &parser, &workspace)
            }
            let id: JSON
            let reply: Reply
            switch step {
            case .silent: continue
            case .answered(let itsId, let itsReply): (id, reply) = (itsId, itsReply)
            case .waiting(let itsId, let pending):
                try flush(&output, to: &sink)
                (id, reply) = (itsId, await Self.reply(of: pending))
            }
            let start = output.byteCount
            switch reply {
            case .result(let result): output.success(id: id, result: result)
            case .error(let error):
                output.failure(id: id, error: error)
                tally.errors += 1
            }
            output.endLine(from: start)
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

    /// What a line came to, before anything is waited for.
    private enum LineStep {
        case answered(id: JSON, Reply)
        case waiting(id: JSON, PendingReply)
        /// A notification, which has no reply.
        case silent
    }

    private func begin<Carrier: Transport>(
        _ line: UnsafeBufferPointer<UInt8>, lineNumber: Int, _ client: RpcClientCore<Carrier>,
        _ parser: inout JSONParser, _ workspace: inout Workspace
    ) -> LineStep {
        let envelope: Envelope
        do {
            envelope = try Envelope(try parser.parse(line))
        } catch var error as JSONError {
            error.line = lineNumber
            return .answered(id: .null, .error(.parseError(error)))
        } catch let error as InvalidRequest {
            return .answered(id: error.id?.json ?? .null, .error(.invalidRequest(error.reason)))
        } catch {
            return .answered(id: .null, .error(.internalError(error)))
        }
        switch envelope {
        case .success(let id, _): return .answered(id: id.json, .error(.invalidRequest("a response is no request")))
        case .failure(let id, _):
            return .answered(id: id?.json ?? .null, .error(.invalidRequest("a response is no request")))
        case .request(let request):
            guard let id = request.id else {
                // Nobody is told of a notification that could not be sent.
                try? client.notify(request, in: &workspace)
                return .silent
            }
            // Each call travels under an id of its own, so that equal ids of two lines never meet.
            switch client.send(request.with(id: RpcId()), timeout: timeout, in: &workspace) {
            case .replied(let reply): return .answered(id: id.json, reply)
            case .failed(let error): return .answered(id: id.json, .error(RpcError(error)))
            case .pending(let pending): return .waiting(id: id.json, pending)
            }
        }
    }

    private static func reply(of pending: PendingReply) async -> Reply {
        do throws(ClamatorTransportError) {
            return try await pending.reply()
        } catch {
            return .error(RpcError(error))
        }
    }
}

extension RpcError {
    /// How a failure of the transport is shown where only a reply can be: −32603 with the failure's name in `data`.
    package init(_ error: ClamatorTransportError) {
        self.init(code: -32603, message: error.message, data: ["name": "ClamatorTransportError"])
    }
}
