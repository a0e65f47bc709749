internal import ClamatorKit
internal import Logging
private import Synchronization

/// Serves one service: reads calls from its group, lets the dispatcher answer them, writes the replies, acknowledges.
///
/// A call is acknowledged only once its reply is written, so that another server takes it where this one dies. What
/// this server holds it never takes a second time, and keeps from others for as long as it runs.
final class ServiceWorker: Sendable {
    private struct State {
        var isStopping = false
        var hasEnded = true
        var housekeeping: [Task<Void, Never>] = []
        var toldOfReclaiming = ToldFailures()
        /// When to look again for servers that are gone.
        var pruneAt = ContinuousClock.now
    }

    private let service: String
    private let endpoint: StreamEndpoint
    private let options: RedisServerOptions
    private let commands: RedisLink
    private let reading: RedisLink
    private let group: ServiceGroup
    private let held: HeldEntries
    private let answerer: EntryAnswerer
    private let replies: ReplyWriter
    private let logger: Logger
    private let state = Mutex(State())

    init(
        _ service: String, dispatcher: any Dispatcher, keys: RedisKeys, instance: String, options: RedisServerOptions,
        url: RedisURL, commands: RedisLink, logger: Logger
    ) throws(RedisError) {
        self.service = service
        self.options = options
        self.commands = commands
        self.logger = logger
        endpoint = StreamEndpoint(
            stream: keys.commands(of: service), group: RedisKeys.group(of: service),
            consumer: RedisKeys.consumer(service, instance), replies: keys.replies(to: instance))
        reading = try RedisLink(to: url) { error in
            Self.log(error, of: service, "consumer", to: logger)
        }
        group = ServiceGroup(
            endpoint, service: service, commands: commands, lookBack: options.claimIdle, logger: logger)
        held = HeldEntries(of: group, repliesUnder: keys.replies)
        answerer = EntryAnswerer(
            service, dispatcher: dispatcher, options: options, held: held, repliesUnder: keys.replies, logger: logger)
        replies = ReplyWriter(
            endpoint, service: service, commands: commands, limit: options.replyStreamLimit, logger: logger)
    }

    private static func log(_ error: RedisError, of service: String, _ loop: String, to logger: Logger) {
        logger.error(
            "redis \(loop) loop error: service=\(service)", metadata: ["service": "\(service)", "error": "\(error)"])
    }

    // MARK: Life

    /// Joins the group, and begins to serve. What Redis refuses for a while is tried again until the task is cancelled.
    func start() async throws(RedisError) {
        try await reading.open(until: nil)
        try await join()
        replies.onDone { [held] ids in held.remove(ids) }
        let housekeeping = [
            every(keepInterval) { await $0.keepAndPrune() },
            // Beside the reading, which may wait for handlers.
            every(Self.lookInterval) { try? await $0.group.settle() },
        ]
        state.withLock { state in
            state.housekeeping = housekeeping
            state.hasEnded = false
        }
        // Where the answers come in, so that a call need not wake another thread to be begun.
        Task(executorPreference: reading.executor) { [self] in
            await serve()
            state.withLock { $0.hasEnded = true }
        }
    }

    /// Does something again and again until the task is cancelled, or this server is gone.
    private func every(
        _ interval: Duration, _ body: @escaping @Sendable (ServiceWorker) async -> Void
    ) -> Task<Void, Never> {
        Task { [weak self] in
            while true {
                do { try await Task.sleep(for: interval) } catch { return }
                guard let worker = self else { return }
                await body(worker)
            }
        }
    }

