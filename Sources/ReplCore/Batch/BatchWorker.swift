internal import ClamatorKit

/// Answers blocks of lines, one after another, with memory of its own. Each thread of a batch has one.
struct BatchWorker: ~Copyable {
    private let run: BatchRun
    private var block = LineBlock()
    private var output = JSONWriter()
    /// The request at hand; another one where somebody has kept it, or another thread has seen it.
    private var request = Request()
    private var workspace = Workspace()
    private var statistics = BatchStatistics()
    /// Whether all lines before this block have begun, as far as that was asked.
    private var hasTurn = false

    /// How much is gathered before it is written.
    private static var outputChunk: Int { 128 << 10 }

    init(_ run: BatchRun) { self.run = run }

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
            case .silent: statistics.notifications += 1
            case .answered(let isFailure):
                isLast = isFailure && run.batch.stopsAtFirstFailure
                run.batch.progress?.countReply()
            case .waiting(let call, let pending):
                run.traffic.write(&output, of: block.number)
                run.leave(call, pending, of: block.number)
                request = Request()
                run.traffic.waitForPermit()
            }
            if output.byteCount > Self.outputChunk { run.traffic.write(&output, of: block.number) }
        }
        run.add(statistics)
        statistics = BatchStatistics()
        run.traffic.write(&output, of: block.number, isLast: isLast)
    }

    // MARK: Lines

    /// What a line came to, before anything is waited for.
    private enum LineStep {
        /// The reply was written.
        case answered(isFailure: Bool)
        case waiting(BatchCall, PendingReply)
        /// A notification, which has no reply.
        case silent
    }

    @inline(__always)
    private mutating func begin(_ line: LineBlock.Line, _ send: BatchRun.Send) -> LineStep {
        let begin = run.batch.measures ? run.now : nil
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
        if request.hasExpectation || begin != nil {
            do throws(ReplyExpectation.Malformed) {
                details = try self.details(of: line, begin, request)
            } catch {
                details = BatchCall.Details(
                    line: line.number, expectation: .malformed, begin: begin, method: request.givenName)
                return answer(.error(.invalidRequest(error.reason)), request, details)
            }
        }
        switch request.kind {
        case .request:
            // Each call travels under an id of its own, so that equal ids of two lines never meet.
            request.become(id: workspace.freshId())
            waitForTurn(of: request)
            switch send(request, &workspace) {
            case .replied(let reply):
                let step = answer(reply, request, details)
                workspace.recycle(reply)
                return step
            case .failed(let error): return answer(.error(RpcError(error)), request, details)
            case .pending(let pending):
                return .waiting(BatchCall(id: request.givenId, details: details), pending)
            }
        case .notification:
            request.become(id: nil)
            waitForTurn(of: request)
            run.notify(request, &workspace)
            return .silent
        case .success, .failure:
            return answer(.error(.invalidRequest("a response is no request")), request, details)
        case .invalid(let flaw):
            return answer(.error(.invalidRequest(flaw.rawValue)), request, details)
        }
    }

    /// Answers a message under its own id, or under null where that could not be read.
    private mutating func answer(
        _ reply: Reply, _ message: Request, _ details: BatchCall.Details?
    ) -> LineStep {
        let id = message.givenIdView ?? JSON.null.view
        return .answered(
            isFailure: BatchCall.answer(reply, id: id.spelling, details, into: &output, &statistics, at: run.now))
    }

    /// Answers a line that is no JSON, or was not kept.
    private mutating func refuse(_ line: LineBlock.Line, _ begin: Int?, _ error: RpcError) -> LineStep {
        let details = begin.map { BatchCall.Details(line: line.number, expectation: nil, begin: $0, method: nil) }
        let call = BatchCall(id: .null, details: details)
        return .answered(isFailure: call.answer(.error(error), into: &output, &statistics, at: run.now))
    }

    private func details(
        of line: LineBlock.Line, _ begin: Int?, _ message: Request
    ) throws(ReplyExpectation.Malformed) -> BatchCall.Details {
        let expectation = message.expectation
        if expectation != nil, case .notification = message.kind {
            throw ReplyExpectation.Malformed("a notification has no reply")
        }
        return BatchCall.Details(
            line: line.number,
            expectation: try expectation.map { (json) throws(ReplyExpectation.Malformed) in
                try ReplyExpectation(json, assertsFormats: run.batch.assertsFormats)
            }, begin: begin, method: message.givenName)
    }

    /// Calls of a service whose answers depend on their order begin in the order of the lines.
    @inline(__always)
    private mutating func waitForTurn(of request: Request) {
        if hasTurn || !run.keepsTurns || !run.isOrdered(request) { return }
        run.traffic.write(&output, of: block.number)
        run.traffic.waitForTurn(of: block.number)
        hasTurn = true
    }
}
