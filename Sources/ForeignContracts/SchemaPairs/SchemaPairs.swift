package import ClamatorJSON
import ClamatorKit

/// Makes a contract of schemas that belong together by their names, as OCPP's do: `XRequest` or `X`, and `XResponse`.
package enum SchemaPairs {
    /// A schema and where it stands.
    package struct Definition: Sendable {
        package let name: ExactString
        package let schema: JSON
        package init(name: ExactString, schema: JSON) { (self.name, self.schema) = (name, schema) }
    }

    /// A method by the numbers of its definitions.
    struct Pair {
        let name: ExactString
        let request: Int
        let response: Int
    }

    /// The definitions of a document.
    static func definitions(in root: JSON) -> [Definition] {
        (root[Definitions.home(in: root)]?.lastMembers ?? []).map {
            Definition(name: $0.name, schema: $0.value)
        }
    }

    /// The pairs, in the order of the requests.
    static func pairs(among definitions: [Definition]) -> [Pair] {
        let indices = Dictionary(definitions.enumerated().map { ($1.name, $0) }) { first, _ in first }
        return definitions.enumerated().compactMap { index, definition in
            let name = definition.name
            guard !name.hasSuffix("Response") else { return nil }
            let stem =
                name.hasSuffix("Request")
                ? ExactString(Substring(name.utf8.dropLast("Request".utf8.count))) : name
            guard !stem.isEmpty, let response = indices[ExactString("\(stem)Response")] else { return nil }
            // Of X and XRequest the second is the request.
            if stem == name, indices[ExactString("\(stem)Request")] != nil { return nil }
            return Pair(name: stem, request: index, response: response)
        }
    }

    /// Those of the files that belong together in pairs.
    package static func pairs(amongFiles paths: [String]) -> [String] {
        let definitions = paths.map { Definition(name: name(ofFile: $0), schema: .null) }
        return pairs(among: definitions).flatMap { [paths[$0.request], paths[$0.response]] }
    }

    /// What a file defines, by its name: that without folder and ending.
    package static func name(ofFile path: String) -> ExactString {
        ExactString(FileFormat.stem(of: Files.name(of: path)))
    }

    /// Makes the contract of a document that defines the pairs.
    package static func contract(
        of root: JSON, at uri: String, service: String?, read: @escaping @Sendable (String) -> JSON?
    ) -> ForeignContract {
        let home = Definitions.home(in: root)
        var bundle = SchemaBundle(root, .schema(home: home), at: uri, dialect: root["$schema"], read: read)
        let definitions = definitions(in: root)
        let service = service ?? ContractNames.service(forFile: uri)
        var members: [(name: ExactString, value: JSON)] = [("service", JSON(service))]
        if let dialect = root["$schema"] { members.append(("jsonSchemaDialect", dialect)) }
        let methods = methods(pairs(among: definitions), of: service) { index, path in
            let name = definitions[index].name
            let location = Location(document: 0, path: [home, name])
            bundle.note(path, from: location)
            return bundle.reference(toTypeNamed: name)
        }
        bundle.finish()
        members.append(("methods", methods))
        members.append(("$defs", JSON(members: bundle.types)))
        return ForeignContract(
            contract: JSON(members: members).compact, origins: bundle.origins, losses: Losses(), diagnostics: [],
            documents: bundle.documents.documents)
    }

    /// Makes the contract of the files of a folder, each of them a schema by itself.
    package static func contract(of files: [(uri: String, definition: Definition)], service: String) -> ForeignContract
    {
        var origins = Origins()
        let methods = methods(pairs(among: files.map(\.definition)), of: service) { index, path in
            origins.note(path, from: Location(document: index, path: []))
            return files[index].definition.schema
        }
        return ForeignContract(
            contract: (["service": JSON(service), "methods": methods] as JSON).compact, origins: origins,
            losses: Losses(), diagnostics: [],
            documents: files.map { ForeignContract.Document(uri: $0.uri, root: $0.definition.schema) })
    }

    private static func methods(
        _ pairs: [Pair], of service: String, _ schema: (Int, [ExactString]) -> JSON
    ) -> JSON {
        var names = ContractNames(of: service, for: pairs.map(\.name))
        return JSON(
            members: pairs.map { pair in
                let (key, keepsWireName) = names.method(for: pair.name, of: service)
                var members: [(name: ExactString, value: JSON)] = []
                if keepsWireName { members.append(("wireName", JSON(pair.name.string))) }
                members.append(("params", schema(pair.request, ["methods", key, "params"])))
                members.append(("result", schema(pair.response, ["methods", key, "result"])))
                return (key, JSON(members: members))
            })
    }
}
