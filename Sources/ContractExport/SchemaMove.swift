import ClamatorJSON
import ClamatorSchema
import ForeignContracts

/// Moves schemas of a contract into a document of another format.
struct SchemaMove {
    /// The way to the object in which the document has the types.
    let home: [ExactString]
    /// What the contract's types are named there.
    let typeNames: [ExactString: ExactString]
    /// The dialect that each schema names, since it is not the document's; nil where it is.
    var dialect: JSON?

    /// A schema of a contract whose references lead to the types of a document, where `#` is the document.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - path: The path of the schema of a method in the document, in which references may lead; nil for a type.
    ///   - whole: The schema of the method, if `schema` is but a part of it.
    /// - Returns: The schema with other references.
    func moved(_ schema: JSON, to path: [ExactString]?, in whole: JSON? = nil) -> JSON {
        let moved = SchemaReferences.changed(in: schema) { reference in
            guard let tokens = Self.tokens(of: reference) else { return nil }
            if path == nil || Self.isOfTypes(tokens, in: whole ?? schema) {
                guard tokens.count > 1, Self.homes.contains(tokens[0]) else { return nil }
                let type = typeNames[tokens[1]] ?? tokens[1]
                return "#" + JSONPointer(home + [type] + tokens.dropFirst(2)).fragment
            }
            let target = (path ?? []) + tokens
            return "#" + JSONPointer(target).fragment
        }
        guard let dialect, moved.kind == .object, moved["$schema"] == nil else { return moved }
        return JSON(members: [("$schema", dialect)] + moved.members)
    }

    /// Whether a schema has references that lead to places in itself.
    static func hasOwnReferences(_ schema: JSON) -> Bool {
        var hasSome = false
        _ = SchemaReferences.changed(in: schema) { reference in
            if let tokens = tokens(of: reference), !isOfTypes(tokens, in: schema) { hasSome = true }
            return nil
        }
        return hasSome
    }

    /// The way that a reference tells within its document; nil for a reference of another kind.
    static func tokens(of reference: ExactString) -> [ExactString]? {
        guard reference.hasPrefix("#"), let fragment = PercentEncoding.decoded(Substring(reference.utf8.dropFirst()))
        else { return nil }
        return JSONPointer(parsing: fragment)?.tokens
    }

    /// Where references find the types: up to draft-07 by the other name too.
    private static let homes: [ExactString] = ["$defs", "definitions"]

    /// Whether a way leads to a type of the contract: not to a definition that the schema has itself.
    static func isOfTypes(_ tokens: [ExactString], in schema: JSON) -> Bool {
        guard tokens.count > 1, homes.contains(tokens[0]) else { return false }
        return schema[tokens[0]]?[tokens[1]] == nil
    }
}
