public import ClamatorJSON

/// Why a document is no schema: everything that is wrong with it.
public struct SchemaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The diagnostics, in the order of the document; at least one.
    public var diagnostics: [SchemaDiagnostic]

    /// The diagnostics, one a line.
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong with a schema, and where.
public struct SchemaDiagnostic: Sendable, Equatable, CustomStringConvertible {
    /// The path in the schema document.
    public var location: JSONPointer
    /// The document's URI; empty for the one that was being compiled.
    public var uri: String
    /// What is wrong.
    public var message: String

    /// Makes a diagnostic from its parts.
    public init(location: JSONPointer, uri: String = "", message: String) {
        self.location = location
        self.uri = uri
        self.message = message
    }

    /// The path and what is wrong there.
    public var description: String { "\(uri)#\(location): \(message)" }
}
