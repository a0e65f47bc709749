import ClamatorJSON
import ForeignContracts

/// The text of a method's schema that is hashed: the schema as compact JSON in its written order.
///
/// The types of the contract that it leads to are appended as `$defs`, in the order of their first use, so that a change
/// in a type shows in every method that uses it.
enum SchemaText {
    static func of(_ schema: JSON, types: [ExactString: JSON]) -> String {
        let text = CompactText.of(schema)
        var names: [ExactString] = []
        var known: Set<ExactString> = []
        func note(_ part: JSON, of root: JSON) {
            _ = SchemaReferences.changed(in: part) { reference in
                if let tokens = SchemaMove.tokens(of: reference), SchemaMove.isOfTypes(tokens, in: root),
                    types[tokens[1]] != nil, known.insert(tokens[1]).inserted
                {
                    names.append(tokens[1])
                }
                return nil
            }
        }
        note(schema, of: schema)
        var index = 0
        while index < names.count {
            if let type = types[names[index]] { note(type, of: true) }
            index += 1
        }
        if names.isEmpty { return text }
        let appended = JSON(members: names.map { name in (name, types[name] ?? true) })
        return text.dropLast() + ",\"$defs\":" + CompactText.of(appended) + "}"
    }
}
