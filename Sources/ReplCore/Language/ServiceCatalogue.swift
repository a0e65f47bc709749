internal import ClamatorKit
package import ScriptedHandlers

/// The services that are loaded, looked up by their names and by those of their methods.
package struct ServiceCatalogue {
    /// A method with the service that has it.
    struct NamedMethod {
        let service: ContractLoader.Service
        let method: Contract.Method

        /// What people call it: its wire name, else `service.method`.
        var name: String { method.fullName(in: service.contract.service) }
        /// `service.method`, which it can be called by whatever its wire name is.
        var key: String { "\(service.contract.service).\(method.name)" }
        /// Its wire name where it has one, and `service.method`.
        var names: [String] { method.wireName == nil ? [key] : [name, key] }
        /// Whether something answers its calls.
        var isHandled: Bool { service.scripts.answers(method.name) }
    }

    let services: [ContractLoader.Service]
    /// All methods.
    let methods: [NamedMethod]
    /// The names of all methods.
    package let methodNames: [String]
    /// The names of all services and methods.
    package let names: [String]
    private let byName: [ExactString: ContractLoader.Service]
    private let byWireName: [ExactString: NamedMethod]

    /// Makes the catalogue of services with a name each.
    package init(_ services: [ContractLoader.Service]) {
        self.services = services
        methods = services.flatMap(Self.methods)
        methodNames = methods.flatMap(\.names)
        names = services.flatMap { [$0.contract.service] + Self.methods(of: $0).flatMap(\.names) }
        byName = Dictionary(services.map { (ExactString($0.contract.service), $0) }) { first, _ in first }
        let named = methods.compactMap { named in
            named.method.wireName.map { (ExactString($0), named) }
        }
        byWireName = Dictionary(named) { first, _ in first }
    }

    // MARK: Looking up

    func service(_ name: String) -> ContractLoader.Service? { byName[ExactString(name)] }

    func method(_ name: String, of service: String) -> NamedMethod? {
        guard let service = self.service(service), let method = service.contract[name] else { return nil }
        return NamedMethod(service: service, method: method)
    }

    /// The method that a name stands for: a wire name, `service.method`, or `method` where a service is in use.
    func method(_ name: String, using serviceInUse: String?) -> NamedMethod? {
        if let method = byWireName[ExactString(name)] { return method }
        if let parts = Names.parts(of: name) { return method(parts.method, of: parts.service) }
        return serviceInUse.flatMap { method(name, of: $0) }
    }

    // MARK: Lists

    /// The names of all services.
    var serviceNames: [String] { services.map(\.contract.service) }

    /// The methods of one service.
    static func methods(of service: ContractLoader.Service) -> [NamedMethod] {
        service.contract.methods.map { NamedMethod(service: service, method: $0) }
    }

    /// Whether some method has a wire name.
    var hasWireNames: Bool { !byWireName.isEmpty }

    // MARK: Unknown names

    /// What to say of a name that stands for no method, or for nothing at all.
    func unknown(_ name: String, orCommand command: String? = nil) -> UnknownName {
        UnknownName(name, among: names, orCommand: command)
    }

    /// The same, with a word on where all names are where none is near.
    func unknown(_ name: String, listedBy listing: String, orCommand command: String? = nil) -> UsageError {
        UsageError(unknown(name, orCommand: command).sentence(listedBy: listing))
    }

    /// What to say of a service that is not there.
    func unknownService(_ name: String) -> UsageError {
        let suggestion = Suggestion.sentence(for: name, among: serviceNames)
        return UsageError(
            "no service \"\(Printable.excerpt(name))\"" + (suggestion.isEmpty ? "; .services lists them" : suggestion))
    }
}
