internal import ClamatorKit

/// Answers blocks of lines, one after another, with memory of its own. Each thread of a batch has one.
struct BatchWorker: ~Copyable {
    private let run: BatchRun
    private var block = LineBlock()
    private var output = JSONWriter()
    private var parser = JSONParser()
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
            answerBlock()
            run.traffic.endBlock(block.number)
        }
    }

    private mutating func answerBlock() {
        hasTurn = false
        var isLast = false
        var place = 0
        while place < block.lines.count, !isLast, !run.traffic.isStopped(block.number) {
            let line = block.lines[place]
            place += 1
            run.batch.progress?.advance(bytes: line.count ?? run.batch.maximumLineLength)
            switch begin(line) {
            case .silent: statistics.notifications += 1
            case .answered(let isFailure):
                isLast = isFailure && run.batch.stopsAtFirstFailure
                run.batch.progress?.countReply()
            case .waiting(let call, let pending):
                run.traffic.write(&output, of: block.number)
                run.leave(call, pending, of: block.number)
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

    private mutating func begin(_ line: LineBlock.Line) -> LineStep {
        let begin = run.batch.measures ? run.now : nil
        do throws(JSONError) {
            guard let text = block.text(of: line) else {
                return refuse(line, begin, .invalidRequest("line longer than \(run.batch.maximumLineLength) bytes"))
            }
            return self.begin(try parser.parse(text), line, begin)
        } catch {
            var error = error
            error.line = line.number
            return refuse(line, begin, .parseError(error))
        }
    }

    private mutating func begin(_ message: JSON, _ line: LineBlock.Line, _ begin: Int?) -> LineStep {
        let outline = EnvelopeOutline(message.view)
        var details: BatchCall.Details?
        if outline.expect != 0 || begin != nil {
            do throws(ReplyExpectation.Malformed) {
                details = try self.details(of: line, begin, message, outline)
            } catch {
                details = BatchCall.Details(
                    line: line.number, expectation: .malformed, begin: begin, method: outline.name(in: message))
                return answer(.error(.invalidRequest(error.reason)), message, outline, details)
            }
        }
        switch outline.kind {
        case .request:
            // Each call travels under an id of its own, so that equal ids of two lines never meet.
            let request = outline.request(in: message, id: workspace.freshId())
            waitForTurn(of: request)
            switch run.send(request, &workspace) {
            case .replied(let reply): return answer(reply, message, outline, details)
            case .failed(let error): return answer(.error(RpcError(error)), message, outline, details)
            case .pending(let pending):
                return .waiting(BatchCall(id: message.at(outline.id), details: details), pending)
            }
        case .notification:
            let notification = outline.request(in: message, id: nil)
            waitForTurn(of: notification)
            run.notify(notification, &workspace)
            return .silent
        case .success, .failure:
            return answer(.error(.invalidRequest("a response is no request")), message, outline, details)
        case .invalid(let reason):
            return answer(.error(.invalidRequest("\(reason)")), message, outline, details)
        }
    }

    /// Answers a message under its own id, or under null where that could not be read.
    @inline(__always)
    private mutating func answer(
        _ reply: Reply, _ message: JSON, _ outline: EnvelopeOutline, _ details: BatchCall.Details?
    ) -> LineStep {
        let id = outline.id == 0 ? JSON.null.view : message.view.at(outline.id)
        return .answered(
            isFailure: BatchCall.answer(
                reply, id: id.spelling, details, into: &output, &statistics, at: run.now))
    }

    /// Answers a line that is no JSON, or was not kept.
    private mutating func refuse(_ line: LineBlock.Line, _ begin: Int?, _ error: RpcError) -> LineStep {
        let details = begin.map { BatchCall.Details(line: line.number, expectation: nil, begin: $0, method: nil) }
        let call = BatchCall(id: .null, details: details)
        return .answered(isFailure: call.answer(.error(error), into: &output, &statistics, at: run.now))
    }

    private func details(
        of line: LineBlock.Line, _ begin: Int?, _ message: JSON, _ outline: EnvelopeOutline
    ) throws(ReplyExpectation.Malformed) -> BatchCall.Details {
        var expectation: ReplyExpectation?
        if outline.expect != 0 {
            if case .notification = outline.kind { throw ReplyExpectation.Malformed("a notification has no reply") }
            expectation = try ReplyExpectation(message.at(outline.expect), assertsFormats: run.batch.assertsFormats)
        }
        return BatchCall.Details(
            line: line.number, expectation: expectation, begin: begin, method: outline.name(in: message))
    }

    /// Calls of a service whose answers depend on their order begin in the order of the lines.
    @inline(__always)
    private mutating func waitForTurn(of request: borrowing Request) {
        if hasTurn || !run.keepsTurns || !run.isOrdered(request) { return }
        run.traffic.write(&output, of: block.number)
        run.traffic.waitForTurn(of: block.number)
        hasTurn = true
    }
}

extension EnvelopeOutline {
    /// The method's full name, where it could be read.
    fileprivate func name(in message: JSON) -> JSON? {
        switch kind {
        case .request, .notification: message.at(name)
        default: .none
        }
    }
}
