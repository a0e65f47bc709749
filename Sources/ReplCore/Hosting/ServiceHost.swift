public import ClamatorKit
public import ScriptedHandlers
internal import ClamatorRedis
internal import ContractTesting
public import ClamatorStdio
public import Logging

/// The loaded services, and a client to call them: on a bus of their own in this process, over Redis, or in a server
/// that is a command.
public struct ServiceHost: Sendable {
    /// The services.
    public private(set) var services: [ContractLoader.Service]
    /// Calls them.
    public let client: RpcClientCore
    /// Serves them; nil where only others do.
    private let server: RpcServerCore?
    /// What the services' methods and params are called elsewhere; nil where that is what they are called here.
    package let wireNames: WireNames?
    /// Which Redis the calls go over; nil where they do not.
    let endpoint: RedisEndpoint?
    /// Which server the calls go to; nil where that is no command.
    private let command: CommandServer?
    /// Where they are served, if in this process.
    private let localBus: MemoryBus?

    /// A server that is a command.
    private struct CommandServer {
        let transport: StdioClientTransport
        let news: ServerNews
    }

    /// Serves in this process, and only here.
    ///
    /// - Parameters:
    ///   - services: The services, each with a name of its own.
    ///   - logger: Gets failures.
    ///   - timeout: How long a call may take, unless it says otherwise.
    /// - Throws: `LifeCycleError` where two services have one name.
    public init(_ services: [ContractLoader.Service], logger: Logger, timeout: Duration) async throws {
        self.services = services
        wireNames = WireNames(services.map(\.contract))
        endpoint = nil
        command = nil
        let bus = MemoryBus()
        if let discovery = Discovery(of: services) { try bus.register(DiscoveryName.service, discovery) }
        let client = MemoryRpcClient(bus: bus, defaultTimeout: timeout)
        server = try await Self.serve(services, on: bus, logger)
        localBus = bus
        try await client.start()
        self.client = client
    }

    private static func serve(
        _ services: [ContractLoader.Service], on bus: MemoryBus, _ logger: Logger
    ) async throws -> RpcServerCore {
        let server = MemoryRpcServer(bus: bus, logger: logger)
        for service in services { try server.registerService(service.contract, handlers: service.handlers) }
        try await server.start()
        return server
    }

    /// Calls a server that is a command; what it asks by itself is answered by the handlers that were loaded.
    ///
    /// - Parameters:
    ///   - services: The services, each with a name of its own.
    ///   - server: The command, and how to speak with it.
    ///   - news: Shows what the server does by itself.
    ///   - logger: Gets failures.
    ///   - timeout: How long a call may take, unless it says otherwise.
    /// - Throws: `ClamatorTransportError` where the server cannot be started; `LifeCycleError` where two services have
    ///   one name.
    public init(
        _ services: [ContractLoader.Service], calling server: StdioServer, news: ServerNews, logger: Logger,
        timeout: Duration
    ) async throws {
        var server = server
        server.observer = { news.show($0) }
        let contracts = services.map(\.contract)
        let bus = MemoryBus()
        let transport = StdioClientTransport(
            server, contracts: contracts, dispatcher: bus, greetingTimeout: timeout)
        try await self.init(
            services, on: bus, CommandServer(transport: transport, news: news),
            client: StdioRpcClient(transport: transport, defaultTimeout: timeout), logger)
        try await client.start()
    }

    private init(
        _ services: [ContractLoader.Service], on bus: MemoryBus, _ command: CommandServer, client: RpcClientCore,
        _ logger: Logger
    ) async throws {
        self.services = services
        self.client = client
        self.command = command
        localBus = nil
        endpoint = nil
        wireNames = WireNames(services.map(\.contract))
        server = try await Self.serve(services, on: bus, logger)
    }

    /// What a probe calls.
    func probedServer(timeout: Duration) -> any ProbedServer {
        if let localBus { return LocalServer(services, on: localBus, timeout: timeout) }
        let command = command.map { command in
            let transport = command.transport
            return RemoteServer.Command(
                strays: { (transport.strayReplies.count, transport.strayReplies.last) },
                startAfresh: { transport.startAfresh() })
        }
        return RemoteServer(client, timeout: timeout, command: command)
    }

    /// Takes a text of a file for the one that a running service was read from.
    mutating func adopt(_ text: JSON, of file: ExactString, for service: String) {
        guard let index = services.firstIndex(where: { $0.contract.service == service }) else { return }
        services[index].origin[file] = text
    }

    /// Whether calls leave this process.
    var isLive: Bool { endpoint != nil || command != nil }

