internal import ClamatorKit

/// Answers blocks of lines, one after another, with memory of its own. Each thread of a batch has one.
struct BatchWorker: ~Copyable {
    let run: BatchRun
    /// Calls the services; the run keeps it.
    let client: UnretainedReference<RpcClientCore>
    /// What methods are called elsewhere, which the run keeps; nil where that is what they are called here.
    let wireNames: UnretainedReference<WireNames>?
    var block = LineBlock()
    var output = JSONWriter()
    /// The request at hand; another one where it is kept elsewhere, or another thread has seen it.
    var request = Request()
    /// Whether a call that goes on by itself was given the request at hand: another thread may have used it last, and a
    /// look at the count of its references does not order that use before what is done with it here.
    private var isRequestShared = false
    var context = CallContext()
    var statistics = BatchStatistics()
    /// Whether all lines before this block have begun, as far as that was asked.
    private var hasTurn = false

    /// How much is gathered before it is written.
    static var outputChunk: Int { 128 << 10 }

    init(_ run: BatchRun) {
        self.run = run
        client = UnretainedReference(run.client)
        wireNames = run.batch.wireNames.map { UnretainedReference($0) }
        context.backlog = run.traffic.backlog
    }

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
        var index = 0
        while index < block.lines.count, !isLast, !run.traffic.isStopped(block.number) {
            let line = block.lines[index]
            index += 1
            run.batch.progress?.advance(bytes: line.count ?? run.batch.maximumLineLength)
            // In one expression the run would be retained while the line is answered.
            let standing = answer(line)
            isLast = run.isLast(standing)
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

    /// Answers a line, or begins a call that goes on by itself.
    @inline(__always)
    private mutating func answer(_ line: LineBlock.Line) -> BatchCall.Standing {
        let begin = run.measures ? run.now : nil
        if isRequestShared || !isKnownUniquelyReferenced(&request) { replaceRequest() }
        // The worker keeps the request until the next line.
        let standing = UnretainedReference(request).with { request -> BatchCall.Standing? in
            do throws(JSONError) {
                let isRead: Void? = try block.withText(of: line) { (text) throws(JSONError) in try request.read(text) }
                if isRead == nil {
                    return refuse(line, begin, .invalidRequest("line longer than \(run.batch.maximumLineLength) bytes"))
                }
            } catch {
                var error = error
                error.line = line.number
                return refuse(line, begin, .parseError(error))
            }
            if let wireNames { Self.accept(request, by: wireNames) }
            return request.hasOtherMembers || begin != nil ? nil : send(request, nil)
        }
        return standing ?? answerInDetail(line, begin)
    }

    /// Answers a line of which something is expected or measured.
    @inline(never)
    private mutating func answerInDetail(_ line: LineBlock.Line, _ begin: Int?) -> BatchCall.Standing {
        let details: BatchCall.Details?
        do throws(ReplyExpectation.FormatError) {
            details = try self.details(of: line, begin, request)
        } catch {
            // A line that expects nothing counts as no request.
            let details = BatchCall.Details(
                line: line.number, expectation: error.isOfExpectation ? .malformed : nil, begin: begin,
                method: request.givenName, isReported: run.batch.report != nil)
            return answerWithError(.error(.invalidRequest(error.reason)), from: .batch, request, details)
        }
        guard let details, details.needsCare(request.kind) else { return send(request, details) }
        let standing = repeatedly(line, details)
        run.batch.progress?.countReply()
        return standing
    }

    /// Sends a message, where it is a request or a notification.
    @inline(__always)
    private mutating func send(_ request: Request, _ details: BatchCall.Details?) -> BatchCall.Standing {
        switch request.kind {
        case .request:
            // Each call travels under an id of its own, so that equal ids of two lines never meet.
            request.become(id: context.freshId())
            if let wireNames, let refusal = Self.translate(request, by: wireNames) {
                return answerWithError(.error(refusal), from: .service, request, details)
            }
            guard waitForTurn(of: request) else { return .good }
            switch client.with({ $0.send(request, timeout: run.batch.timeout, in: &context) }) {
            case .replied(let reply):
                let standing = answer(reply, from: .service, request, details)
                context.scratch.recycle(reply)
                return standing
            case .failed(let error):
                let (reply, origin) = BatchRun.reply(of: error)
                return answerWithError(reply, from: origin, request, details)
            case .pending(let pending):
                leave(BatchCall(id: request.givenId, details: details), pending)
                return .good
            }
        case .notification:
            request.become(id: nil)
            if let wireNames, Self.translate(request, by: wireNames) != nil {
                statistics.notifications += 1
                return .good
            }
            guard waitForTurn(of: request) else { return .good }
            do throws(ClamatorTransportError) {
                try run.client.notify(request, in: &context)
            } catch {
                // What could not be sent is told at the end.
                run.traffic.backlog.countRefused(error)
            }
            statistics.notifications += 1
            run.traffic.backlog.waitForRoom()
            return .good
        case .success, .failure:
            return answerWithError(.error(.invalidRequest("a response is no request")), from: .batch, request, details)
        case .invalid(let flaw):
            return answerWithError(.error(.invalidRequest(flaw.rawValue)), from: .batch, request, details)
        }
    }

    /// Takes a message for a request that names its method as it is named elsewhere.
    @inline(never)
    static func accept(_ request: Request, by names: UnretainedReference<WireNames>) {
        names.with { $0.accept(request) }
    }

    /// Puts a request into the words of services.
    ///
    /// - Returns: What it is answered with where it cannot go on.
    @inline(never)
    static func translate(_ request: Request, by names: UnretainedReference<WireNames>) -> RpcError? {
        names.with { $0.translate(request) }
    }

    /// Lets a call go on by itself, and waits until another may begin.
    @inline(never)
    private mutating func leave(_ call: BatchCall, _ pending: PendingReply) {
        write()
        run.leave(call, pending, of: block.number)
        isRequestShared = true
        run.traffic.waitForPermit()
        run.traffic.backlog.waitForRoom()
    }

    @inline(never)
    private mutating func replaceRequest() {
        request = Request()
        isRequestShared = false
    }

    /// Answers a message under its own id, or under null where that could not be read.
    @inline(__always)
    private mutating func answer(
        _ reply: Reply, from origin: ReplyExpectation.Origin, _ message: Request, _ details: BatchCall.Details?
    ) -> BatchCall.Standing {
        run.batch.progress?.countReply()
        let id = message.givenIdView ?? JSON.null.view
        return BatchCall.answer(
            reply, from: origin, id: id.rawText, details, into: &output, &statistics, at: run.now)
    }

    /// The same for errors that are rare, apart from the way of most replies.
    @inline(never)
    private mutating func answerWithError(
        _ reply: Reply, from origin: ReplyExpectation.Origin, _ message: Request, _ details: BatchCall.Details?
    ) -> BatchCall.Standing {
        answer(reply, from: origin, message, details)
    }

    /// Answers a line that is no JSON, or was not kept.
    private mutating func refuse(_ line: LineBlock.Line, _ begin: Int?, _ error: RpcError) -> BatchCall.Standing {
        run.batch.progress?.countReply()
        let details = begin.map {
            BatchCall.Details(
                line: line.number, expectation: nil, begin: $0, method: nil, isReported: run.batch.report != nil)
        }
        let call = BatchCall(id: .null, details: details)
        return call.answer(.error(error), from: .batch, into: &output, &statistics, at: run.now)
    }

    @inline(never)
    private func details(
        of line: LineBlock.Line, _ begin: Int?, _ message: Request
    ) throws(ReplyExpectation.FormatError) -> BatchCall.Details? {
        var expectation: ReplyExpectation?
        var repetitions = 1
        let expected = message.givenMembers(named: "expect")
        let repeated = message.givenMembers(named: "repeat")
        if message.hasOtherMembers {
            if expected.isEmpty { try Self.checkSpelling(of: "expect", among: message.memberNames) }
            if repeated.isEmpty { try Self.checkSpelling(of: "repeat", among: message.memberNames) }
        }
        if !expected.isEmpty || !repeated.isEmpty {
            guard !expected.isEmpty else { throw .repeatAlone }
            run.noteExpectation()
            expectation = try self.expectation(expected, of: message)
            repetitions = try Self.repetitions(repeated)
        } else if begin == nil {
            return nil
        }
        return BatchCall.Details(
            line: line.number, expectation: expectation, repetitions: repetitions, begin: begin,
            method: message.givenName, isReported: run.batch.report != nil)
    }

    /// Refuses a name that is nearly that of a member which is not there. The protocol has unknown members passed over,
    /// but an expectation that is would always be met.
    private static func checkSpelling(
        of name: ExactString, among given: [ExactString]
    ) throws(ReplyExpectation.FormatError) {
        let others = given.filter { $0 != "expect" && $0 != "repeat" }
        for other in others where Suggestion.nearest(to: other, among: [name]) != nil {
            throw ReplyExpectation.FormatError(misspelt: other, for: name)
        }
    }

    private func expectation(
        _ given: [JSON], of message: Request
    ) throws(ReplyExpectation.FormatError) -> ReplyExpectation {
        guard given.count == 1 else { throw ReplyExpectation.FormatError("it stands here \(given.count) times") }
        let expectation = try ReplyExpectation(given[0], assertsFormats: run.batch.assertsFormats)
        guard case .notification = message.kind else { return expectation }
        guard case .kind(.notification) = expectation else {
            throw ReplyExpectation.FormatError(
                "a notification has no reply; of a line without an id, or with null, expect {\"kind\": \"notification\"}"
            )
        }
        return expectation
    }

    /// How often a line can be sent.
    private static let repetitionRange = 1...1_000_000

    private static func repetitions(_ given: [JSON]) throws(ReplyExpectation.FormatError) -> Int {
        guard given.count < 2 else { throw ReplyExpectation.FormatError(repeat: "it stands here \(given.count) times") }
        guard let json = given.first else { return 1 }
        guard let count = json.int, repetitionRange.contains(count) else {
            throw ReplyExpectation.FormatError(
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
