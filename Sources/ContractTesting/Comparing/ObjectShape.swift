import ClamatorJSON
import ClamatorSchema

/// What one schema says of the members of objects.
struct ObjectShape: Sendable {
    /// The names of `properties`, in their order, each once.
    let names: [ExactString]
    let properties: [ExactString: Subschema]
    let patterns: [(pattern: ExactString, schema: Subschema)]
    let additional: Subschema?
    let unevaluated: Subschema?
    let required: [ExactString]
    private let schema: Subschema

    init(_ schema: Subschema) {
        self.schema = schema
        let members = schema.schemas(.properties)
        var seen: Set<ExactString> = []
        names = members.map(\.name).filter { seen.insert($0).inserted }
        properties = Dictionary(members.map { ($0.name, $0.schema) }) { $1 }
        patterns = schema.schemas(.patternProperties).map { ($0.name, $0.schema) }
        additional = schema.schemas(.additionalProperties).first?.schema
        unevaluated = schema.schemas(.unevaluatedProperties).first?.schema
        required = schema[.required]?.elements.compactMap(\.exactString) ?? []
    }

    /// Whether the schema says nothing of members by their names.
    var isSilent: Bool { names.isEmpty && patterns.isEmpty && additional == nil && unevaluated == nil }

    /// The patterns of `patternProperties` that match a name.
    func patterns(matching name: ExactString) -> [Subschema] {
        patterns.filter { schema.pattern($0.pattern, matches: name) }.map(\.schema)
    }

    /// Whether `properties` or `patternProperties` speaks of a name.
    func declares(_ name: ExactString) -> Bool { properties[name] != nil || !patterns(matching: name).isEmpty }
}

/// What one schema says of the elements of arrays.
struct ArrayShape: Sendable {
    let prefix: [Subschema]
    let rest: Subschema?
    let unevaluated: Subschema?

    init(_ schema: Subschema) {
        let isList = schema[.items]?.kind == .array
        prefix = schema.schemas(isList ? .items : .prefixItems).map(\.schema)
        rest = schema.schemas(isList ? .additionalItems : .items).first?.schema
        unevaluated = schema.schemas(.unevaluatedItems).first?.schema
    }

    /// What the element at an index must follow, as far as position tells.
    func schema(at index: Int) -> Subschema? { index < prefix.count ? prefix[index] : rest }
}
