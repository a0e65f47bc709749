package import ClamatorJSON

/// A schema in the manner of TypeScript's types, where wanted with what it asks for beside them: `string (email)`.
package struct SignatureText: Sendable {
    /// The text in the pieces between which a line may be broken; the spaces between them stand at their ends.
    package let pieces: [String]
    /// The types that the text names, in its order, each once.
    package let types: [NamedType]

    /// A type that goes by a name.
    package struct NamedType: Sendable {
        package let name: String
        package let schema: Subschema
    }

    /// The text on one line.
    package var text: String { pieces.joined() }
}

extension Subschema {
    /// The schema's type, with constraints or without, and the types that it names; what the budget does not last for
    /// is an ellipsis.
    package func signatureText(
        showingConstraints showsConstraints: Bool = true, spending budget: inout WorkBudget
    ) -> SignatureText {
        let found = Signature.pieces(of: node, in: program.graph, showsConstraints: showsConstraints, spending: &budget)
        return SignatureText(
            pieces: found.pieces,
            types: found.types.map { SignatureText.NamedType(name: $0.name, schema: Subschema(program, $0.node)) })
    }
}
