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
        var name: String { "\(service).\(method.name)" }
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

    /// The method that a name stands for: `service.method`, or `method` where a service is in use.
    func method(_ name: String) -> NamedMethod? {
        let parts = Names.parts(of: name)
        guard let serviceName = parts?.service ?? serviceInUse,
            let method = service(serviceName)?.contract[parts?.method ?? name]
        else { return nil }
        return NamedMethod(service: serviceName, method: method)
    }
}

extension [ContractLoader.Service] {
    /// The names of all services and methods.
    package var names: [String] {
        flatMap { service in
            [service.contract.service] + service.contract.methods.map { "\(service.contract.service).\($0.name)" }
        }
    }
}
