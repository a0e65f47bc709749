/// A service and its methods, each with a schema for its params and for its result.
public struct Contract: Sendable {
    /// The service's name: `^[a-z][a-z0-9-]*$`.
    public let service: String
    /// What the service is for.
    public let description: String?
    /// The methods, in the order of the file.
    public let methods: [Method]

    /// A method of a contract.
    public struct Method: Sendable {
        /// The method's name: `^[a-z][a-zA-Z0-9]*$`.
        public let name: String
        /// What the method does.
        public let description: String?
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

    /// A call to learn from.
    public struct Example: Sendable {
        /// What the call is sent with.
        public let params: JSON
        /// What it is answered with; nil where the example does not say.
        public let result: JSON?
    }

    /// The method of this name.
    public subscript(method: String) -> Method? { methods.first { $0.name.utf8.elementsEqual(method.utf8) } }
}
