internal import ClamatorJSON
private import Synchronization

/// The services that a bus knows at one time. It never changes, so code that keeps it finds a service without a lock
/// and without counting a reference.
package final class ServiceTable: Sendable {
    /// Tells it from all other tables.
    package let number = ServiceTable.numbers.add(1, ordering: .relaxed).newValue
    private static let numbers = Atomic(0)

    private let services: [Service]
    /// The services by name; `services` keeps them.
    private let byName: NameTable<UnretainedReference<Service>>

    private final class Service: Sendable {
        let name: String
        let dispatcher: any Dispatcher

        init(_ name: String, _ dispatcher: any Dispatcher) {
            self.name = name
            self.dispatcher = dispatcher
        }
    }

    private init(_ services: [Service]) {
        self.services = services
        byName = NameTable(services.map { ($0.name, UnretainedReference($0)) })
    }

    /// Makes a table without services.
    package convenience init() { self.init([]) }

    /// This table and one service more; nil where it has one of that name.
    package func adding(_ name: String, _ dispatcher: any Dispatcher) -> ServiceTable? {
        if services.contains(where: { $0.name == name }) { return nil }
        return ServiceTable(services + [Service(name, dispatcher)])
    }

    /// This table without the service of that name.
    package func removing(_ name: String) -> ServiceTable { ServiceTable(services.filter { $0.name != name }) }

    /// Hands a request to its service.
    ///
    /// - Returns: What came of it; nil where there is no such service.
    /// - Throws: As the dispatcher.
    @inline(__always)
    package func dispatch(_ request: Request, in context: inout CallContext) throws -> DispatchResult? {
        guard let service = request.withServiceName({ byName[$0] }) else { return nil }
        return try service.with { try $0.dispatcher.dispatch(request, in: &context) }
    }
}
