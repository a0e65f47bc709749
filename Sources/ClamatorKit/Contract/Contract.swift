/// A service and its methods, each with a schema for its params and for its result.
public struct Contract: Sendable {
    /// The service's name: `^[a-z][a-z0-9-]*$`.
    public let service: String
    /// What the service is for.
    public let description: String?
    /// The methods, in the order of the file.
    public let methods: [Method]
    /// Where more is to be read: an object with a `url`, and a `description` maybe.
    public let externalDocs: JSON?
    /// Where the service is served: objects with a `url` each.
    public let servers: [JSON]
    /// What schemas elsewhere that speak of the service's params go by.
    package var conventions = SchemaConventions()

    /// A method of a contract.
    public struct Method: Sendable {
        /// The method's name: `^[a-z][a-zA-Z0-9]*$`.
        public let name: String
        /// What the method is called where its contract comes from, such as `eth_getBalance` or `tools/call`; any text
        /// without control characters. Nil where that is `service.method`.
        public let wireName: String?
        /// The method in a few words.
        public let summary: String?
        /// What the method does.
        public let description: String?
        /// Whether it should no longer be used.
        public let isDeprecated: Bool
        /// What it belongs to: objects with a `name` each, as in OpenRPC.
        public let tags: [JSON]
        /// Where more is to be read: an object with a `url`, and a `description` maybe.
        public let externalDocs: JSON?
        /// Where the method is served, if not where the service is: objects with a `url` each.
        public let servers: [JSON]
        /// Members of the params in the order in which they may be given without names; nil where they may not.
        public let positions: [ExactString]?
        /// How the params may be given.
        public let paramStructure: ParamStructure
        /// Whether it is a notification, which has no result and gets no reply.
        public let isNotification: Bool
        /// What the params must be; any object, where the contract does not say.
        public let params: Schema
        /// What the result must be; nil for a notification.
        public let result: Schema?
        /// The errors that callers should expect.
        public let errors: [RpcError]
        /// Calls to learn from.
        public let examples: [Example]
        /// Why the method is set aside: what is wrong with one of its schemas. Every call of it is answered −32603 with
        /// this, and `params` and `result` are anything. Nil for a method that can be called.
        public let fault: String?
        /// The handler that stands in the contract itself, for small demos.
        package let handler: JSON?
    }

    /// What a contract's schemas have in common.
    package struct SchemaConventions: Sendable {
        /// The types that they share, by name.
        package var types: JSON?
        /// The dialect of those that name none.
        package var dialect = Dialect.draft2020_12
        package var assertsFormats = false
    }

    /// How the params of a call may be given (JSON-RPC 2.0 §4.2).
    public enum ParamStructure: String, Sendable, CaseIterable {
        /// As an object. The usual where a method has no positions.
        case byName = "by-name"
        /// As an array, by the method's positions.
        case byPosition = "by-position"
        /// As either. The usual where a method has positions.
        case either
    }

    /// A call to learn from.
    public struct Example: Sendable {
        /// What the call is sent with.
        public let params: JSON
        /// What it is answered with; nil where the example does not say.
        public let result: JSON?

        /// Makes an example.
        public init(params: JSON, result: JSON? = nil) {
            self.params = params
            self.result = result
        }
    }

    /// The method of this name.
    public subscript(method: String) -> Method? { methods.first { $0.name.utf8.elementsEqual(method.utf8) } }

    /// The method of this name or wire name.
    package func method(called name: String) -> Method? {
        self[name] ?? methods.first { $0.wireName?.utf8.elementsEqual(name.utf8) == true }
    }
}

extension Contract.Method {
    /// The name by which others call it: its wire name, else `service.method`.
    package func fullName(in service: String) -> String { wireName ?? "\(service).\(name)" }
}
