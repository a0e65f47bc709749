internal import ClamatorKit
internal import ScriptedHandlers

/// What an entry can speak of.
struct Vocabulary {
    let services: [ContractLoader.Service]
    /// The service that a method's name alone is looked for in.
    var serviceInUse: String?
    /// What `_` and `_3` stand for.
    var results: [JSON] = []

    /// A method with the name by which it is called.
    struct NamedMethod {
        let service: String
        let method: Contract.Method
        /// `service.method`, by which it goes whatever else it is called.
        var key: String { "\(service).\(method.name)" }
        /// Its wire name, else `service.method`.
        var name: String { method.fullName(in: service) }
    }

    /// All methods.
    var methods: [NamedMethod] {
        services.flatMap { service in
            service.contract.methods.map { NamedMethod(service: service.contract.service, method: $0) }
        }
    }

    /// The methods of the service in use.
    var methodsInUse: [NamedMethod] {
        guard let serviceInUse, let service = service(serviceInUse) else { return [] }
        return service.contract.methods.map { NamedMethod(service: serviceInUse, method: $0) }
    }

    func service(_ name: String) -> ContractLoader.Service? { services.first { $0.contract.service == name } }

    /// The method that a name stands for: a wire name, `service.method`, or `method` where a service is in use.
    func method(_ name: String) -> NamedMethod? {
        services.method(name, using: serviceInUse).map {
            NamedMethod(service: $0.service.contract.service, method: $0.method)
        }
    }
}

extension [ContractLoader.Service] {
    /// The method that a name stands for: a wire name, `service.method`, or `method` where a service is in use.
    func method(
        _ name: String, using serviceInUse: String? = nil
    ) -> (service: ContractLoader.Service, method: Contract.Method)? {
        let wanted = ExactString(name)
        for service in self {
            let method = service.contract.methods.first { $0.wireName.map { ExactString($0) == wanted } ?? false }
            if let method { return (service, method) }
        }
        let parts = Names.parts(of: name)
        guard let serviceName = parts?.service ?? serviceInUse,
            let service = first(where: { $0.contract.service == serviceName }),
            let method = service.contract[parts?.method ?? name]
        else { return nil }
        return (service, method)
    }

    /// The names of all methods, as they are called, and where that is by a wire name as `service.method` too.
    package var methodNames: [String] { flatMap(\.methodNames) }

    /// The names of all services and methods.
    package var names: [String] { flatMap { [$0.contract.service] + $0.methodNames } }
}

extension ContractLoader.Service {
    fileprivate var methodNames: [String] {
        contract.methods.flatMap { method in
            [method.wireName, "\(contract.service).\(method.name)"].compactMap(\.self)
        }
    }
}
