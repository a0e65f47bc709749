/// A client of the servers in this process, on a bus.
public typealias MemoryRpcClient = RpcClientCore

extension RpcClientCore {
    /// Makes a client on a bus.
    ///
    /// - Parameters:
    ///   - bus: The bus.
    ///   - defaultTimeout: How long a call waits for its reply, unless it says otherwise.
    public convenience init(bus: MemoryBus, defaultTimeout: Duration = .milliseconds(30_000)) {
        self.init(transport: MemoryClientTransport(bus: bus), defaultTimeout: defaultTimeout)
    }
}
