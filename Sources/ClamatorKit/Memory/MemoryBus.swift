private import Synchronization

/// Where the services of one process find each other.
public final class MemoryBus: Sendable {
    private let dispatchers = Mutex(NameTable<any Dispatcher>())

    /// Makes a bus without services.
    public init() {}

    func register(_ service: String, _ dispatcher: any Dispatcher) throws(LifeCycleError) {
        let isNew = dispatchers.withLock { table in
            guard !table.names.contains(service) else { return false }
            table.set(service, to: dispatcher)
            return true
        }
        guard isNew else { throw .alreadyRegistered(service, on: "bus") }
    }

    func unregister(_ service: String) { dispatchers.withLock { $0.remove(service) } }

    @inline(__always)
    func lookUp(_ request: Request) -> (any Dispatcher)? {
        request.withServiceName { name in dispatchers.withLock { $0[name] } }
    }
}
