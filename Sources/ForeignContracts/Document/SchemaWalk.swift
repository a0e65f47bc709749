package import ClamatorJSON

/// Walks a schema by what its keywords hold: schemas, or data, in which a member named `$ref` is no reference.
enum SchemaWalk {
    /// What a member of a schema holds.
    private enum Part {
        /// A schema, or schemas in an array.
        case schema
        /// Schemas by names.
        case schemasByName
        case data
    }

    private static func part(_ keyword: ExactString) -> Part {
        switch keyword.string {
        case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies":
            .schemasByName
        case "enum", "const", "default", "examples", "example", "required", "discriminator", "xml", "externalDocs":
            .data
        default: keyword.hasPrefix("x-") ? .data : .schema
        }
    }

    /// Whether references in a schema resolve against a URI of its own.
    private static func hasOwnBase(_ schema: JSON) -> Bool {
        ["$id", "id"].contains { name in
            schema[name]?.string.map { $0.utf8.first != UInt8(ascii: "#") && !$0.isEmpty } ?? false
        }
    }

    /// Tells the body every reference.
    static func references(in schema: JSON, _ body: (ExactString) -> Void) {
        switch schema.kind {
        case .array: for element in schema.elements { references(in: element, body) }
        case .object:
            if hasOwnBase(schema) { return }
            for (name, value) in schema.members {
                if name == "$ref", let reference = value.exactString { body(reference) }
                switch part(name) {
                case .schema: references(in: value, body)
                case .schemasByName: for (_, schema) in value.members { references(in: schema, body) }
                case .data: break
                }
            }
        default: break
        }
    }

    /// Writes a schema with those references changed for which the body has others.
    static func write(_ schema: JSON, to writer: inout JSONWriter, changing body: (ExactString) -> String?) {
        switch schema.kind {
        case .array:
            writer.array { writer in for element in schema.elements { write(element, to: &writer, changing: body) } }
        case .object where !hasOwnBase(schema):
            writer.object { writer in
                for (name, value) in schema.members {
                    writer.name(name.string)
                    if name == "$ref", let reference = value.exactString.flatMap(body) {
                        writer.string(reference)
                        continue
                    }
                    switch part(name) {
                    case .schema: write(value, to: &writer, changing: body)
                    case .schemasByName where value.kind == .object:
                        writer.object { writer in
                            for (name, schema) in value.members {
                                writer.name(name.string)
                                write(schema, to: &writer, changing: body)
                            }
                        }
                    case .schemasByName, .data: writer.value(value)
                    }
                }
            }
        default: writer.value(schema)
        }
    }
}

/// The references of schemas, for those who move schemas from one document to another.
package enum SchemaReferences {
    /// The schema with those references changed for which the body has others.
    package static func changed(in schema: JSON, _ body: (ExactString) -> String?) -> JSON {
        JSON { SchemaWalk.write(schema, to: &$0, changing: body) } ?? schema
    }
}
