public import ClamatorKit
public import ScriptedHandlers
public import ClamatorRedis
public import Logging

/// The loaded services, and a client to call them: on a bus of their own in this process, or over Redis.
public struct ServiceHost: Sendable {
    /// The services.
    public let services: [ContractLoader.Service]
    /// Calls them.
    public let client: HostClient
    private let server: Server
    /// Which Redis the calls go over; nil where they stay in this process.
    let endpoint: RedisEndpoint?

    private enum Server {
        case none
        case memory(MemoryRpcServer)
        case redis(RedisRpcServer)
    }

    /// Serves in this process, and only here.
    ///
    /// - Parameters:
    ///   - services: The services, each with a name of its own.
    ///   - logger: Where failures are told.
    ///   - timeout: How long a call may take, unless it says otherwise.
    /// - Throws: `LifeCycleError` where two services have one name.
    public init(_ services: [ContractLoader.Service], logger: Logger, timeout: Duration) async throws {
        self.services = services
        endpoint = nil
        let bus = MemoryBus()
        let server = MemoryRpcServer(bus: bus, logger: logger)
        let client = MemoryRpcClient(bus: bus, defaultTimeout: timeout)
        for service in services { try server.registerService(service.contract, handlers: service.handlers) }
        try await server.start()
        try await client.start()
        self.server = .memory(server)
        self.client = .memory(client)
    }

    /// The services whose calls must begin in the order in which they were made, since their answers depend on it.
    public var orderedServices: [String] {
        // Over Redis nothing is known of the handlers; a server takes calls in the order in which they were sent.
        services.filter { endpoint != nil || $0.scripts.dependOnOrder }.map(\.contract.service)
    }

    /// Calls whoever serves over Redis, and serves there too where the endpoint says so.
    ///
    /// - Parameters:
    ///   - services: The services, each with a name of its own.
    ///   - endpoint: Which Redis, and how to call and serve there.
    ///   - logger: Where failures are told.
    ///   - timeout: How long a call may take, unless it says otherwise.
    /// - Throws: `ClamatorTransportError` where Redis cannot be reached; `LifeCycleError` where two services have one name.
    public init(
        _ services: [ContractLoader.Service], at endpoint: RedisEndpoint, logger: Logger, timeout: Duration
    ) async throws {
        self.services = services
        self.endpoint = endpoint
        let contracts = services.map(\.contract)
        let client = try RedisRpcClient(
            url: endpoint.url, keyPrefix: endpoint.prefix, contracts: endpoint.checksCalls ? contracts : [],
            defaultTimeout: timeout, logger: logger)
        self.client = .redis(client)
        if let serving = endpoint.serving {
            let server = try RedisRpcServer(
                url: endpoint.url, keyPrefix: endpoint.prefix, instance: serving.instance,
                options: serving.options(for: contracts), logger: logger)
            for service in services { try server.registerService(service.contract, handlers: service.handlers) }
            try await server.start()
            self.server = .redis(server)
        } else {
            server = .none
        }
        do {
            try await client.start()
        } catch {
            await stop()
            throw error
        }
    }

    /// The same host with other services, in the place of this one, which is stopped.
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
        switch client {
        case .memory(let client): await client.stop()
        case .redis(let client): await client.stop()
        }
        switch server {
        case .none: break
        case .memory(let server): await server.stop(grace: .zero)
        case .redis(let server): await server.stop()
        }
    }
}

/// What a host's services are called with.
public enum HostClient: Sendable {
    /// In this process.
    case memory(MemoryRpcClient)
    /// Over Redis.
    case redis(RedisRpcClient)

    /// Sends a request; the reply may be there at once.
    func send(_ request: Request, timeout: Duration? = nil, in workspace: inout Workspace) -> Sent {
        switch self {
        case .memory(let client): client.send(request, timeout: timeout, in: &workspace)
        case .redis(let client): client.send(request, timeout: timeout, in: &workspace)
        }
    }

    /// Sends a notification.
    func notify(_ request: Request, in workspace: inout Workspace) throws(ClamatorTransportError) {
        switch self {
        case .memory(let client): try client.notify(request, in: &workspace)
        case .redis(let client): try client.notify(request, in: &workspace)
        }
    }
}
