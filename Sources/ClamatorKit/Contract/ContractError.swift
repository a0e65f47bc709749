/// A contract that cannot be used, or not with all its methods: everything that is wrong with it.
public struct ContractError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong, in the order of the text; warnings among it, where they were looked for. Never empty.
    public let diagnostics: [FileDiagnostic]

    package init(_ diagnostics: [FileDiagnostic]) { self.diagnostics = diagnostics }

    /// The problems, a line each.
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
