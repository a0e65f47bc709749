public import ClamatorKit
public import ScriptedHandlers
internal import ClamatorRedis
public import Logging

/// The loaded services, and a client to call them: on a bus of their own in this process, or over Redis.
public struct ServiceHost: Sendable {
    /// The services.
    public let services: [ContractLoader.Service]
    /// Calls them.
    public let client: RpcClientCore
    /// Serves them; nil where only others do.
    private let server: RpcServerCore?
    /// What the services' methods and params are called elsewhere; nil where that is what they are called here.
    package let wireNames: WireNames?
    /// Which Redis the calls go over; nil where they stay in this process.
    let endpoint: RedisEndpoint?

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
        let bus = MemoryBus()
        if let discovery = Discovery(of: services) { try bus.register(DiscoveryName.service, discovery) }
        let server = MemoryRpcServer(bus: bus, logger: logger)
        let client = MemoryRpcClient(bus: bus, defaultTimeout: timeout)
        for service in services { try server.registerService(service.contract, handlers: service.handlers) }
        try await server.start()
        try await client.start()
        self.server = server
        self.client = client
    }

    /// The services whose calls must begin in the order in which they were made, since their answers depend on it.
    public var orderedServices: [String] {
        // Over Redis nothing is known of the handlers; a server takes calls in the order in which they were sent.
        services.filter { endpoint != nil || $0.scripts.dependOnOrder }.map(\.contract.service)
    }

    /// Calls the services that are served over Redis, and serves there too where the endpoint says so.
    ///
    /// - Parameters:
    ///   - services: The services, each with a name of its own.
    ///   - endpoint: Which Redis, and how to call and serve there.
    ///   - logger: Gets failures.
    ///   - timeout: How long a call may take, unless it says otherwise.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached; `LifeCycleError` where two services have one name.
    public init(
        _ services: [ContractLoader.Service], at endpoint: RedisEndpoint, logger: Logger, timeout: Duration
    ) async throws {
        self.services = services
        self.endpoint = endpoint
        let contracts = services.map(\.contract)
        wireNames = WireNames(contracts)
        let client = try RedisRpcClient(
            url: endpoint.url, keyPrefix: endpoint.prefix, contracts: endpoint.checksCalls ? contracts : [],
            defaultTimeout: timeout, logger: logger)
        self.client = Discovery(of: services).map { client.answering(DiscoveryName.service, by: $0) } ?? client
        if let serving = endpoint.serving {
            let server = try RedisRpcServer(
                url: endpoint.url, keyPrefix: endpoint.prefix, instance: serving.instance,
                options: serving.options(for: contracts), logger: logger)
            for service in services { try server.registerService(service.contract, handlers: service.handlers) }
            try await server.start()
            self.server = server
        } else {
            server = nil
        }
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
        guard let endpoint else {
            let next = try await ServiceHost(services, logger: logger, timeout: timeout)
            await stop()
            return next
        }
        // Two servers under one name would take each other's calls; those that come meanwhile wait in Redis.
        await stop()
        return try await ServiceHost(services, at: endpoint, logger: logger, timeout: timeout)
    }

    /// Stops: calls that wait fail. In this process serving ends at once; over Redis, handlers that run are waited for.
    public func stop() async {
        await client.stop()
        if endpoint == nil { await server?.stop(grace: .zero) } else { await server?.stop() }
    }
}
