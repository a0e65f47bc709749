package import ClamatorJSON
import ClamatorSchema
import ForeignContracts

/// Contracts as an OpenRPC document.
///
/// What OpenRPC has no place for stands in members of its own (`x-…`), which reading the document takes up again, so
/// that a document that was exported gives the same contract.
package enum OpenRPCDocument {
    /// The version of OpenRPC that is written.
    private static let version: JSON = "1.3.2"
    /// The dialect of schemas in an OpenRPC document that names none.
    private static let usualDialect: ExactString = "http://json-schema.org/draft-07/schema#"

    private static func dialect(of contract: JSON) -> ExactString {
        contract["jsonSchemaDialect"]?.exactString ?? ExactString(Dialect.draft2020_12.uri)
    }

    /// What the document of contracts does not have, counted by kind; empty where it has all.
    package static func losses(of contracts: [JSON]) -> String {
        var losses = Losses()
        for contract in contracts {
            if contracts.count > 1 {
                losses.add(
                    Losses.Kind("description of a service", "descriptions of services"), in: contract, "description")
                losses.addDetails(of: contract)
            }
            losses.addNotes(of: contract)
        }
        return losses.description
    }

    /// The document of contracts.
    package static func of(_ contracts: [JSON]) -> JSON {
        var info: [(name: ExactString, value: JSON)] = [
            ("title", JSON(contracts.compactMap { $0["service"]?.string }.joined(separator: ", "))),
            ("version", "0.0.0"),
        ]
        var members: [(name: ExactString, value: JSON)] = []
        let dialects = Set(contracts.map(dialect))
        let common = dialects.count == 1 ? dialects.first ?? usualDialect : usualDialect
        if common != usualDialect { members.append(("x-jsonSchemaDialect", JSON(common.string))) }
        if contracts.count == 1, let contract = contracts.first {
            if let description = contract["description"] { info.append(("description", description)) }
            for name: ExactString in ["servers", "externalDocs"] {
                if let value = contract[name] { members.append((name, value)) }
            }
            members += contract.members.filter { $0.name.hasPrefix("x-") }
        }
        var names = ContractNames()
        var methods: [JSON] = []
        var types: [(name: ExactString, value: JSON)] = []
        for contract in contracts {
            var typeNames: [ExactString: ExactString] = [:]
            for (name, _) in contract["$defs"]?.lastMembers ?? [] { typeNames[name] = names.take(name) }
            let own = dialect(of: contract)
            let move = SchemaMove(
                home: ["components", "schemas"], typeNames: typeNames,
                dialect: own == common ? .none : JSON(own.string))
            for (key, value) in contract["methods"]?.members ?? [] {
                let path: [ExactString] = ["methods", ExactString("\(methods.count)")]
                methods.append(method(key, value, in: contract, at: path, move))
            }
            types += (contract["$defs"]?.lastMembers ?? []).map { name, value in
                (typeNames[name] ?? name, move.moved(value, to: nil))
            }
        }
        members.append(("methods", JSON(methods)))
        if !types.isEmpty { members.append(("components", ["schemas": JSON(members: types)])) }
        return JSON(members: [("openrpc", version), ("info", JSON(members: info))] + members)
    }

    private static func method(
        _ key: ExactString, _ method: JSON, in contract: JSON, at path: [ExactString], _ move: SchemaMove
    ) -> JSON {
        let service = contract["service"]?.string ?? ""
        var members: [(name: ExactString, value: JSON)] = [("name", method["wireName"] ?? JSON("\(service).\(key)"))]
        for name: ExactString in ["summary", "description", "deprecated", "tags", "externalDocs", "servers"] {
            if let value = method[name] { members.append((name, value)) }
        }
        let params = method["params"] ?? ["type": "object"]
        let list = ParamList(params, positions: method["positions"], in: contract)
        let ownPath = path + ["x-params", "schema"]
        members.append(
            (
                "params",
                JSON(
                    list.descriptors.map { descriptor, isOwn in
                        JSON(
                            members: descriptor.members.map { name, value in
                                guard name == "schema" else { return (name, value) }
                                return (
                                    name,
                                    isOwn ? move.moved(value, to: ownPath, in: params) : move.moved(value, to: nil)
                                )
                            })
                    })
            ))
        members.append(
            ("paramStructure", method["paramStructure"] ?? (method["positions"] == nil ? "by-name" : "either")))
        if !list.isWhole || SchemaMove.hasOwnReferences(params) {
            var own: [(name: ExactString, value: JSON)] = [("schema", move.moved(params, to: ownPath))]
            for name: ExactString in ["positions", "paramStructure"] {
                if let value = method[name] { own.append((name, value)) }
            }
            members.append(("x-params", JSON(members: own)))
        }
        if let result = method["result"] {
            // False would be read as a method that answers null.
            let schema =
                result.bool == false ? ["not": [:]] : move.moved(result, to: path + ["result", "schema"])
            members.append(("result", ["name": "result", "schema": schema]))
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
}
