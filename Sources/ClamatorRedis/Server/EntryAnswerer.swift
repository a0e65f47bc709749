internal import ClamatorKit
internal import Logging

/// An entry that is done with.
struct EntryAnswer: Sendable {
    let entry: String
    var replyTo: String?
    /// The reply; empty if there is none.
    var text: [UInt8] = []
    var id = JSON.null
    /// Whether it says that the true reply could not be written.
    var isReplacement = false
}

/// Lets the dispatcher of a service answer what its entries ask for, and makes the texts of the replies.
struct EntryAnswerer: Sendable {
    private let service: String
    private let dispatcher: any Dispatcher
    /// The service's contract, where its dispatcher has one.
    private let contract: Contract?
    private let nulls: NullMembers
    private let observer: (@Sendable (ServedCall) -> Void)?
    private let held: HeldEntries
    private let replyPrefix: String
    private let logger: Logger

    init(
        _ service: String, dispatcher: any Dispatcher, options: RedisServerOptions, held: HeldEntries,
        repliesUnder replyPrefix: String, logger: Logger
    ) {
        self.service = service
        self.dispatcher = dispatcher
        contract = (dispatcher as? ServiceDispatcher)?.contract
        nulls = options.strictNulls ? .refused : .absent { logger.warning("\($0)") }
        observer = options.observer
        self.held = held
        self.replyPrefix = replyPrefix
        self.logger = logger
    }

    /// Begins with an entry: what can be answered at once is.
    ///
    /// - Returns: What to wait for, where the handler waits.
    func begin(
        _ entry: StreamEntry, _ answers: inout [EntryAnswer], _ context: inout CallContext
    ) -> (@Sendable () async -> EntryAnswer)? {
        guard held.begin(entry.id) else { return nil }
        switch entry.content {
        case .nothing: break
        case .poison(let reason): warn("redis poison envelope", entry, reason)
        case .strayReply(let key):
            warn("redis stray reply-to", entry, "\(Printable.excerpt(key)) does not begin with \(replyPrefix)")
        case .call(let request, let replyTo):
            let start = ContinuousClock.now
            let request = withoutNulls(request)
            do {
                switch try dispatcher.dispatch(request, in: &context) {
                case .replied(let reply):
                    answers.append(answer(entry, request, replyTo, reply, since: start))
                    return nil
                case .waiting(let answer):
                    return { [self] in
                        var reply: Reply?
                        do { reply = try await answer() } catch { warnDispatcher(entry, request, error) }
                        return self.answer(entry, request, replyTo, reply, since: start)
                    }
                case .nothing, .silence:
                    answers.append(answer(entry, request, replyTo, nil, since: start))
                    return nil
                }
            } catch {
                warnDispatcher(entry, request, error)
            }
        }
        held.noteAnswered(entry.id)
        answers.append(EntryAnswer(entry: entry.id))
        return nil
    }

    private func answer(
        _ entry: StreamEntry, _ request: Request, _ replyTo: String?, _ reply: Reply?,
        since start: ContinuousClock.Instant
    ) -> EntryAnswer {
        held.noteAnswered(entry.id)
        observer?(ServedCall(request: request, reply: reply, time: ContinuousClock.now - start))
        guard let reply, let replyTo, let id = request.id?.json else { return EntryAnswer(entry: entry.id) }
        var writer = JSONWriter()
        switch reply {
        case .result(let result): writer.success(id: id, result: result)
        case .error(let error): writer.failure(id: id, error: explained(error, for: request))
        }
        return EntryAnswer(entry: entry.id, replyTo: replyTo, text: writer.copy, id: id)
    }

    private func withoutNulls(_ request: Request) -> Request {
        guard let schema = contract?[request.method]?.params, !schema.isValid(request.params) else { return request }
        let params = nulls.accepting(request.params, by: schema, of: "\(request.service).\(request.method)")
        let changed = try? Request(service: request.service, method: request.method, params: params, id: request.id)
        return changed ?? request
    }

    private func explained(_ error: RpcError, for request: Request) -> RpcError {
        guard error.code == .invalidParams, let schema = contract?[request.method]?.params else { return error }
        return nulls.explaining(error, for: request.params, by: schema)
    }

    private func warn(_ what: String, _ entry: StreamEntry, _ reason: String) {
        logger.warning(
            "\(what): service=\(service) entry=\(entry.id)",
            metadata: ["service": "\(service)", "entry_id": "\(entry.id)", "error": "\(reason)"])
    }

    private func warnDispatcher(_ entry: StreamEntry, _ request: Request, _ error: any Error) {
        logger.warning(
            "dispatcher threw: service=\(service)",
            metadata: [
                "service": "\(service)", "rpc_id": "\(Printable.excerpt(request.id?.description ?? "null"))",
                "error": "\(error)",
            ])
    }
}
