internal import ClamatorKit

/// Answers blocks of lines, one after another, with memory of its own. Each thread of a batch has one.
struct BatchWorker: ~Copyable {
    let run: BatchRun
    var block = LineBlock()
    var output = JSONWriter()
    /// The request at hand; another one where somebody has kept it, or another thread has seen it.
    var request = Request()
    var workspace = Workspace()
    var statistics = BatchStatistics()
    /// Whether all lines before this block have begun, as far as that was asked.
    private var hasTurn = false

    /// How much is gathered before it is written.
    static var outputChunk: Int { 128 << 10 }

    init(_ run: BatchRun) {
        self.run = run
        workspace.backlog = run.traffic.backlog
    }

    /// Answers lines as long as there are some.
    mutating func work() {
        while run.read(&block) {
            run.traffic.waitForPermit()
            answerBlock(run.send)
            run.traffic.endBlock(block.number)
        }
    }

    private mutating func answerBlock(_ send: BatchRun.Send) {
        hasTurn = false
        var isLast = false
        var place = 0
        while place < block.lines.count, !isLast, !run.traffic.isStopped(block.number) {
            let line = block.lines[place]
            place += 1
            run.batch.progress?.advance(bytes: line.count ?? run.batch.maximumLineLength)
            switch begin(line, send) {
            case .stopped: break
            case .silent:
                statistics.notifications += 1
                run.traffic.backlog.waitForRoom()
            case .answered(let standing):
                isLast = run.isLast(standing)
                run.batch.progress?.countReply()
            case .waiting(let call, let pending):
                write()
                run.leave(call, pending, of: block.number)
                request = Request()
                run.traffic.waitForPermit()
                run.traffic.backlog.waitForRoom()
            case .detailed(let details):
                isLast = run.isLast(repeatedly(send, line, details))
                run.batch.progress?.countReply()
            }
            if output.byteCount > Self.outputChunk { write() }
        }
        let verdicts = statistics.verdicts.take()
        run.add(statistics)
        statistics = BatchStatistics()
        run.traffic.write(&output, verdicts, of: block.number, isLast: isLast)
    }

    /// Hands on what was answered so far.
    mutating func write() {
        run.traffic.write(&output, statistics.verdicts.take(), of: block.number)
    }

    // MARK: Lines

    /// What a line came to, before anything is waited for.
    private enum LineStep {
        /// The reply was written.
        case answered(BatchCall.Standing)
        case waiting(BatchCall, PendingReply)
        /// A notification, which has no reply.
        case silent
        /// The batch was stopped before the line could begin.
        case stopped
        /// A line that is sent several times, or a notification of which something is expected; nothing is sent yet.
        case detailed(BatchCall.Details)
    }

    @inline(__always)
    private mutating func begin(_ line: LineBlock.Line, _ send: BatchRun.Send) -> LineStep {
        let begin = run.measures ? run.now : nil
        guard let text = block.text(of: line) else {
            return refuse(line, begin, .invalidRequest("line longer than \(run.batch.maximumLineLength) bytes"))
        }
        if !isKnownUniquelyReferenced(&request) { request = Request() }
        // The worker keeps it until the next line.
        return Uncounted(request).with { request in
            do throws(JSONError) {
                try request.read(text)
                return self.begin(request, line, begin, send)
            } catch {
                var error = error
                error.line = line.number
                return refuse(line, begin, .parseError(error))
            }
        }
    }

