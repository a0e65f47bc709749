public import ClamatorKit
public import Logging

/// The loaded services behind a server on a bus of their own, and a client to call them.
public struct Host: Sendable {
    /// The services.
    public let services: [ContractLoader.Service]
    /// Calls them.
    public let client: MemoryRpcClient
    private let server: MemoryRpcServer

    /// Starts serving.
    ///
    /// - Parameters:
    ///   - services: The services, each with a name of its own.
    ///   - logger: Where failures are told.
    ///   - timeout: How long a call may take, unless it says otherwise.
    /// - Throws: `LifeCycleError` where two services have one name.
    public init(_ services: [ContractLoader.Service], logger: Logger, timeout: Duration) async throws {
        self.services = services
        let bus = MemoryBus()
        server = MemoryRpcServer(bus: bus, logger: logger)
        client = MemoryRpcClient(bus: bus, defaultTimeout: timeout)
        for service in services { try server.registerService(service.contract, handlers: service.handlers) }
        try await server.start()
        try await client.start()
    }

    /// The services whose calls must begin in the order in which they were made, since their answers depend on it.
    public var orderedServices: [String] {
        services.filter(\.scripts.dependOnOrder).map(\.contract.service)
    }

    /// Stops serving at once: calls that wait fail.
    public func stop() async {
        await client.stop()
        await server.stop(grace: .zero)
    }
}
