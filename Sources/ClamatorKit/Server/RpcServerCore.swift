internal import ClamatorSchema
public import Logging
private import Synchronization

/// A server of contracts over some transport.
///
/// Services are registered, then the server is started, serves until it is stopped, and is done with then.
public final class RpcServerCore: Sendable {
    private let transport: any ServerTransport
    private let logger: Logger
    private let running = RunningCalls()
    private let state = Mutex(State())

    private struct State {
        var phase = Phase.idle
        /// The stop, once it has begun.
        var stopping: Task<Void, Never>?
        var services: [(name: String, dispatcher: ServiceDispatcher)] = []
        /// What ends the waits of `run`.
        var runs: [AsyncStream<Never>.Continuation] = []
    }

    /// Makes a server.
    ///
    /// - Parameters:
    ///   - transport: A transport of its own, idle.
    ///   - logger: Where failures of params, handlers and results are told.
    public init(transport: any ServerTransport, logger: Logger = Logger(label: "clamator")) {
        self.transport = transport
        self.logger = logger
    }

    /// Puts handlers behind a contract, before `start`.
    ///
    /// - Parameters:
    ///   - contract: The contract.
    ///   - handlers: The handlers by method name; a method without one is answered −32601.
    /// - Throws: `LifeCycleError` where the service is registered here already, a handler has the name of no method, or
    ///   the server has been started, since it would not serve the service.
    public func registerService(_ contract: Contract, handlers: [String: Handler]) throws(LifeCycleError) {
        let known = contract.methods.map { ExactString($0.name) }
        let unknown = Set(handlers.keys.map { ExactString($0) }).subtracting(known)
        guard unknown.isEmpty else {
            let sentences = unknown.sorted().map {
                "service \"\(contract.service)\" has no method \"\($0)\"" + Suggestion.sentence(for: $0, among: known)
            }
            throw LifeCycleError(message: sentences.joined(separator: "\n"))
        }
        let dispatcher = ServiceDispatcher(contract: contract, handlers: handlers, running: running, logger: logger)
        let isNew = try state.withLock { state throws(LifeCycleError) in
            try state.phase.checkIdle(toRegister: contract.service)
            guard !state.services.contains(where: { $0.name == contract.service }) else { return false }
            state.services.append((contract.service, dispatcher))
            return true
        }
        guard isNew else { throw .alreadyRegistered(contract.service, on: "server") }
    }

    /// Begins to serve. A second time has no effect.
    ///
    /// - Throws: `LifeCycleError` where the server has been stopped or another serves one of the services; what the
    ///   transport throws where it cannot start. The server is idle then, and may be started again.
    public func start() async throws {
        let services = try state.withLock { state in
            try state.phase.beginStarting("server") ? state.services : nil
        }
        guard let services else { return }
        do {
            for service in services { try await transport.register(service.name, dispatcher: service.dispatcher) }
            try await transport.start()
        } catch {
            state.withLock { $0.phase.failStarting() }
            throw error
        }
    }

    /// Serves until the task is cancelled, or the server is stopped elsewhere: starts, waits for that, and stops as
    /// `stop()` does.
    ///
    /// - Throws: As `start`.
    public func run() async throws { try await run(grace: .milliseconds(5000)) }

    /// Serves until the task is cancelled, or the server is stopped elsewhere.
    ///
    /// - Parameter grace: How long to wait at the end for handlers that run.
    /// - Throws: As `start`.
    public func run(grace: Duration) async throws {
        try await start()
        let (stopped, continuation) = AsyncStream.makeStream(of: Never.self)
        let isStopped = state.withLock { state in
            state.runs.append(continuation)
            return state.phase == .stopped
        }
        // The wait ends where the task is cancelled, too.
        if !isStopped { for await _ in stopped {} }
        await stop(grace: grace)
    }

    /// Stops serving: waits for handlers that run, then withdraws the services. That goes on where the task is
    /// cancelled. A second time only waits for the first.
    ///
    /// - Parameter grace: How long to wait for handlers that run. Calls are still served meanwhile, unless the
    ///   transport can leave them to other servers.
    public func stop(grace: Duration = .milliseconds(5000)) async {
        let stopping = state.withLock { state in
            // A task of its own, so that cancelling the caller does not cut the drain short.
            if state.phase == .started {
                state.stopping = Task { [transport, running] in
                    await transport.beginStopping()
                    await running.wait(atMost: grace)
                    await transport.stop()
                }
            }
            state.phase = .stopped
            for run in state.runs { run.finish() }
            state.runs = []
            return state.stopping
        }
        await stopping?.value
    }
}
