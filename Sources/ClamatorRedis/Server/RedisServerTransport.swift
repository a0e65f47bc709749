public import ClamatorKit
internal import Logging
private import Synchronization

/// Carries the calls in the streams of services to their dispatchers, and the replies into the streams of the callers.
public final class RedisServerTransport: ServerTransport {
    private let url: RedisURL
    private let keys: RedisKeys
    private let instance: String
    private let options: RedisServerOptions
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var services: [(name: String, dispatcher: any Dispatcher)] = []
        var commands: RedisLink?
        var workers: [ServiceWorker] = []
        var isStopped = false
    }

    /// Makes a transport; `RedisRpcServer` says what the parameters are.
    init(url: RedisURL, keyPrefix: String, instance: String?, options: RedisServerOptions, logger: Logger) {
        self.url = url
        keys = RedisKeys(prefix: keyPrefix)
        self.instance = instance ?? RpcId().description
        self.options = options
        self.logger = logger
    }

    /// Announces a service.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - dispatcher: Takes its requests.
    public func register(_ service: String, dispatcher: any Dispatcher) {
        state.withLock { state in
            state.services.removeAll { $0.name == service }
            state.services.append((service, dispatcher))
        }
    }

    /// Connects, joins the group of each service, and begins to serve. Where Redis refuses for a while (it is loading,
    /// or lacks memory), that is tried again until the task is cancelled.
    ///
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached, refuses the login, or refuses the groups.
    public func start() async throws(ClamatorTransportError) {
        let services = state.withLock { $0.services }
        let logger = logger
        var workers: [ServiceWorker] = []
        var opened: RedisLink?
        do throws(RedisError) {
            let commands = try RedisLink(to: url) { error in
                logger.error("redis reply loop error", metadata: ["error": "\(error)"])
            }
            try await commands.open(until: nil)
            opened = commands
            for service in services {
                let worker = try ServiceWorker(
                    service.name, dispatcher: service.dispatcher, keys: keys, instance: instance, options: options,
                    url: url, commands: commands, logger: logger)
                workers.append(worker)
                try await worker.start()
            }
        } catch {
            await Self.stop(workers, opened)
            throw .unreachable(url, error)
        }
        let isStopped = state.withLock { state in
            (state.commands, state.workers) = (opened, workers)
            return state.isStopped
        }
        if isStopped {
            await stop()
            throw ClamatorTransportError.hasBeenStopped
        }
    }

    /// Reads no more calls, which other servers may take; those that were read go on.
    public func beginStopping() async {
        await Self.each(state.withLock { $0.workers }) { await $0.beginStopping() }
    }

    /// Ends, within two seconds. Replies and acknowledgements that are on their way are written first, where Redis
    /// takes them by then; calls that no handler has begun with are left to other servers.
    public func stop() async {
        let (workers, commands) = state.withLock { state in
            state.isStopped = true
            defer { (state.workers, state.commands) = ([], nil) }
            return (state.workers, state.commands)
        }
        await Self.stop(workers, commands)
    }

    private static func stop(_ workers: [ServiceWorker], _ commands: RedisLink?) async {
        await each(workers) { await $0.stop() }
        await commands?.close(within: .milliseconds(300))
    }

    private static func each(
        _ workers: [ServiceWorker], _ body: @escaping @Sendable (ServiceWorker) async -> Void
    ) async {
        await withTaskGroup(of: Void.self) { tasks in
            for worker in workers { tasks.addTask { await body(worker) } }
        }
    }
}
