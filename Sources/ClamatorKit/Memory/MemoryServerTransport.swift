private import Synchronization

/// Puts a server's services on a bus of this process, where the calls of clients find them.
public final class MemoryServerTransport: ServerTransport {
    private let bus: MemoryBus
    private let state = Mutex(State())

    private struct State {
        var isStopped = false
        var services: [String] = []
    }

    /// Makes a transport on a bus.
    public init(bus: MemoryBus) { self.bus = bus }

    /// Announces a service on the bus, where it is served from now on.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - dispatcher: Takes its requests.
    /// - Throws: `LifeCycleError` where the bus has the service already. What was announced before it is withdrawn.
    public func register(_ service: String, dispatcher: any Dispatcher) throws(LifeCycleError) {
        do {
            try bus.register(service, dispatcher)
        } catch {
            withdrawServices()
            throw error
        }
        state.withLock { $0.services.append(service) }
    }

    /// Nothing is left to be begun.
    ///
    /// - Throws: `ClamatorTransportError` after `stop`. What was announced is withdrawn.
    public func start() throws(ClamatorTransportError) {
        guard state.withLock({ $0.isStopped }) else { return }
        withdrawServices()
        throw .hasBeenStopped
    }

    /// Ends: the services announced here are gone from the bus.
    public func stop() {
        state.withLock { $0.isStopped = true }
        withdrawServices()
    }

    private func withdrawServices() {
        let services = state.withLock { state in
            defer { state.services = [] }
            return state.services
        }
        for service in services { bus.unregister(service) }
    }
}