    @inline(__always)
    private mutating func begin(
        _ request: Request, _ line: LineBlock.Line, _ begin: Int?, _ send: BatchRun.Send
    ) -> LineStep {
        var details: BatchCall.Details?
        if request.hasBatchMember || begin != nil {
            do throws(ReplyExpectation.Malformed) {
                details = try self.details(of: line, begin, request)
            } catch {
                // A line that expects nothing counts as no request.
                details = BatchCall.Details(
                    line: line.number, expectation: error.isOfExpectation ? .malformed : nil, begin: begin,
                    method: request.givenName, isReported: run.batch.report != nil)
                return answer(.error(.invalidRequest(error.reason)), from: .batch, request, details)
            }
            if let details, details.needsCare(request.kind) { return .detailed(details) }
        }
        switch request.kind {
        case .request:
            // Each call travels under an id of its own, so that equal ids of two lines never meet.
            request.become(id: workspace.freshId())
            guard waitForTurn(of: request) else { return .stopped }
            switch send(request, &workspace) {
            case .replied(let reply):
                let step = answer(reply, from: .service, request, details)
                workspace.recycle(reply)
                return step
            case .failed(let error):
                let (reply, origin) = BatchRun.reply(of: error)
                return answer(reply, from: origin, request, details)
            case .pending(let pending):
                return .waiting(BatchCall(id: request.givenId, details: details), pending)
            }
        case .notification:
            request.become(id: nil)
            guard waitForTurn(of: request) else { return .stopped }
            // Of a notification that could not be sent nothing is said, unless something is expected of it.
            _ = run.notify(request, &workspace)
            return .silent
        case .success, .failure:
            return answer(.error(.invalidRequest("a response is no request")), from: .batch, request, details)
        case .invalid(let flaw):
            return answer(.error(.invalidRequest(flaw.rawValue)), from: .batch, request, details)
        }
    }

    /// Answers a message under its own id, or under null where that could not be read.
    private mutating func answer(
        _ reply: Reply, from origin: ReplyExpectation.Origin, _ message: Request, _ details: BatchCall.Details?
    ) -> LineStep {
        let id = message.givenIdView ?? JSON.null.view
        return .answered(
            BatchCall.answer(
                reply, from: origin, id: id.spelling, details, into: &output, &statistics, at: run.now))
    }

    /// Answers a line that is no JSON, or was not kept.
    private mutating func refuse(_ line: LineBlock.Line, _ begin: Int?, _ error: RpcError) -> LineStep {
        let details = begin.map {
            BatchCall.Details(
                line: line.number, expectation: nil, begin: $0, method: nil, isReported: run.batch.report != nil)
        }
        let call = BatchCall(id: .null, details: details)
        return .answered(call.answer(.error(error), from: .batch, into: &output, &statistics, at: run.now))
    }

    @inline(never)
    private func details(
        of line: LineBlock.Line, _ begin: Int?, _ message: Request
    ) throws(ReplyExpectation.Malformed) -> BatchCall.Details {
        var expectation: ReplyExpectation?
        var repetitions = 1
        if message.hasBatchMember {
            let given = message.givenMembers(named: "expect")
            guard !given.isEmpty else { throw .repeatAlone }
            run.noteExpectation()
            expectation = try self.expectation(given, of: message)
            repetitions = try Self.repetitions(of: message)
        }
        return BatchCall.Details(
            line: line.number, expectation: expectation, repetitions: repetitions, begin: begin,
            method: message.givenName, isReported: run.batch.report != nil)
    }

    private func expectation(
        _ given: [JSON], of message: Request
    ) throws(ReplyExpectation.Malformed) -> ReplyExpectation {
        guard given.count == 1 else { throw ReplyExpectation.Malformed("it stands here \(given.count) times") }
        let expectation = try ReplyExpectation(given[0], assertsFormats: run.batch.assertsFormats)
        guard case .notification = message.kind else { return expectation }
        guard case .kind(.notification) = expectation else {
            throw ReplyExpectation.Malformed(
                "a notification has no reply; of a line without an id, or with null, expect {\"kind\": \"notification\"}"
            )
        }
        return expectation
    }

    /// How often a line can be sent.
    private static let repetitionRange = 1...1_000_000

    private static func repetitions(of message: Request) throws(ReplyExpectation.Malformed) -> Int {
        let given = message.givenMembers(named: "repeat")
        guard given.count < 2 else { throw ReplyExpectation.Malformed(repeat: "it stands here \(given.count) times") }
        guard let json = given.first else { return 1 }
        guard let count = json.int, repetitionRange.contains(count) else {
            throw ReplyExpectation.Malformed(
                repeat: "expected an integer from \(repetitionRange.lowerBound) to \(repetitionRange.upperBound), "
                    + "got \(json)")
        }
        return count
    }

    /// Calls of a service whose answers depend on their order begin in the order of the lines.
    ///
    /// - Returns: Whether the call may begin: the batch may have been stopped meanwhile.
    @inline(__always)
    mutating func waitForTurn(of request: Request) -> Bool {
        if hasTurn || !run.keepsTurns || !run.isOrdered(request) { return true }
        write()
        hasTurn = run.traffic.waitForTurn(of: block.number)
        return hasTurn
    }
}