    /// Whether calls failed since the server that is called is not there any more.
    public var hasLostCalls: Bool { command?.transport.hasLostCalls == true }

    /// Shows what is sent before the first call from now on, or no more.
    func showGreetings(_ isShown: Bool) { command?.news.showGreetings(isShown) }

    /// The services whose calls must begin in the order in which they were made, since their answers depend on it.
    public var orderedServices: [String] {
        // Nothing is known of the handlers of others; a server takes calls in the order in which they were sent.
        services.filter { isLive || $0.scripts.dependOnOrder }.map(\.contract.service)
    }

    /// Calls the services that are served over Redis, and serves there too where the endpoint says so.
    ///
    /// - Parameters:
    ///   - services: The services, each with a name of its own.
    ///   - endpoint: Which Redis, and how to call and serve there.
    ///   - logger: Gets failures.
    ///   - timeout: How long a call may take, unless it says otherwise.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached; `LifeCycleError` where two services have one
    ///   name.
    public init(
        _ services: [ContractLoader.Service], at endpoint: RedisEndpoint, logger: Logger, timeout: Duration
    ) async throws {
        self.services = services
        self.endpoint = endpoint
        localBus = nil
        command = nil
        let contracts = services.map(\.contract)
        wireNames = WireNames(contracts)
        let client =
            endpoint.testsServers
            ? try RedisRpcClient(
                testingAt: endpoint.url, access: endpoint.access, keyPrefix: endpoint.prefix, defaultTimeout: timeout,
                logger: logger)
            : try RedisRpcClient(
                url: endpoint.url, access: endpoint.access, keyPrefix: endpoint.prefix,
                contracts: endpoint.checksCalls ? contracts : [],
                nulls: endpoint.strictNulls ? .refused : .absent(tell: endpoint.noteNull), defaultTimeout: timeout,
                logger: logger)
        self.client = Discovery(of: services).map { client.answering(DiscoveryName.service, by: $0) } ?? client
        if let serving = endpoint.serving {
            let server = try RedisRpcServer(
                url: endpoint.url, access: endpoint.access, keyPrefix: endpoint.prefix, instance: serving.instance,
                options: serving.options(for: contracts, strictNulls: endpoint.strictNulls), logger: logger)
            for service in services { try server.registerService(service.contract, handlers: service.handlers) }
            try await server.start()
            self.server = server
        } else {
            server = nil
        }
        if endpoint.serving?.callsToo == false { return }
        do {
            try await self.client.start()
        } catch {
            await stop()
            throw error
        }
    }

    /// The same host with other services, which replaces this one; this one is stopped.
    func replaced(
        with services: [ContractLoader.Service], logger: Logger, timeout: Duration
    ) async throws -> ServiceHost {
        if let command {
            let bus = MemoryBus()
            let next = try await ServiceHost(services, on: bus, command, client: client, logger)
            command.transport.use(services.map(\.contract), bus)
            await server?.stop(grace: .zero)
            return next
        }
        guard let endpoint else {
            let next = try await ServiceHost(services, logger: logger, timeout: timeout)
            await stop()
            return next
        }
        // Two servers under one name would take each other's calls; those that come meanwhile wait in Redis.
        await stop()
        return try await ServiceHost(services, at: endpoint, logger: logger, timeout: timeout)
    }

    /// What is known of the servers of services whose calls timed out, where they are called over Redis and it tells
    /// soon.
    public func timeoutReasons(of services: [String]) async -> [(service: String, reason: String)] {
        guard let endpoint, !services.isEmpty else { return [] }
        let presences = await Self.look(for: services, at: endpoint)
        return presences.map { (service: $0.service, reason: $0.description) }
    }

    /// A failure with what is known of the service's servers, where it is a time-out of which nothing else is known.
    func explained(_ error: ClamatorTransportError, of service: String) async -> ClamatorTransportError {
        guard error.reason == .timeout, error.cause == nil, let endpoint else { return error }
        var error = error
        error.cause = await Self.look(for: [service], at: endpoint).first
        return error
    }

    private static func look(for services: [String], at endpoint: RedisEndpoint) async -> [ServicePresence] {
        await ServicePresence.look(
            for: services, at: endpoint.url, access: endpoint.access, keyPrefix: endpoint.prefix)
    }

    /// Stops: calls that wait fail. In this process serving ends at once; over Redis, handlers that run are waited for.
    public func stop() async {
        // Side by side, since each may wait for a Redis that does not answer.
        async let stopping: Void = client.stop()
        if endpoint == nil { await server?.stop(grace: .zero) } else { await server?.stop() }
        await stopping
    }
}
