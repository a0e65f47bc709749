import ClamatorJSON

/// The params of an OpenRPC method, as one schema of an object.
struct ContentDescriptors {
    /// The names of the params, in order.
    private(set) var names: [ExactString] = []
    /// The schema of the object.
    private(set) var schema: JSON = .null

    /// - Parameters:
    ///   - descriptors: The params, with their places.
    ///   - method: The place of the method in the contract.
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
            let notes = Self.notes(of: descriptor)
            let isWrapped = !notes.isEmpty && !Self.canHold(notes, source)
            let carried = bundle.carry(
                source, from: location.appending("schema"),
                as: ["properties", name] + (isWrapped ? ["allOf", "0"] : []))
            bundle.note(path, from: isWrapped ? location : location.appending("schema"))
            if isWrapped {
                bundle.note(path + ["allOf", "0"], from: location.appending("schema"))
            }
            let schema: [(name: ExactString, value: JSON)] = isWrapped ? [("allOf", [carried])] : carried.members
            properties.append((name, notes.isEmpty ? carried : JSON(members: notes + schema)))
            names.append(name)
            if descriptor["required"]?.bool == true { required.append(JSON(name.string)) }
        }
        var members: [(name: ExactString, value: JSON)] = [("type", "object")]
        members.append(("properties", JSON(members: properties)))
        if !required.isEmpty { members.append(("required", JSON(required))) }
        members.append(("additionalProperties", false))
        schema = JSON(members: members)
    }

    /// What a param says besides its schema.
    private static func notes(of descriptor: JSON) -> [(name: ExactString, value: JSON)] {
        [("description", "description"), ("deprecated", "deprecated"), ("summary", "x-summary")]
            .compactMap { from, to in descriptor[from].map { (ExactString(to), $0) } }
    }

    /// Whether a schema can have these members besides its own. Beside a `$ref` nothing else counts in draft-07 (§8.3).
    private static func canHold(_ notes: [(name: ExactString, value: JSON)], _ schema: JSON) -> Bool {
        schema.kind == .object && schema["$ref"] == nil && !notes.contains { schema[$0.name] != nil }
    }
}
