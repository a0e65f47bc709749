public import Logging

/// A server in this process, on a bus.
public typealias MemoryRpcServer = RpcServerCore

extension RpcServerCore {
    /// Makes a server on a bus.
    ///
    /// - Parameters:
    ///   - bus: The bus.
    ///   - logger: Where failures of params, handlers and results are told.
    public convenience init(bus: MemoryBus, logger: Logger = Logger(label: "clamator")) {
        self.init(transport: MemoryServerTransport(bus: bus), logger: logger)
    }
}
