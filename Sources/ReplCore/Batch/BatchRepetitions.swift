internal import ClamatorKit

/// Lines that are sent several times, and notifications of which something is expected.
extension BatchWorker {
    /// What came of the repetitions of a line so far.
    private struct Repetitions {
        var count = 0
        var notMet = 0
        /// The first reply that was not as expected, else the last one.
        var shown: (reply: Reply, verdict: ReplyExpectation.Verdict)?

        mutating func add(_ reply: Reply, _ verdict: ReplyExpectation.Verdict) {
            count += 1
            if notMet == 0 { shown = (reply, verdict) }
            if !verdict.isMet { notMet += 1 }
        }
    }

    /// Sends a line as often as it wants, one after another, and judges each time; the line is answered once. The reply
    /// is waited for here, which keeps the thread and the permit of the line.
    ///
    /// - Returns: How the line stands as a whole.
    mutating func repeatedly(_ line: LineBlock.Line, _ details: BatchCall.Details) -> BatchCall.Standing {
        var done = Repetitions()
        let id = request.givenId
        while done.count < details.repetitions, !run.traffic.isStopped(block.number) {
            if done.notMet > 0, run.batch.stopsAtFirstFailure { break }
            // A handler that goes on after its time-out keeps the request.
            if !isKnownUniquelyReferenced(&request) {
                request = Request()
                // It was read before.
                guard (try? block.withText(of: line) { try request.read($0) }) != nil else { break }
                if let wireNames { Self.accept(request, by: wireNames) }
            }
            let begin = done.count > 0 && details.begin != nil ? run.now : nil
            if case .notification = request.kind {
                notify(details, begin, &done)
            } else {
                call(details, begin, &done)
            }
            run.traffic.backlog.waitForRoom()
            if statistics.verdicts.testCases.count > Self.outputChunk { write() }
        }
        guard var shown = done.shown else { return .good }
        if done.count < details.repetitions, shown.verdict.isMet {
            let (sentence, verdict) = details.cut(after: done.count, &statistics)
            // There is no reply to a notification that could be shown.
            if case .notification = request.kind { shown.reply = .error(.invalidRequest(sentence)) }
            shown.verdict = verdict
        }
        let verdict = shown.verdict
        // A notification gets a line only where it is not as expected.
        if case .notification = request.kind, verdict.isMet { return .good }
        let start = output.byteCount
        id.withView { id in
            switch shown.reply {
            case .result(let result): output.success(id: id.rawText, result: result)
            case .error(let error): output.failure(id: id.rawText, error: error)
            }
        }
        let repetitions = details.repetitions > 1 ? (count: done.count, notMet: done.notMet) : nil
        output.addMember("expect") { verdict.write(into: &$0, repetitions: repetitions) }
        output.endLine(from: start)
        return verdict.isMet ? .good : .failure
    }

    private mutating func call(_ details: BatchCall.Details, _ begin: Int?, _ done: inout Repetitions) {
        request.become(id: context.freshId())
        let answered: (reply: Reply, origin: ReplyExpectation.Origin)
        if let wireNames, let refusal = Self.translate(request, by: wireNames) {
            answered = (.error(refusal), .service)
        } else {
            guard waitForTurn(of: request) else { return }
            switch run.client.send(request, timeout: run.batch.timeout, in: &context) {
            case .replied(let reply): answered = (reply, .service)
            case .failed(let error): answered = BatchRun.reply(of: error)
            case .pending(let pending):
                write()
                let end = run.traffic.wait(for: pending)
                statistics.noteTimeout(end, of: details.method)
                answered = BatchRun.reply(of: end)
            }
        }
        statistics.count(answered.reply)
        let verdict = details.judge(
            answered.reply, from: answered.origin, &statistics, at: run.now, repetition: done.count + 1, begin: begin)
        if let verdict { done.add(answered.reply, verdict) } else { done.count += 1 }
    }

    private mutating func notify(_ details: BatchCall.Details, _ begin: Int?, _ done: inout Repetitions) {
        request.become(id: nil)
        let refusal: String?
        if let wireNames, let error = Self.translate(request, by: wireNames) {
            refusal = Self.refusal(at: error.code == .invalidParams ? .params : .method)
        } else {
            guard waitForTurn(of: request) else { return }
            context.trace.lacksHandler = false
            let delivery = NotificationDelivery()
            context.backlog = delivery
            defer { context.backlog = run.traffic.backlog }
            do throws(ClamatorTransportError) {
                try run.client.notify(request, in: &context)
                if let pending = delivery.pending { _ = try run.traffic.wait(for: pending).get() }
                refusal = Self.refusal(at: context.trace.lacksHandler ? .method : context.trace.stage)
            } catch {
                run.traffic.backlog.countRefused(error)
                refusal = error.message + (error.cause.map { ": \($0)" } ?? "")
            }
        }
        statistics.notifications += 1
        let verdict = details.judgeNotification(
            refusal, &statistics, at: run.now, repetition: done.count + 1, begin: begin)
        let reply = Reply.error(.invalidRequest("the notification was not handed over: \(refusal ?? "")"))
        if let verdict { done.add(reply, verdict) } else { done.count += 1 }
    }

    /// Why a notification that the transport took was dropped before a handler; nil where it was not.
    private static func refusal(at stage: CallStage) -> String? {
        switch stage {
        case .handler, .result, .reply: nil
        case .params: "its params break the contract"
        case .envelope, .service, .method: "there is no such method, or no handler for it"
        }
    }
}