    private func join() async throws(RedisError) {
        var backoff = Backoff.refusals
        var told = ToldFailures()
        while true {
            do throws(RedisError) { return try await group.join() } catch {
                guard error.isPassing || error.kind == .lost else { throw error }
                if error.kind == .refused, told.isNew(error) { Self.log(error, of: service, "consumer", to: logger) }
                reconnect(ifFailedOver: error)
                try? await Task.sleep(for: backoff.nextDelay())
            }
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

    /// Ends: gives back the calls that no handler has begun with, and waits until what was answered is written.
    /// Handlers that run may go on, but their replies come too late; one that has just ended has a moment to hand its
    /// reply in.
    func stop() async {
        state.withLock { state in
            state.isStopping = true
            for task in state.housekeeping { task.cancel() }
        }
        let hasGivenBack = held.close()
        let start = ContinuousClock.now
        var time = Duration.zero
        while time < Self.longestFarewell, !isQuiet(after: time) {
            try? await Task.sleep(for: .milliseconds(2))
            time = ContinuousClock.now - start
        }
        if held.isEmpty, state.withLock({ $0.hasEnded }), !hasGivenBack {
            await within(.milliseconds(300)) { [group] in await group.leave() }
        }
        await reading.close(within: .zero)
    }

    /// Whether nothing is left that a stop should wait for.
    private func isQuiet(after time: Duration) -> Bool {
        let mayLeave = state.withLock { $0.hasEnded } || (held.has(.running) && time > .milliseconds(100))
        return mayLeave && !held.has(.answered)
    }

    // MARK: Serving

    private func serve() async {
        var reader = EntryReader(
            of: endpoint, commands: commands, reading: reading, group: group, held: held, claimIdle: options.claimIdle,
            claimInterval: reclaimInterval)
        var backoff = Backoff.refusals
        var told = ToldFailures()
        await withTaskGroup(of: Void.self) { tasks in
            var running = 0
            var context = CallContext()
            while !state.withLock({ $0.isStopping }) {
                do throws(RedisError) {
                    let entries = try await reader.next()
                    if reader.isInOrder {
                        backoff.reset()
                        told.reset()
                    }
                    var answers: [EntryAnswer] = []
                    for entry in entries {
                        if running >= options.concurrency {
                            replies.write(&answers)
                            await tasks.next()
                            running -= 1
                        }
                        guard let waiting = answerer.begin(entry, &answers, &context) else { continue }
                        replies.write(&answers)
                        running += 1
                        tasks.addTask(executorPreference: globalConcurrentExecutor) {
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
                    if !(await recover(from: error, &reader, &told, after: backoff.nextDelay())) { return }
                }
            }
        }
    }

    /// Does what helps after a failure.
    ///
    /// - Returns: Whether to go on.
    private func recover(
        from error: RedisError, _ reader: inout EntryReader, _ told: inout ToldFailures, after delay: Duration
    ) async -> Bool {
        switch error.kind {
        case .unreachable, .unready: return false
        case .lost:
            // The link has logged it, and comes back by itself. What Redis handed out meanwhile is in the backlog.
            reader.beginAgain()
            return true
        case .refused:
            if told.isNew(error) { Self.log(error, of: service, "consumer", to: logger) }
            reconnect(ifFailedOver: error)
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

    /// Makes the connections again, to whichever server has the name by then.
    private func reconnect(ifFailedOver error: RedisError) {
        guard error.isReplica else { return }
        for link in [reading, commands] { link.reconnect(because: error) }
    }

    // MARK: Reclaiming and pruning

    /// How often a server sees whether its stream takes calls, and its group can hand them out.
    private static let lookInterval = Duration.seconds(2)

    /// How often what runs here is kept from looking abandoned: several times before it does.
    private var keepInterval: Duration { max(.milliseconds(25), options.claimIdle / 4) }

    /// How often calls are looked for that look abandoned, and servers that are gone.
    private var reclaimInterval: Duration { max(.seconds(1), options.claimIdle / 4) }

    /// Keeps what runs here from looking abandoned, and takes servers out of the group that are gone.
    private func keepAndPrune() async {
        let mustPrune = state.withLock { state in
            guard ContinuousClock.now >= state.pruneAt else { return false }
            state.pruneAt = ContinuousClock.now.advanced(by: reclaimInterval)
            return true
        }
        let ids = state.withLock { $0.isStopping } ? [] : held.ids
        do throws(RedisError) {
            try await group.keep(ids)
            guard mustPrune else { return }
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
