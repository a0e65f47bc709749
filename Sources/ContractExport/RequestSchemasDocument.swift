package import ClamatorJSON
import ClamatorSchema
import ForeignContracts

/// Contracts as one JSON Schema, in which the request, the result and the notification of each method are definitions,
/// with the method's name as a constant.
package enum RequestSchemasDocument {
    /// The document of contracts.
    package static func of(_ contracts: [JSON]) -> JSON {
        var members: [(name: ExactString, value: JSON)] = [
            ("$schema", contracts.first.map(dialect) ?? JSON(Dialect.draft2020_12.uri)),
            ("title", JSON(contracts.compactMap { $0["service"]?.string }.joined(separator: ", "))),
        ]
        if contracts.count == 1, let description = contracts[0]["description"] {
            members.append(("description", description))
        }
        var names = ContractNames()
        let typeNames = contracts.map { contract in
            var typeNames: [ExactString: ExactString] = [:]
            for (name, _) in contract["$defs"]?.lastMembers ?? [] { typeNames[name] = names.take(name) }
            return typeNames
        }
        var taken = Set(typeNames.flatMap(\.values))
        var definitions: [(name: ExactString, value: JSON)] = []
        for (contract, typeNames) in zip(contracts, typeNames) {
            let own = dialect(of: contract)
            let move = SchemaMove(
                home: ["$defs"], typeNames: typeNames, dialect: own == members[0].value ? .none : own)
            for (key, method) in contract["methods"]?.lastMembers ?? []
            where !isDefined(method, byTypesOf: contract) || typeNames.contains(where: { $0 != $1 }) {
                definitions += self.definitions(
                    of: method, wireName: method["wireName"] ?? JSON("\(contract["service"]?.string ?? "").\(key)"),
                    stem: stem(for: key, besides: &taken), in: contract, move)
            }
            definitions += (contract["$defs"]?.lastMembers ?? []).map { name, value in
                (typeNames[name] ?? name, move.moved(value, to: nil))
            }
        }
        members.append(("$defs", JSON(members: definitions)))
        return JSON(members: members)
    }

    /// Whether the types of a contract have a method's request and result, so that the document has them already.
    private static func isDefined(_ method: JSON, byTypesOf contract: JSON) -> Bool {
        guard let wireName = method["wireName"], let types = contract["$defs"] else { return false }
        let isNotification = method["notification"]?.bool == true
        let messages = types.lastMembers.filter { $0.value["properties"]?["method"]?["const"] == wireName }
        guard messages.count == 1, let (name, message) = messages.first,
            name.hasSuffix("Notification") == isNotification,
            message["properties"]?["params"] ?? ["type": "object"] == method["params"],
            message["description"] == method["description"], method["deprecated"] == nil
        else { return false }
        if isNotification { return true }
        let stem = name.hasSuffix("Request") ? String(name.string.dropLast("Request".count)) : name.string
        let result = ExactString(stem + "Result")
        let reference: JSON = ["$ref": JSON("#" + JSONPointer(["$defs", result]).fragment)]
        return method["result"] == (types[result] == nil ? ["type": "object"] : reference)
    }

    private static func dialect(of contract: JSON) -> JSON {
        contract["jsonSchemaDialect"] ?? JSON(Dialect.draft2020_12.uri)
    }

    /// What the document of contracts does not have, counted by kind; empty where it has all.
    package static func losses(of contracts: [JSON]) -> String {
        var losses = Losses()
        for contract in contracts {
            if contracts.count > 1 {
                losses.add(
                    Losses.Kind("description of a service", "descriptions of services"), in: contract, "description")
            }
            losses.addDetails(of: contract)
            losses.addNotes(of: contract)
            for (_, method) in contract["methods"]?.lastMembers ?? [] {
                losses.add(Losses.Kind("order of params", "orders of params"), in: method, "positions")
                losses.add(Losses.Kind("summary", "summaries"), in: method, "summary")
                losses.add(Losses.Kind("tag", "tags"), method["tags"]?.count ?? 0)
                losses.add(Losses.Kind("error", "errors"), method["errors"]?.count ?? 0)
                losses.add(Losses.Kind("example", "examples"), method["examples"]?.count ?? 0)
                losses.addDetails(of: method)
            }
        }
        return losses.description
    }

    /// What the definitions of a method begin with: all of them are named after one, and none is another's.
    private static func stem(for key: ExactString, besides taken: inout Set<ExactString>) -> String {
        let plain = key.string.prefix(1).uppercased() + key.string.dropFirst()
        var (stem, number) = (plain, 2)
        while endings.contains(where: { taken.contains(ExactString(stem + $0)) }) {
            stem = "\(plain)\(number)"
            number += 1
        }
        taken.formUnion(endings.map { ExactString(stem + $0) })
        return stem
    }

    private static let endings = ["Request", "Result", "Notification"]

    private static func definitions(
        of method: JSON, wireName: JSON, stem: String, in contract: JSON, _ move: SchemaMove
    ) -> [(name: ExactString, value: JSON)] {
        let isNotification = method["notification"]?.bool == true
        let name = ExactString(stem + (isNotification ? "Notification" : "Request"))
        let params = method["params"] ?? ["type": "object"]
        var properties: [(name: ExactString, value: JSON)] = [("jsonrpc", ["const": "2.0"])]
        if !isNotification { properties.append(("id", ["type": ["string", "number"]])) }
        properties.append(("method", ["const": wireName]))
        properties.append(("params", move.moved(params, to: ["$defs", name, "properties", "params"])))
        var required = properties.map(\.name)
        if !hasRequiredMembers(params, in: contract) { required.removeLast() }
        var members: [(name: ExactString, value: JSON)] = []
        for name: ExactString in ["description", "deprecated"] {
            if let value = method[name] { members.append((name, value)) }
        }
        members.append(("type", "object"))
        members.append(("properties", JSON(members: properties)))
        members.append(("required", JSON(required.map { JSON($0.string) })))
        let message: (name: ExactString, value: JSON) = (name, JSON(members: members))
        guard !isNotification, let result = method["result"] else { return [message] }
        let resultName = ExactString(stem + "Result")
        return [message, (resultName, move.moved(result, to: ["$defs", resultName]))]
    }

    /// Whether params need a member, as far as they or the type that they are say so themselves.
    private static func hasRequiredMembers(_ params: JSON, in contract: JSON) -> Bool {
        var schema = params
        if let reference = params["$ref"]?.exactString, let tokens = SchemaMove.tokens(of: reference),
            let type = contract[JSONPointer(tokens)]
        {
            schema = type
        }
        return schema["required"]?.count ?? 0 > 0
    }
}
