package import ClamatorJSON

/// Makes a contract of an OpenRPC document of version 1.
package struct OpenRPCReader {
    private var bundle: SchemaBundle
    private var losses = Losses()
    private var diagnostics: [ForeignContract.Diagnostic] = []
    private var names = ContractNames()
    private var wireNames: Set<ExactString> = []
    private let root: JSON
    private let service: String

    /// - Parameters:
    ///   - root: The document.
    ///   - uri: Its own URI.
    ///   - service: The service's name; nil for the one that the document's title gives.
    ///   - read: The document at a URI that the document refers to; nil if there is none that may be read.
    package init(_ root: JSON, at uri: String, service: String?, read: @escaping @Sendable (String) -> JSON?) {
        self.root = root
        self.service = service ?? ContractNames.service(for: root["info"]?["title"]?.string ?? "")
        bundle = SchemaBundle(
            root, .document(home: ["components", "schemas"], schemas: OpenRPCMembers.schemas), at: uri,
            dialect: Self.dialect(of: root), read: read)
    }

    private static func dialect(of root: JSON) -> JSON {
        root["x-jsonSchemaDialect"] ?? "http://json-schema.org/draft-07/schema#"
    }

    /// Makes the contract.
    package mutating func read() -> ForeignContract {
        var members: [(name: ExactString, value: JSON)] = [("service", JSON(service))]
        bundle.note(["service"], from: Location(document: 0, path: ["info", "title"]))
        if let description = root["info"]?["description"] { members.append(("description", description)) }
        let dialect = Self.dialect(of: root)
        // What a contract means that does not say.
        if dialect != "https://json-schema.org/draft/2020-12/schema" { members.append(("jsonSchemaDialect", dialect)) }
        for name: ExactString in ["externalDocs", "servers"] {
            if let value = root[name] { members.append((name, value)) }
        }
        checkObjects()
        members += Self.extensions(of: root, besides: "x-jsonSchemaDialect")
        var methods: [(name: ExactString, value: JSON)] = []
        let given = (root["methods"]?.elements ?? []).enumerated().map { index, value in
            (value, Location(document: 0, path: ["methods", ExactString(index)]))
        }
        names = ContractNames(
            of: service,
            for: given.compactMap { try? bundle.documents.resolved($0, at: $1).value["name"]?.exactString })
        for (value, location) in given { if let method = method(value, at: location) { methods.append(method) } }
        bundle.finish()
        members.append(("methods", JSON(members: methods)))
        if !bundle.types.isEmpty { members.append(("$defs", JSON(members: bundle.types))) }
        countLosses()
        return ForeignContract(
            contract: JSON(members: members).compact, origins: bundle.origins, losses: losses, diagnostics: diagnostics,
            documents: bundle.documents.documents)
    }

    /// Reports what is no object and should be, of which nothing would be read.
    private mutating func checkObjects() {
        let components = root["components"]
        var objects: [(value: JSON, path: [ExactString])] = []
        if let info = root["info"] { objects.append((info, ["info"])) }
        if let components { objects.append((components, ["components"])) }
        for (name, value) in components?.lastMembers ?? [] where OpenRPCMembers.components.contains(name) {
            objects.append((value, ["components", name]))
        }
        for (value, path) in objects where value.kind != .object && value != .null {
            report("expected an object", at: Location(document: 0, path: path))
        }
    }

    /// Counts what has no place in a contract, whatever the methods are.
    private mutating func countLosses() {
        for (name, kind) in [
            ("version", Losses.Kind("version", "versions")), ("license", Losses.Kind("licence", "licences")),
            ("contact", Losses.Kind("contact", "contacts")),
            ("termsOfService", Losses.Kind("address of terms of service", "addresses of terms of service")),
        ] {
            guard let value = root["info"]?[name], value != [:] else { continue }
            losses.add(kind)
        }
        losses.addMembers(of: root, besides: OpenRPCMembers.root, keepsExtensions: true)
        losses.addMembers(of: root["info"] ?? [:], besides: OpenRPCMembers.info)
        countUnusedComponents()
    }

    /// Counts the components that no reference leads to; schemas are types in any case.
    private mutating func countUnusedComponents() {
        let components = root["components"] ?? [:]
        losses.addMembers(of: components, besides: OpenRPCMembers.components)
        let home: ExactString = "components"
        let used = Set(
            bundle.documents.targets.filter { $0.document == 0 && $0.path.first == home }.map { $0.path.prefix(3) })
        for kind in OpenRPCMembers.components.subtracting(["schemas"]) {
            let unused = (components[kind]?.lastMembers ?? []).count { !used.contains([home, kind, $0.name]) }
            losses.add(Losses.Kind("component without a use", "components without a use"), unused)
        }
    }

    /// The members that begin with `x-`, which both formats allow.
    private static func extensions(
        of value: JSON, besides other: ExactString
    ) -> [(name: ExactString, value: JSON)] {
        value.lastMembers.filter { $0.name.hasPrefix("x-") && $0.name != other }.map {
            (name: $0.name, value: $0.value)
        }
    }

    private mutating func report(_ message: String, at location: Location) {
        diagnostics.append(ForeignContract.Diagnostic(message: message, location: location))
    }

    /// What a value is, or what its `$ref` leads to.
    private mutating func resolved(_ value: JSON, _ location: Location) -> (value: JSON, location: Location)? {
        do throws(DocumentSet.Unresolved) {
            return try bundle.documents.resolved(value, at: location)
        } catch {
            let problem =
                switch error {
                case .nowhere: "leads nowhere"
                case .around: "leads back to itself"
                case .tooFar(let limit): "leads on over more than \(limit) references"
                }
            let reference = value["$ref"]?.string ?? ""
            report("\"$ref\" \(problem): \"\(reference)\"", at: location.appending("$ref"))
            return nil
        }
    }

    /// The elements of an array, each of them what its `$ref` leads to.
    private mutating func elements(
        _ name: ExactString, of value: JSON, _ location: Location
    ) -> [(value: JSON, location: Location)] {
        guard let array = value[name] else { return [] }
        let location = location.appending(name)
        if array.kind != .array { report("expected an array", at: location) }
        return array.elements.enumerated().compactMap { resolved($1, location.appending(ExactString($0))) }
    }

    // MARK: Methods

    private mutating func method(_ value: JSON, at origin: Location) -> (name: ExactString, value: JSON)? {
        guard let (value, location) = resolved(value, origin) else { return nil }
        guard let wireName = value["name"]?.exactString, !wireName.isEmpty else {
            report("a method needs a \"name\"", at: location)
            return nil
        }
        // Names that begin with it are the protocol's own (JSON-RPC 2.0 §4.3).
        if wireName.hasPrefix("rpc."), wireName != "rpc.discover" {
            report(
                "\"\(wireName)\" begins with \"rpc.\", which JSON-RPC keeps for itself", at: location.appending("name"))
            return nil
        }
        guard wireNames.insert(wireName).inserted else {
            report("two methods are named \"\(wireName)\"", at: location.appending("name"))
            return nil
        }
        let (key, keepsWireName) = names.method(for: wireName, of: service)
        let path: [ExactString] = ["methods", key]
        bundle.note(path, from: location)
        bundle.note(path + ["wireName"], from: location.appending("name"))
        var members: [(name: ExactString, value: JSON)] = []
        if keepsWireName { members.append(("wireName", JSON(wireName.string))) }
        for name: ExactString in ["summary", "description", "deprecated", "externalDocs", "servers"] {
            if let value = value[name] { members.append((name, value)) }
        }
        let tags = elements("tags", of: value, location).map(\.value)
        if !tags.isEmpty { members.append(("tags", JSON(tags))) }

        let descriptors = elements("params", of: value, location)
        // Nil where the list does not tell all that there may be.
        var paramNames: [ExactString]?
        // What an export wrote of a method whose params are no list.
        if let own = value["x-params"], let schema = own["schema"] {
            let location = location.appending("x-params", "schema")
            bundle.note(path + ["params"], from: location)
            members.append(("params", bundle.carry(schema, from: location, as: [])))
            for name: ExactString in ["positions", "paramStructure"] {
                if let value = own[name] { members.append((name, value)) }
            }
        } else {
            let params = ContentDescriptors(descriptors, in: path, of: &bundle) { diagnostics.append($0) }
            paramNames = params.names
            for descriptor in descriptors {
                losses.addMembers(of: descriptor.value, besides: OpenRPCMembers.param, keepsExtensions: true)
            }
            members.append(("params", params.schema))
            members.append(("positions", JSON(params.names.map { JSON($0.string) })))
            members.append(("paramStructure", value["paramStructure"] ?? "either"))
        }
        if let result = value["result"] {
            guard let schema = self.result(result, location.appending("result"), path) else { return nil }
            members.append(("result", schema))
        } else {
            members.append(("notification", true))
        }
        let errors = elements("errors", of: value, location).map(\.value)
        if !errors.isEmpty { members.append(("errors", JSON(errors))) }
        members += Self.extensions(of: value, besides: "x-params")
        losses.addMembers(of: value, besides: OpenRPCMembers.method, keepsExtensions: true)
        let examples = elements("examples", of: value, location)
        if !examples.isEmpty {
            var calls: [JSON] = []
            for example in examples {
                let path = path + ["examples", ExactString(calls.count)]
                if let call = self.example(example.value, example.location, paramNames, at: path) { calls.append(call) }
            }
            if !calls.isEmpty { members.append(("examples", JSON(calls))) }
        }
        countLinks(of: value, location)
        return (key, JSON(members: members))
    }

    private mutating func countLinks(of method: JSON, _ location: Location) {
        let links = method["links"]?.elements ?? []
        losses.add(Losses.Kind("link", "links"), links.count)
        // That they are used.
        for link in links { _ = try? bundle.documents.resolved(link, at: location) }
    }

    private mutating func result(_ value: JSON, _ origin: Location, _ path: [ExactString]) -> JSON? {
        guard let (descriptor, location) = resolved(value, origin) else { return nil }
        losses.addMembers(of: descriptor, besides: OpenRPCMembers.result)
        for (name, kind) in [
            ("name", Losses.Kind("name of a result", "names of results")),
            ("description", Losses.Kind("description of a result", "descriptions of results")),
            ("summary", Losses.Kind("summary of a result", "summaries of results")),
            ("deprecated", Losses.Kind("mark on a deprecated result", "marks on deprecated results")),
        ] where descriptor[name] != nil {
            losses.add(kind)
        }
        bundle.note(path + ["result"], from: location.appending("schema"))
        guard let schema = descriptor["schema"] else {
            report("a result needs a \"schema\"", at: location)
            return nil
        }
        // No value at all is what a method without a result answers: null.
        if schema.bool == false { return ["type": "null"] }
        return bundle.carry(schema, from: location.appending("schema"), as: [])
    }

    // MARK: Examples

    /// A call of an example pairing. Its params are matched by name; where one has a name that no param has, and the
    /// names are known, all are matched by order. Nil where one of its values stands elsewhere (`externalValue`).
    private mutating func example(
        _ pairing: JSON, _ location: Location, _ paramNames: [ExactString]?, at path: [ExactString]
    ) -> JSON? {
        var members: [(name: ExactString, value: JSON)] = []
        if let description = pairing["description"] { members.append(("description", description)) }
        let given = elements("params", of: pairing, location)
        let result = pairing["result"].flatMap { resolved($0, location.appending("result")) }
        let values = given.map(\.value) + (result.map { [$0.value] } ?? [])
        if values.contains(where: { $0["value"] == nil && $0["externalValue"] != nil }) {
            losses.add(Losses.Kind("example with a value elsewhere", "examples with values elsewhere"))
            return .none
        }
        countLosses(of: pairing, values)
        bundle.note(path, from: location)
        let givenNames = given.map { $0.value["name"]?.exactString ?? "" }
        let names = paramNames ?? givenNames
        let known = Set(names)
        let isByName = givenNames.allSatisfy(known.contains) && Set(givenNames).count == given.count
        var examples: [ExactString: (value: JSON, location: Location)] = [:]
        for (name, example) in zip(isByName ? givenNames : names, given) { examples[name] = example }
        var params: [(name: ExactString, value: JSON)] = []
        for name in names {
            guard let (example, location) = examples[name] else { continue }
            params.append((name, example["value"] ?? .null))
            bundle.note(path + ["params", name], from: location.appending("value"))
        }
        members.append(("params", JSON(members: params)))
        if let (example, location) = result {
            members.append(("result", example["value"] ?? .null))
            bundle.note(path + ["result"], from: location.appending("value"))
        }
        return JSON(members: members)
    }

    /// Counts what an example says besides its values.
    private mutating func countLosses(of pairing: JSON, _ values: [JSON]) {
        losses.add(Losses.Kind("name of an example", "names of examples"), pairing["name"] == nil ? 0 : 1)
        losses.add(Losses.Kind("summary of an example", "summaries of examples"), pairing["summary"] == nil ? 0 : 1)
        losses.addMembers(of: pairing, besides: OpenRPCMembers.pairing)
        for value in values {
            let words = ["summary", "description"].count { value[ExactString($0)] != nil }
            losses.add(Losses.Kind("word on a value of an example", "words on values of examples"), words)
            losses.addMembers(of: value, besides: OpenRPCMembers.example)
        }
    }
}
