public import ClamatorJSON

/// Why a document is no schema: every problem that was found in it.
public struct SchemaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The problems, in the order of the document; at least one.
    public var problems: [SchemaProblem]

    /// The problems, one a line.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong with a schema, and its place.
public struct SchemaProblem: Sendable, Equatable, CustomStringConvertible {
    /// The place in the schema document.
    public var location: JSONPointer
    /// The document's URI; empty for the one that was being compiled.
    public var uri: String
    /// What is wrong.
    public var message: String

    /// Makes a problem from its parts.
    public init(location: JSONPointer, uri: String = "", message: String) {
        self.location = location
        self.uri = uri
        self.message = message
    }

    /// The place and what is wrong there.
    public var description: String { "\(uri)#\(location): \(message)" }
}
