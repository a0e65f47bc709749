internal import ClamatorKit
internal import Logging
private import Synchronization

/// Serves one service: reads calls from its group, lets the dispatcher answer them, writes the replies, acknowledges.
///
/// A call is acknowledged only once its reply is written, so that another server takes it where this one dies. What this
/// server holds it never takes a second time, and keeps from others for as long as it runs.
final class ServiceWorker: Sendable {
    /// How far a call came that this server holds.
    private enum Progress {
        /// It was read.
        case waiting
        /// Its handler runs.
        case running
        /// It is answered; reply and acknowledgement are being written.
        case answered
    }

    private struct State {
        var held: [ExactString: Progress] = [:]
        var isStopping = false
        var isStopped = false
        var hasEnded = true
        var housekeeping: Task<Void, Never>?
        var toldOfReclaiming = ToldFailures()
    }

    private let service: String
    private let endpoint: StreamEndpoint
    private let replyPrefix: String
    private let dispatcher: any Dispatcher
    private let options: RedisServerOptions
    /// The service's contract, where its dispatcher has one.
    private let contract: Contract?
    private let nulls: NullMembers
    private let commands: RedisLink
    private let reading: RedisLink
    private let replies: ReplyWriter
    private let group: ServiceGroup
    private let logger: Logger
    private let state = Mutex(State())

    init(
        _ service: String, dispatcher: any Dispatcher, keys: RedisKeys, instance: String, options: RedisServerOptions,
        url: RedisURL, commands: RedisLink, logger: Logger
    ) throws(RedisError) {
        self.service = service
        self.dispatcher = dispatcher
        self.options = options
        self.commands = commands
        self.logger = logger
        endpoint = StreamEndpoint(
            stream: keys.commands(of: service), group: RedisKeys.group(of: service),
            consumer: RedisKeys.consumer(service, instance))
        replyPrefix = keys.replies
        contract = (dispatcher as? ServiceDispatcher)?.contract
        nulls = options.strictNulls ? .refused : .absent { logger.warning("\($0)") }
        replies = ReplyWriter(
            endpoint, service: service, commands: commands, limit: options.replyStreamLimit, logger: logger)
        group = ServiceGroup(
            endpoint, service: service, commands: commands, lookBack: options.claimIdle, logger: logger)
        reading = try RedisLink(to: url) { error in
            Self.log(error, of: service, "consumer", to: logger)
        }
    }

    private static func log(_ error: RedisError, of service: String, _ loop: String, to logger: Logger) {
        logger.error(
            "redis \(loop) loop error: service=\(service)", metadata: ["service": "\(service)", "error": "\(error)"])
    }

    // MARK: Life

    /// Joins the group, and begins to serve.
    func start() async throws(RedisError) {
        try await reading.open()
        try await group.join()
        replies.onDone { [weak self] ids in
            self?.state.withLock { state in for id in ids { state.held[ExactString(id)] = nil } }
        }
        let housekeeping = Task { [weak self] in
            while !Task.isCancelled {
                guard let interval = self?.interval else { return }
                do { try await Task.sleep(for: interval) } catch { return }
                await self?.reclaimAndPrune()
            }
        }
        state.withLock { state in
            state.housekeeping = housekeeping
            state.hasEnded = false
        }
        Task {
            await serve()
            state.withLock { $0.hasEnded = true }
        }
    }

    /// Reads no more calls; those that were read go on.
    func beginStopping() async {
        state.withLock { $0.isStopping = true }
        // Where Redis does not allow it, or does not answer, the reading ends by itself within a second, or by `stop`.
        guard let id = reading.clientId else { return }
        await within(.milliseconds(200)) { [commands] in
            try? await commands.run(RedisCommand("CLIENT", "UNBLOCK", "\(id)"))
        }
    }

    /// How long a stop waits for replies and acknowledgements that are on their way.
    private static let longestFarewell = Duration.milliseconds(1000)

    /// Ends: gives back the calls that no handler has begun with, and waits until what was answered is written. Handlers
    /// that run may go on, but their replies come too late; one that has just ended has a moment to hand its reply in.
    func stop() async {
        let untouched = state.withLock { state in
            (state.isStopping, state.isStopped) = (true, true)
            state.housekeeping?.cancel()
            let ids = state.held.filter { $0.value == .waiting }.map(\.key)
            for id in ids { state.held[id] = nil }
            return ids
        }
        group.release(untouched.map(\.string))
        let start = ContinuousClock.now
        var time = Duration.zero
        while time < Self.longestFarewell, !state.withLock({ Self.isQuiet($0, after: time) }) {
            try? await Task.sleep(for: .milliseconds(2))
            time = ContinuousClock.now - start
        }
        if state.withLock({ $0.held.isEmpty && $0.hasEnded }), untouched.isEmpty {
            await within(.milliseconds(300)) { [group] in await group.leave() }
        }
        await reading.close(within: .zero)
    }

