package import ClamatorJSON
package import ClamatorSchema

/// Why no value was made for a schema.
package struct GenerationFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The part of the schema that could not be satisfied.
    package var location: JSONPointer
    /// The document it stands in; empty for the contract's own.
    package var uri: String
    /// What is in the way.
    package var reason: String
    /// Whether no value can exist.
    package var isCertain: Bool
    /// What was used up before a value was found; nil where all ways were tried.
    package var limit: WorkBudget.Limit?

    init(_ reason: String, at schema: Subschema?, isCertain: Bool = true) {
        location = schema?.location ?? JSONPointer()
        uri = schema?.uri ?? ""
        self.reason = reason
        self.isCertain = isCertain
    }

    /// A failure that proves nothing, as something was used up.
    package init(_ reason: String, at schema: Subschema?, limit: WorkBudget.Limit) {
        self.init(reason, at: schema, isCertain: false)
        self.limit = limit
    }

    /// The location and what is in the way there.
    package var description: String { "\(uri)#\(location): \(reason)" }
}
