package import ClamatorJSON

/// The static references of schemas, for those who move schemas from one document to another.
package enum SchemaReferences {
    /// The schema with those references changed for which the body has others.
    ///
    /// Whatever some edition takes for a schema is looked through: a reference that says nothing in another edition may
    /// change too.
    package static func changed(in schema: JSON, _ body: (ExactString) -> String?) -> JSON {
        JSON { write(schema, to: &$0, body) } ?? schema
    }

    private static func write(_ schema: JSON, to writer: inout JSONWriter, _ body: (ExactString) -> String?) {
        guard schema.kind == .object else { return writer.value(schema) }
        writer.object { writer in
            for (name, value) in schema.members {
                writer.name(name.string)
                if name == "$ref", let reference = value.exactString.flatMap(body) {
                    writer.string(reference)
                    continue
                }
                guard let shape = Keyword(rawValue: name.string)?.row.shape else {
                    writer.value(value)
                    continue
                }
                shape.write(value, to: &writer) { write($0, to: &$1, body) }
            }
        }
    }
}