    /// Whether nothing is left that a stop should wait for.
    private static func isQuiet(_ state: borrowing State, after time: Duration) -> Bool {
        let mayLeave = state.hasEnded || (state.held.values.contains(.running) && time > .milliseconds(100))
        return mayLeave && !state.held.values.contains(.answered)
    }

    // MARK: Reading

    private func serve() async {
        var source = EntrySource()
        var backoff = Backoff.refusals
        var told = ToldFailures()
        await withTaskGroup(of: Void.self) { tasks in
            var running = 0
            var context = CallContext()
            while !state.withLock({ $0.isStopping }) {
                do throws(RedisError) {
                    let entries = try await nextEntries(from: &source)
                    backoff.reset()
                    told.reset()
                    var answers: [Answer] = []
                    for entry in entries {
                        if running >= options.concurrency {
                            replies.write(&answers)
                            await tasks.next()
                            running -= 1
                        }
                        guard let waiting = begin(entry, &answers, &context) else { continue }
                        replies.write(&answers)
                        running += 1
                        tasks.addTask {
                            var answers = [await waiting()]
                            self.replies.write(&answers)
                        }
                    }
                    replies.write(&answers)
                    // What cannot be begun yet is better left to the other servers.
                    if running >= options.concurrency {
                        await tasks.next()
                        running -= 1
                    }
                    await replies.waitUntilFew()
                } catch {
                    if !(await recover(from: error, &source, &told, after: backoff.nextDelay())) { return }
                }
            }
        }
    }

    /// Where the next entries come from.
    private struct EntrySource {
        /// The entries to begin with are those that this consumer read in an earlier connection or life; the id behind which
        /// to look, nil once there are none.
        var backlog: String? = "0"
        var reclaimAt = ContinuousClock.now
        var reclaimFrom = "0-0"
        /// When to see, where nothing comes, whether anything can.
        var lookAt = ContinuousClock.now
    }

    /// What was read before and never answered; what other servers left; else what is new.
    private func nextEntries(from source: inout EntrySource) async throws(RedisError) -> [StreamEntry] {
        if let start = source.backlog {
            // Over the connection that acknowledges, so that nothing is seen here whose acknowledgement is on its way.
            let command = RedisCommand(
                "XREADGROUP", "GROUP", endpoint.group, endpoint.consumer, "COUNT", "16", "STREAMS", endpoint.stream,
                start)
            let (entries, last) = try await commands.run(command) { [self] reply in
                let list = reply[0]?[1]
                return (take(list), list.flatMap { $0[$0.count - 1]?[0]?.text })
            }
            source.backlog = last
            return entries
        }
        if ContinuousClock.now >= source.reclaimAt {
            let command = RedisCommand(
                "XAUTOCLAIM", endpoint.stream, endpoint.group, endpoint.consumer,
                "\(options.claimIdle.wholeMilliseconds)",
                source.reclaimFrom, "COUNT", "32")
            let (entries, next) = try await commands.run(command) { [self] reply in
                (take(reply[1]), reply[0]?.text ?? "0-0")
            }
            source.reclaimFrom = next
            if next == "0-0" { source.reclaimAt = ContinuousClock.now.advanced(by: interval) }
            return entries
        }
        let command = RedisCommand(
            "XREADGROUP", "GROUP", endpoint.group, endpoint.consumer, "COUNT", "16", "BLOCK", "1000", "STREAMS",
            endpoint.stream,
            ">")
        let entries = try await reading.run(command, isRepeatable: false) { [self] reply in
            let list = reply[0]?[1]
            if let last = list.flatMap({ $0[$0.count - 1]?[0]?.text }) { group.noteRead(last) }
            return take(list)
        }
        if entries.isEmpty, ContinuousClock.now >= source.lookAt {
            source.lookAt = ContinuousClock.now.advanced(by: Self.lookInterval)
            try await group.settle()
        }
        return entries
    }

    /// How often a server that gets no calls sees whether its group can hand any out.
    private static let lookInterval = Duration.seconds(2)

    /// Takes the entries that this server does not hold yet.
    private func take(_ list: RedisReplyView?) -> [StreamEntry] {
        guard let list else { return [] }
        var parser = JSONParser()
        let entries = list.elements.compactMap { StreamEntry($0, repliesUnder: replyPrefix, parser: &parser) }
        let (taken, isStopped) = state.withLock { state in
            let taken = entries.filter { state.held[ExactString($0.id)] == nil }
            if !state.isStopped { for entry in taken { state.held[ExactString(entry.id)] = .waiting } }
            return (taken, state.isStopped)
        }
        guard isStopped else { return taken }
        group.release(taken.map(\.id))
        return []
    }

