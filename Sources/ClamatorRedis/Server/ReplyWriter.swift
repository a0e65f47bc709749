internal import ClamatorKit
internal import Logging
private import Synchronization

/// Writes the replies of one service into the streams of its callers, and acknowledges each call whose reply is
/// written.
///
/// Replies go out together, without one waiting for another; the acknowledgements follow in one command.
final class ReplyWriter: Sendable {
    private struct State {
        /// Entries to be acknowledged with the next command.
        var written: [String] = []
        /// How many entries are not acknowledged yet.
        var unfinished = 0
        var onDone: (@Sendable ([String]) -> Void)?
        /// What Redis refused since it took a reply.
        var told = ToldFailures()
        /// The streams that were lately set to expire, and when.
        var lasting: [ExactString: ContinuousClock.Instant] = [:]
    }

    /// How long a stream need not be set to expire anew.
    private static let freshness = Duration.seconds(60)
    /// From how many streams on those are forgotten that are to be set anew.
    private static let mostLasting = 1024

    private let endpoint: StreamEndpoint
    private let service: String
    private let commands: RedisLink
    private let limit: Int
    private let logger: Logger
    private let state = Mutex(State())

    init(_ endpoint: StreamEndpoint, service: String, commands: RedisLink, limit: Int, logger: Logger) {
        self.endpoint = endpoint
        self.service = service
        self.commands = commands
        self.limit = limit
        self.logger = logger
    }

    /// Sets who hears of entries that Redis is finished with.
    func onDone(_ body: @escaping @Sendable ([String]) -> Void) { state.withLock { $0.onDone = body } }

    /// Takes all answers and writes them.
    func write(_ answers: inout [EntryAnswer]) {
        guard !answers.isEmpty else { return }
        state.withLock { $0.unfinished += answers.count }
        send(answers, attempt: .refusals)
        answers.removeAll(keepingCapacity: true)
    }

    /// Waits while many answers could not be written, so that no more calls are taken meanwhile.
    func waitUntilFew() async {
        while state.withLock({ $0.unfinished }) > 512 {
            do { try await Task.sleep(for: .milliseconds(1)) } catch { return }
        }
    }

    private func send(_ answers: [EntryAnswer], attempt: Backoff) {
        var sendings: [RedisLink.Sending] = []
        var made: [String] = []
        var finished: [String] = []
        let lasting = state.withLock { $0.lasting }
        let now = ContinuousClock.now
        for answer in answers {
            guard let stream = answer.replyTo else {
                finished.append(answer.entry)
                continue
            }
            let lasts = lasting[ExactString(stream)].map { now < $0 } ?? false
            var command = RedisCommand("XADD", stream)
            if lasts { command.append("NOMKSTREAM") }
            command.append(contentsOf: ["MAXLEN", "~", "\(limit)", "*", "type", "rpc", "envelope"])
            command.append(answer.text)
            sendings.append(
                RedisLink.Sending(command: command, answerMayWait: true) { [self] in
                    finish(answer, $0.map { !$0.isNil }, attempt)
                })
            if !lasts, !made.contains(stream) { made.append(stream) }
        }
        if !finished.isEmpty { state.withLock { $0.written += finished } }
        guard let last = sendings.last else { return acknowledge() }
        if made.isEmpty {
            sendings[sendings.count - 1] = RedisLink.Sending(command: last.command, answerMayWait: true) { [self] in
                last.completion($0)
                acknowledge()
            }
        }
        // The stream of a client that has stopped meanwhile was just made anew, and would stay for ever.
        for (index, stream) in made.enumerated() {
            let isLast = index == made.count - 1
            sendings.append(
                RedisLink.Sending(command: RedisCommand("EXPIRE", stream, "\(ReplyStream.lifetime)")) { [self] in
                    if case .success = $0 { noteLasting(stream, since: now) }
                    if isLast { acknowledge() }
                })
        }
        commands.send(sendings)
    }

    private func noteLasting(_ stream: String, since now: ContinuousClock.Instant) {
        state.withLock { state in
            if state.lasting.count >= Self.mostLasting { state.lasting = state.lasting.filter { now < $0.value } }
            if state.lasting.count < Self.mostLasting { state.lasting[ExactString(stream)] = now + Self.freshness }
        }
    }

    /// Redis has said what became of a reply: whether it was added, or its stream was gone.
    private func finish(_ answer: EntryAnswer, _ result: Result<Bool, RedisError>, _ attempt: Backoff) {
        switch result {
        case .success(false):
            state.withLock { $0.lasting[ExactString(answer.replyTo ?? "")] = nil }
            send([answer], attempt: attempt)
        case .success(true):
            state.withLock { state in
                state.written.append(answer.entry)
                state.told.reset()
            }
        case .failure(let error) where error.kind == .unreachable:
            // The link is closed: the server that takes the call next will answer it.
            break
        case .failure(let error) where error.isPassing:
            if state.withLock({ $0.told.isNew(error) }) { warn(answer, error) }
            var attempt = attempt
            let delay = attempt.nextDelay()
            let next = attempt
            Task { [self] in
                try? await Task.sleep(for: delay)
                send([answer], attempt: next)
            }
        case .failure(let error):
            warn(answer, error)
            replace(answer, because: error)
        }
    }

    /// Answers with −32603 what Redis would not take. Where it does not take that either, there is no reply.
    private func replace(_ answer: EntryAnswer, because error: RedisError) {
        guard let replyTo = answer.replyTo, !answer.isReplacement else {
            state.withLock { $0.written.append(answer.entry) }
            return
        }
        var writer = JSONWriter()
        let failure = RpcError(
            code: .internalError, message: "Internal error",
            data: ["name": "ClamatorTransportError", "message": JSON("the reply could not be written: \(error)")])
        writer.failure(id: answer.id, error: failure)
        let other = EntryAnswer(
            entry: answer.entry, replyTo: replyTo, text: writer.copy, id: answer.id,
            isReplacement: true)
        send([other], attempt: .refusals)
    }

    private func warn(_ answer: EntryAnswer, _ error: RedisError) {
        logger.warning(
            "redis reply not written: service=\(service) entry=\(answer.entry)",
            metadata: ["service": "\(service)", "entry_id": "\(answer.entry)", "error": "\(error)"])
    }

    private func acknowledge() {
        let ids = state.withLock { state in
            defer { state.written = [] }
            return state.written
        }
        if !ids.isEmpty { acknowledge(ids, attempt: .refusals) }
    }

    private func acknowledge(_ ids: [String], attempt: Backoff) {
        var command = RedisCommand("XACK", endpoint.stream, endpoint.group)
        command.append(contentsOf: ids)
        commands.send(
            RedisLink.Sending(command: command, mayWait: true, answerMayWait: true) { [self] result in
                if case .failure(let error) = result {
                    if error.kind == .unreachable { return }
                    // Not acknowledged, the calls would run once more.
                    if error.kind == .lost || error.isPassing { return acknowledge(ids, after: error, attempt) }
                }
                // A group that is lost has forgotten the entries as well.
                let onDone = state.withLock { state in
                    state.unfinished -= ids.count
                    return state.onDone
                }
                onDone?(ids)
            })
    }

    private func acknowledge(_ ids: [String], after error: RedisError, _ attempt: Backoff) {
        if error.isReplica { commands.reconnect(because: error) }
        var attempt = attempt
        let delay = attempt.nextDelay()
        let next = attempt
        Task {
            try? await Task.sleep(for: delay)
            acknowledge(ids, attempt: next)
        }
    }
}
