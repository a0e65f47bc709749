public import Logging

/// A server in this process, on a bus.
public typealias MemoryRpcServer = RpcServerCore<MemoryTransport>

extension RpcServerCore where Carrier == MemoryTransport {
    /// Makes a server on a bus.
    ///
    /// - Parameters:
    ///   - bus: The bus.
    ///   - logger: Where failures of params, handlers and results are told.
    public convenience init(bus: MemoryBus, logger: Logger = Logger(label: "clamator")) {
        self.init(transport: MemoryTransport(bus: bus), logger: logger)
    }
}
