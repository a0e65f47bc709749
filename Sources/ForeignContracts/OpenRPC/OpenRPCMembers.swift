import ClamatorJSON

/// The members of the objects of OpenRPC documents that are carried over, or counted one by one where they are not.
enum OpenRPCMembers {
    static let root: Set<ExactString> = [
        "openrpc", "$schema", "info", "servers", "methods", "components", "externalDocs",
    ]
    static let info: Set<ExactString> = ["title", "version", "description", "termsOfService", "contact", "license"]
    static let components: Set<ExactString> = [
        "schemas", "links", "errors", "examples", "examplePairings", "examplePairingObjects", "contentDescriptors",
        "tags",
    ]
    static let method: Set<ExactString> = [
        "name", "summary", "description", "deprecated", "tags", "externalDocs", "servers", "params", "paramStructure",
        "result", "errors", "links", "examples",
    ]
    static let param: Set<ExactString> = ["name", "summary", "description", "deprecated", "required", "schema"]
    /// A result is always there, whether it is `required` or not.
    static let result: Set<ExactString> = ["name", "summary", "description", "schema", "deprecated", "required"]
    static let pairing: Set<ExactString> = ["name", "summary", "description", "params", "result"]
    static let example: Set<ExactString> = ["name", "summary", "description", "value", "externalValue"]

    /// The ways to the schemas in a document, or in a file with parts of one.
    static func schemas(in root: JSON) -> [[ExactString]] {
        let home: ExactString = "components"
        let (schemas, descriptors): (ExactString, ExactString) = ("schemas", "contentDescriptors")
        var ways = (root[home]?[schemas]?.lastMembers ?? []).map { [home, schemas, $0.name] }
        ways += (root[home]?[descriptors]?.lastMembers ?? []).map { [home, descriptors, $0.name, "schema"] }
        for (index, method) in (root["methods"]?.elements ?? []).enumerated() {
            let way: [ExactString] = ["methods", ExactString(index)]
            ways += (method["params"]?.elements ?? []).indices.map { way + ["params", ExactString($0), "schema"] }
            ways += [way + ["result", "schema"], way + ["x-params", "schema"]]
        }
        return ways
    }
}

extension Losses {
    /// Counts the members that are not carried over since they are not known.
    ///
    /// - Parameters:
    ///   - value: The object.
    ///   - known: The members that are known.
    ///   - keepsExtensions: Whether those that begin with `x-` are carried over.
    mutating func addMembers(of value: JSON, besides known: Set<ExactString>, keepsExtensions: Bool = false) {
        for (name, _) in value.lastMembers where !known.contains(name) {
            if !name.hasPrefix("x-") {
                add(Kind("member that OpenRPC does not define", "members that OpenRPC does not define"))
            } else if !keepsExtensions {
                add(Kind("extension", "extensions"))
            }
        }
    }
}
