internal import ClamatorKit
internal import ScriptedHandlers

/// What an entry can speak of.
struct Vocabulary {
    let catalogue: ServiceCatalogue
    /// The service that a method's name alone is looked for in.
    var serviceInUse: String?
    var results = SessionResults()

    /// No methods and no results.
    static let empty = Vocabulary(catalogue: ServiceCatalogue([]))

    /// The methods of the service in use.
    var methodsInUse: [ServiceCatalogue.NamedMethod] {
        serviceInUse.flatMap(catalogue.service).map(ServiceCatalogue.methods) ?? []
    }

    /// The method that a name stands for: a wire name, `service.method`, or `method` where a service is in use.
    func method(_ name: String) -> ServiceCatalogue.NamedMethod? { catalogue.method(name, using: serviceInUse) }
}
