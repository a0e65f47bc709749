package import ClamatorJSON
import ClamatorSchema

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

    /// The members that may tell a schema's URI, and those that name it within one.
    private static let identifiers: [ExactString] = ["$id", "id"],
        anchors: [ExactString] = ["$anchor", "$dynamicAnchor"]

    /// The URI of its own against which references in a schema resolve; nil where it has none.
    static func ownBase(_ schema: JSON) -> URIReference? {
        guard schema.kind == .object else { return nil }
        for name in identifiers {
            if let text = schema[name]?.string, !text.isEmpty, text.utf8.first != UInt8(ascii: "#") {
                return URIReference(text)
            }
        }
        return nil
    }

    /// The names that a schema has within the URI that it belongs to: by `$anchor`, or up to draft-07 by `$id`.
    private static func ownAnchors(_ schema: JSON) -> [String] {
        let ids = identifiers.compactMap { schema[$0]?.string }.filter { $0.utf8.first == UInt8(ascii: "#") }
        return anchors.compactMap { schema[$0]?.string } + ids.map { String($0.dropFirst()) }
    }

    /// A schema that is met on a walk.
    struct Visit {
        let schema: JSON
        /// The way to it from where the walk began.
        let path: [ExactString]
        /// The URI against which references in it resolve, and that of what is around it.
        let base, outer: URIReference
        /// Whether the URI is the schema's own.
        var isResource: Bool { ownBase(schema) != nil }
    }

    /// Visits the schemas in a value. What lies in one is visited where the body says so.
    static func walk(
        _ value: JSON, at path: [ExactString] = [], from base: URIReference, _ body: (Visit) -> Bool
    ) {
        switch value.kind {
        case .array:
            for (index, element) in value.elements.enumerated() {
                walk(element, at: path + [ExactString(index)], from: base, body)
            }
        case .object:
            let own = ownBase(value).map(base.resolving) ?? base
            guard body(Visit(schema: value, path: path, base: own, outer: base)) else { return }
            for (name, inner) in value.members {
                switch part(name) {
                case .schema: walk(inner, at: path + [name], from: own, body)
                case .schemasByName:
                    for (key, schema) in inner.members { walk(schema, at: path + [name, key], from: own, body) }
                case .data: break
                }
            }
        default: break
        }
    }

    /// The way that a reference tells within what it stands in; nil for one of another kind.
    static func pointer(in reference: String) -> JSONPointer? {
        URIReference(fragment: reference)?.fragment.flatMap { PercentEncoding.decoded($0) }
            .flatMap { JSONPointer(parsing: $0) }
    }

    /// What others call a schema.
    enum Identifier {
        /// By its URI.
        case resource(ExactString)
        /// By a name within a URI.
        case anchor(String, uri: ExactString)
    }

    /// Tells the body what the schemas in a document are called, with the way to each.
    static func identifiers(in root: JSON, at uri: URIReference, _ body: (Identifier, [ExactString]) -> Void) {
        walk(root, from: uri) { visit in
            let uri = ExactString(visit.base.withoutFragment)
            if visit.isResource { body(.resource(uri), visit.path) }
            for name in ownAnchors(visit.schema) { body(.anchor(name, uri: uri), visit.path) }
            return true
        }
    }

    /// How a schema is written elsewhere.
    struct Change {
        /// What a reference becomes that resolves against a URI; nil where it stays.
        var reference: (ExactString, URIReference) -> String?
        /// Whether a schema with a URI of its own stays as it is; else its parts belong to what is around it.
        var keeps: (URIReference) -> Bool
        /// Whether names within a URI are left out, since no reference leads by them any more.
        var dropsAnchors = false
    }

    /// Writes a schema with a change.
    static func write(_ schema: JSON, to writer: inout JSONWriter, from base: URIReference, _ change: Change) {
        switch schema.kind {
        case .array:
            writer.array { writer in
                for element in schema.elements { write(element, to: &writer, from: base, change) }
            }
        case .object:
            let own = ownBase(schema).map(base.resolving)
            var change = change
            if let own {
                if change.keeps(own) { return writer.value(schema) }
                change.dropsAnchors = true
            }
            writer.object { writer in write(membersOf: schema, to: &writer, from: own ?? base, change) }
        default: writer.value(schema)
        }
    }

    private static func write(
        membersOf schema: JSON, to writer: inout JSONWriter, from base: URIReference, _ change: Change
    ) {
        let isMoved = ownBase(schema) != nil
        for (name, value) in schema.members {
            if let text = value.string {
                let isAnchor = name == "$anchor" || identifiers.contains(name) && text.utf8.first == UInt8(ascii: "#")
                if change.dropsAnchors && isAnchor || isMoved && identifiers.contains(name) { continue }
            }
            writer.name(name.string)
            if name == "$ref", let reference = value.exactString.flatMap({ change.reference($0, base) }) {
                writer.string(reference)
                continue
            }
            switch part(name) {
            case .schema: write(value, to: &writer, from: base, change)
            case .schemasByName where value.kind == .object:
                writer.object { writer in
                    for (name, schema) in value.members {
                        writer.name(name.string)
                        write(schema, to: &writer, from: base, change)
                    }
                }
            case .schemasByName, .data: writer.value(value)
            }
        }
    }
}

/// The references of schemas, for those who move schemas from one document to another.
package enum SchemaReferences {
    /// The schema with those references changed for which the body has others. What has an `$id` of its own stays as it
    /// is.
    package static func changed(in schema: JSON, _ body: @escaping (ExactString) -> String?) -> JSON {
        let change = SchemaWalk.Change(reference: { reference, _ in body(reference) }, keeps: { _ in true })
        return JSON { SchemaWalk.write(schema, to: &$0, from: URIReference(""), change) } ?? schema
    }
}
