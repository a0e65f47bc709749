private import Synchronization

/// Where the services of one process find each other.
public final class MemoryBus: Sendable {
    private let services: Mutex<ServiceTable>
    /// The number of the table that holds now.
    private let number: Atomic<Int>

    /// Makes a bus without services.
    public init() {
        let none = ServiceTable()
        services = Mutex(none)
        number = Atomic(none.number)
    }

    /// Puts a dispatcher behind a service's name.
    ///
    /// - Throws: `LifeCycleError` where the name is taken.
    package func register(_ service: String, _ dispatcher: any Dispatcher) throws(LifeCycleError) {
        let isNew = change { $0.adding(service, dispatcher) }
        guard isNew else { throw .alreadyRegistered(service, on: "bus") }
    }

    func unregister(_ service: String) { _ = change { $0.removing(service) } }

    /// Replaces the table that holds; false if there is none to replace it with.
    private func change(_ next: (ServiceTable) -> ServiceTable?) -> Bool {
        services.withLock { services in
            guard let table = next(services) else { return false }
            services = table
            number.store(table.number, ordering: .releasing)
            return true
        }
    }

    /// Hands a request to its service. The context keeps the table for the next call.
    ///
    /// - Returns: What came of it; nil where there is no such service.
    /// - Throws: As the dispatcher.
    @inline(__always)
    func dispatchIfServed(_ request: Request, in context: inout CallContext) throws -> DispatchResult? {
        // Taken out of the context, which goes along with the call, so that it is there until the call is over.
        var table = context.services.take()
        if table?.number != number.load(ordering: .acquiring) { table = services.withLock { $0 } }
        let dispatched = try table?.dispatch(request, in: &context)
        context.services = table
        return dispatched
    }
}

/// For what a peer asks by itself: it is answered as calls on the bus are.
extension MemoryBus: Dispatcher {
    /// Hands a request to its service.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - context: The caller's context.
    /// - Returns: What came of it; −32601 where there is no such service.
    /// - Throws: As the service's dispatcher.
    public func dispatch(_ request: Request, in context: inout CallContext) throws -> DispatchResult {
        try dispatchIfServed(request, in: &context)
            ?? (request.isNotification ? .nothing : .replied(.error(.methodNotFound)))
    }
}
