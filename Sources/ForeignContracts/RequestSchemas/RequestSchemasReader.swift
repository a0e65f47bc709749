package import ClamatorJSON

/// Makes a contract of a JSON Schema that defines messages, each with its method as a constant, as MCP's does.
package struct RequestSchemasReader {
    private var bundle: SchemaBundle
    private let root: JSON
    private let service: String

    /// A definition of a request or a notification.
    struct Message {
        let name: ExactString
        let wireName: ExactString
        let schema: JSON
        /// Whether the definition has no id, by its name: `XNotification`.
        var isNotification: Bool { name.hasSuffix("Notification") }
    }

    /// - Parameters:
    ///   - root: The document.
    ///   - uri: Its own URI.
    ///   - service: The service's name; nil for the one that the file's name gives.
    ///   - read: The document at a URI that the document refers to.
    package init(_ root: JSON, at uri: String, service: String?, read: @escaping @Sendable (String) -> JSON?) {
        self.root = root
        self.service = service ?? ContractNames.service(forFile: uri)
        bundle = SchemaBundle(
            root, .schema(home: Definitions.home(in: root)), at: uri, dialect: root["$schema"], read: read)
    }

    /// The definitions that are messages.
    static func messages(in root: JSON) -> [Message] {
        (root[Definitions.home(in: root)]?.lastMembers ?? []).compactMap { name, schema in
            // A constant was written as the one value of an enum before draft-06.
            let method = schema["properties"]?["method"]
            let only = method?["enum"].flatMap { $0.count == 1 ? $0[0]?.exactString : nil }
            guard let method = method?["const"]?.exactString ?? only, !method.isEmpty else { return nil }
            return Message(name: name, wireName: method, schema: schema)
        }
    }

    /// Makes the contract.
    package mutating func read() -> ForeignContract {
        let home = Definitions.home(in: root)
        let messages = Self.messages(in: root)
        var order: [ExactString] = []
        var groups: [ExactString: [Message]] = [:]
        for message in messages {
            if groups[message.wireName] == nil { order.append(message.wireName) }
            groups[message.wireName, default: []].append(message)
        }
        var names = ContractNames(of: service, for: order)
        var losses = Losses()
        var methods: [(name: ExactString, value: JSON)] = []
        for wireName in order {
            guard let group = groups[wireName], let first = group.first else { continue }
            let (key, keepsWireName) = names.method(for: wireName, of: service)
            let location = Location(document: 0, path: [home, first.name])
            let path: [ExactString] = ["methods", key]
            bundle.note(path, from: location)
            bundle.note(path + ["wireName"], from: location.appending("properties", "method", "const"))
            var members: [(name: ExactString, value: JSON)] = []
            if keepsWireName { members.append(("wireName", JSON(wireName.string))) }
            if let description = first.schema["description"] { members.append(("description", description)) }
            let params = group.map { message in
                let location = Location(document: 0, path: [home, message.name, "properties", "params"])
                return message.schema["properties"]?["params"].map { bundle.carry($0, from: location, as: nil) }
                    ?? ["type": "object"]
            }
            bundle.note(
                path + ["params"], from: location.appending("properties", "params"))
            members.append(("params", Self.either(params)))
            let requests = group.filter { !$0.isNotification }
            if requests.isEmpty {
                members.append(("notification", true))
            } else {
                members.append(("result", Self.either(requests.map { result(of: $0) })))
                losses.add(Self.mixed, group.count - requests.count)
            }
            methods.append((key, JSON(members: members)))
        }
        bundle.finish()
        var members: [(name: ExactString, value: JSON)] = [("service", JSON(service))]
        if let description = root["description"] { members.append(("description", description)) }
        if let dialect = root["$schema"] { members.append(("jsonSchemaDialect", dialect)) }
        members.append(("methods", JSON(members: methods)))
        members.append(("$defs", JSON(members: bundle.types)))
        return ForeignContract(
            contract: JSON(members: members).compact, origins: bundle.origins, losses: losses, diagnostics: [],
            documents: bundle.documents.documents)
    }

    private static let mixed = Losses.Kind(
        "notification with a request's method", "notifications with a request's method")

    /// One schema for values that follow one of several, each of which counts once.
    private static func either(_ schemas: [JSON]) -> JSON {
        var known: Set<ExactString> = []
        let distinct = schemas.filter { known.insert(ExactString($0.description)).inserted }
        return distinct.count == 1 ? distinct[0] : ["anyOf": JSON(distinct)]
    }

    /// `XResult` for `XRequest`; any object if there is none.
    private func result(of message: Message) -> JSON {
        let home = Definitions.home(in: root)
        let stem =
            message.name.hasSuffix("Request")
            ? Substring(message.name.utf8.dropLast("Request".utf8.count)) : Substring(message.name.string)
        let name = ExactString(stem + "Result")
        guard root[home]?[name] != nil else { return ["type": "object"] }
        return bundle.reference(toTypeNamed: name)
    }
}
