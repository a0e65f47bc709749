import ClamatorJSON

/// The params of an OpenRPC method, as one schema of an object.
struct ContentDescriptors {
    /// The names of the params, in order.
    private(set) var names: [ExactString] = []
    /// The schema of the object.
    private(set) var schema: JSON = .null

    /// - Parameters:
    ///   - descriptors: The params, with their locations.
    ///   - method: The path of the method in the contract.
    ///   - bundle: Carries their schemas.
    ///   - report: Takes what is wrong.
    init(
        _ descriptors: [(value: JSON, location: Location)], in method: [ExactString], of bundle: inout SchemaBundle,
        report: (ForeignContract.Diagnostic) -> Void
    ) {
        var properties: [(name: ExactString, value: JSON)] = []
        var required: [JSON] = []
        var known: Set<ExactString> = []
        for (descriptor, location) in descriptors {
            func refuse(_ message: String, _ location: Location) {
                report(ForeignContract.Diagnostic(message: message, location: location))
            }
            guard let name = descriptor["name"]?.exactString else {
                refuse("a param needs a \"name\"", location)
                continue
            }
            guard known.insert(name).inserted else {
                refuse("two params are named \"\(name)\"", location.appending("name"))
                continue
            }
            guard let source = descriptor["schema"] else {
                refuse("a param needs a \"schema\"", location)
                continue
            }
            let path = method + ["params", "properties", name]
            let param = ContentDescriptor(descriptor, source)
            let carried = bundle.carry(
                source, from: location.appending("schema"),
                as: ["properties", name] + (param.isWrapped ? ["allOf", "0"] : []))
            bundle.note(path, from: param.isWrapped ? location : location.appending("schema"))
            if param.isWrapped {
                bundle.note(path + ["allOf", "0"], from: location.appending("schema"))
            }
            properties.append((name, param.property(holding: carried)))
            names.append(name)
            if let value = descriptor["required"], value.bool == nil {
                refuse("expected a boolean", location.appending("required"))
            }
            if descriptor["required"]?.bool == true { required.append(JSON(name.string)) }
        }
        var members: [(name: ExactString, value: JSON)] = [("type", "object")]
        members.append(("properties", JSON(members: properties)))
        if !required.isEmpty { members.append(("required", JSON(required))) }
        members.append(("additionalProperties", false))
        schema = JSON(members: members)
    }
}
