/// Why no value was made for a schema.
struct MockFailure: DescribedError, Sendable, Equatable, CustomStringConvertible {
    /// The part of the schema that could not be satisfied.
    var location: JSONPointer
    /// The document it stands in; empty for the contract's own.
    var uri: String
    /// What is in the way.
    var reason: String
    /// Whether no other choice can help.
    var isCertain: Bool

    init(_ reason: String, at schema: Subschema?, isCertain: Bool = true) {
        location = schema?.location ?? JSONPointer()
        uri = schema?.uri ?? ""
        self.reason = reason
        self.isCertain = isCertain
    }

    var name: String { "MockFailure" }
    var message: String { "no value can be made for the result schema: \(description)" }

    /// The place and what is in the way there.
    var description: String { "\(uri)#\(location): \(reason)" }
}
