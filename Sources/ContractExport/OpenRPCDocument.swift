package import ClamatorJSON
import ClamatorSchema
import ForeignContracts

/// Contracts as an OpenRPC document.
///
/// What OpenRPC has no place for stands in members of its own (`x-…`), which reading the document takes up again, so that
/// a document that was exported gives the same contract.
package enum OpenRPCDocument {
    /// The version of OpenRPC that is written.
    private static let version: JSON = "1.3.2"
    /// The dialect of schemas in an OpenRPC document.
    private static let dialect: JSON = "http://json-schema.org/draft-07/schema#"

    /// The document of a contract.
    package static func of(_ contract: JSON) -> JSON {
        let service = contract["service"] ?? ""
        var info: [(name: ExactString, value: JSON)] = [("title", service), ("version", "0.0.0")]
        if let description = contract["description"] { info.append(("description", description)) }
        var members: [(name: ExactString, value: JSON)] = [("openrpc", version), ("info", JSON(members: info))]
        let dialect = contract["jsonSchemaDialect"] ?? "https://json-schema.org/draft/2020-12/schema"
        if dialect != self.dialect { members.append(("x-jsonSchemaDialect", dialect)) }
        for name: ExactString in ["servers", "externalDocs"] {
            if let value = contract[name] { members.append((name, value)) }
        }
        members += contract.members.filter { $0.name.hasPrefix("x-") }
        let methods = (contract["methods"]?.members ?? []).enumerated().map { index, member in
            method(member.name, member.value, service.string ?? "", at: ["methods", ExactString("\(index)")])
        }
        members.append(("methods", JSON(methods)))
        if let types = contract["$defs"] {
            members.append(
                (
                    "components",
                    ["schemas": JSON(members: types.members.map { ($0.name, Self.moved($0.value, to: nil)) })]
                ))
        }
        return JSON(members: members)
    }

    private static func method(_ key: ExactString, _ method: JSON, _ service: String, at path: [ExactString]) -> JSON {
        var members: [(name: ExactString, value: JSON)] = [("name", method["wireName"] ?? JSON("\(service).\(key)"))]
        for name: ExactString in ["summary", "description", "deprecated", "tags", "externalDocs", "servers"] {
            if let value = method[name] { members.append((name, value)) }
        }
        let params = method["params"] ?? ["type": "object"]
        let list = ParamList(params, positions: method["positions"])
        let ownPath = path + ["x-params", "schema"]
        members.append(
            (
                "params",
                JSON(
                    list.descriptors.map { descriptor in
                        JSON(
                            members: descriptor.members.map { name, value in
                                (name, name == "schema" ? moved(value, to: ownPath, in: params) : value)
                            })
                    })
            ))
        members.append(
            ("paramStructure", method["paramStructure"] ?? (method["positions"] == nil ? "by-name" : "either")))
        if !list.isWhole || hasOwnReferences(params) {
            var own: [(name: ExactString, value: JSON)] = [("schema", moved(params, to: ownPath))]
            for name: ExactString in ["positions", "paramStructure"] {
                if let value = method[name] { own.append((name, value)) }
            }
            members.append(("x-params", JSON(members: own)))
        }
        if let result = method["result"] {
            members.append(("result", ["name": "result", "schema": moved(result, to: path + ["result", "schema"])]))
        }
        if let errors = method["errors"] { members.append(("errors", errors)) }
        if let examples = method["examples"] {
            members.append(("examples", JSON(examples.elements.enumerated().map { example($1, $0 + 1, list.names) })))
        }
        members += method.members.filter { $0.name.hasPrefix("x-") }
        return JSON(members: members)
    }

    private static func example(_ example: JSON, _ number: Int, _ names: [ExactString]) -> JSON {
        var members: [(name: ExactString, value: JSON)] = [("name", JSON("example \(number)"))]
        if let description = example["description"] { members.append(("description", description)) }
        let params = (example["params"]?.members ?? []).map { name, value in
            JSON(members: [("name", JSON(name.string)), ("value", value)])
        }
        members.append(("params", JSON(params)))
        if let result = example["result"] { members.append(("result", ["name": "result", "value": result])) }
        return JSON(members: members)
    }

    // MARK: References

    /// A schema of a contract whose references lead to the types of an OpenRPC document, where `#` is the document.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - path: The place of the schema of a method in the document, in which references may lead; nil for a type.
    ///   - whole: The schema of the method, if `schema` is but a part of it.
    /// - Returns: The schema with other references.
    private static func moved(_ schema: JSON, to path: [ExactString]?, in whole: JSON? = nil) -> JSON {
        SchemaReferences.changed(in: schema) { reference in
            guard let tokens = tokens(of: reference) else { return nil }
            let isShared = path == nil || isOfTypes(tokens, in: whole ?? schema)
            if isShared, tokens.first != "$defs" { return nil }
            let place = isShared ? ["components", "schemas"] + tokens.dropFirst() : (path ?? []) + tokens
            return "#" + JSONPointer(place).fragment
        }
    }

    /// Whether a schema has references that lead to places in itself.
    private static func hasOwnReferences(_ schema: JSON) -> Bool {
        var hasSome = false
        _ = SchemaReferences.changed(in: schema) { reference in
            if let tokens = tokens(of: reference), !isOfTypes(tokens, in: schema) { hasSome = true }
            return nil
        }
        return hasSome
    }

    /// The way that a reference tells within its document; nil for a reference of another kind.
    private static func tokens(of reference: ExactString) -> [ExactString]? {
        guard reference.hasPrefix("#"), let fragment = PercentEncoding.decoded(Substring(reference.utf8.dropFirst()))
        else { return nil }
        return JSONPointer(parsing: fragment)?.tokens
    }

    /// Whether a way leads to a type of the contract: not to a definition that the schema has itself.
    private static func isOfTypes(_ tokens: [ExactString], in schema: JSON) -> Bool {
        guard tokens.count > 1, tokens[0] == "$defs" else { return false }
        return schema["$defs"]?[tokens[1]] == nil
    }
}