    /// Does what helps after a failure.
    ///
    /// - Returns: Whether to go on.
    private func recover(
        from error: RedisError, _ source: inout EntrySource, _ told: inout ToldFailures, after delay: Duration
    ) async -> Bool {
        switch error.kind {
        case .unreachable: return false
        case .lost:
            // The link has told of it, and comes back by itself. What Redis handed out meanwhile is in the backlog.
            source.backlog = "0"
            return true
        case .refused:
            if told.isNew(error) { Self.log(error, of: service, "consumer", to: logger) }
            if error.isReplica { for link in [reading, commands] { link.reconnect(because: error) } }
            if error.isLostGroup {
                do throws(RedisError) {
                    try await group.restore()
                    return true
                } catch {
                    if told.isNew(error) { Self.log(error, of: service, "consumer", to: logger) }
                }
            }
            try? await Task.sleep(for: delay)
            return true
        }
    }

    // MARK: Answering

    /// An entry that is done with.
    struct Answer: Sendable {
        let entry: String
        var replyTo: String?
        /// The reply; empty if there is none.
        var text: [UInt8] = []
        var id = JSON.null
        /// Whether it says that the true reply could not be written.
        var isReplacement = false
    }

    /// Begins with an entry: what can be answered at once is.
    ///
    /// - Returns: What to wait for, where the handler waits.
    private func begin(
        _ entry: StreamEntry, _ answers: inout [Answer], _ context: inout CallContext
    ) -> (@Sendable () async -> Answer)? {
        let mayBegin = state.withLock { state in
            guard !state.isStopped, state.held[ExactString(entry.id)] != nil else { return false }
            state.held[ExactString(entry.id)] = .running
            return true
        }
        guard mayBegin else { return nil }
        switch entry.content {
        case .nothing: break
        case .poison(let reason): warn("redis poison envelope", entry, reason)
        case .strayReply(let key): warn("redis stray reply-to", entry, "\(key) does not begin with \(replyPrefix)")
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
        state.withLock { $0.held[ExactString(entry.id)] = .answered }
        answers.append(Answer(entry: entry.id))
        return nil
    }

    private func answer(
        _ entry: StreamEntry, _ request: Request, _ replyTo: String?, _ reply: Reply?,
        since start: ContinuousClock.Instant
    ) -> Answer {
        state.withLock { $0.held[ExactString(entry.id)] = .answered }
        options.observer?(ServedCall(request: request, reply: reply, time: ContinuousClock.now - start))
        guard let reply, let replyTo, let id = request.id?.json else { return Answer(entry: entry.id) }
        var writer = JSONWriter()
        switch reply {
        case .result(let result): writer.success(id: id, result: result)
        case .error(let error): writer.failure(id: id, error: explained(error, for: request))
        }
        return Answer(entry: entry.id, replyTo: replyTo, text: writer.copy, id: id)
    }

    private func withoutNulls(_ request: Request) -> Request {
        guard let schema = contract?[request.method]?.params, !schema.isValid(request.params) else { return request }
        let params = nulls.accepting(request.params, by: schema, of: "\(request.service).\(request.method)")
        let changed = try? Request(service: request.service, method: request.method, params: params, id: request.id)
        return changed ?? request
    }

    private func explained(_ error: RpcError, for request: Request) -> RpcError {
        error.code == .invalidParams ? nulls.explaining(error, for: request.params) : error
    }

    private func warn(_ what: String, _ entry: StreamEntry, _ reason: String) {
        logger.warning(
            "\(what): service=\(service) entry=\(entry.id)",
            metadata: ["service": "\(service)", "entry_id": "\(entry.id)", "error": "\(reason)"])
    }

    private func warnDispatcher(_ entry: StreamEntry, _ request: Request, _ error: any Error) {
        logger.warning(
            "dispatcher threw: service=\(service)",
            metadata: ["service": "\(service)", "rpc_id": "\(request.id?.description ?? "null")", "error": "\(error)"])
    }

    // MARK: Reclaiming and pruning

    /// How often the group is looked after.
    private var interval: Duration { max(.seconds(1), options.claimIdle / 4) }

    /// Keeps what runs here from looking abandoned, and takes servers out of the group that are gone.
    private func reclaimAndPrune() async {
        let held = state.withLock { $0.isStopping ? [] : $0.held.keys.map(\.string) }
        do throws(RedisError) {
            try await group.keep(held)
            try await group.prune(idleFor: max(600_000, 10 * options.claimIdle.wholeMilliseconds))
            state.withLock { $0.toldOfReclaiming.reset() }
        } catch {
            // A group that is lost is made again by the reading.
            guard error.kind == .refused, !error.isLostGroup, state.withLock({ $0.toldOfReclaiming.isNew(error) })
            else {
                return
            }
            Self.log(error, of: service, "reclaim", to: logger)
        }
    }
}
