import ClamatorJSON
import ForeignContracts

/// The params of a method as OpenRPC lists them.
struct ParamList {
    /// The content descriptors, each with whether its schema stands in that of the params and not in a type.
    let descriptors: [(value: JSON, isOwn: Bool)]
    /// Their names.
    let names: [ExactString]
    /// Whether they say all that the schema says.
    let isWhole: Bool

    /// - Parameters:
    ///   - schema: The schema of the params, an object's.
    ///   - positions: The order of the params; nil where they have none.
    ///   - contract: The contract, which has the types that the schema may refer to.
    init(_ schema: JSON, positions: JSON?, in contract: JSON) {
        let parts = Self.parts(of: schema, in: contract)
        var seen: Set<ExactString> = []
        let properties = parts.flatMap { part in
            (part.schema["properties"]?.lastMembers ?? []).map { ($0.name, $0.value, part.isOwn) }
        }.filter { seen.insert($0.0).inserted }.map { (name: $0.0, value: $0.1, isOwn: $0.2) }
        let order = positions?.elements.compactMap { $0.string.map { ExactString($0) } } ?? []
        let required = Set(parts.flatMap { $0.schema["required"]?.elements ?? [] }.compactMap(\.exactString))
        let values = Dictionary(properties.map { ($0.name, $0) }) { $1 }
        let known = Set(order)
        names = order.filter { values[$0] != nil } + properties.map(\.name).filter { !known.contains($0) }
        descriptors = names.map { name in
            let property = values[name]
            let value = Self.descriptor(name, property?.value ?? true, isRequired: required.contains(name))
            return (value, property?.isOwn ?? true)
        }

        let said: Set<ExactString> = ["type", "properties", "required", "additionalProperties"]
        isWhole =
            positions != nil && order == properties.map(\.name) && schema["type"] == "object"
            && schema["additionalProperties"] == false && schema.members.allSatisfy { said.contains($0.name) }
            && required.isSubset(of: known)
    }

    /// As many schemas are looked at.
    private static let mostParts = 100

    /// A schema, and those that hold with it for the same value, by references to types and `allOf`.
    private static func parts(of schema: JSON, in contract: JSON) -> [(schema: JSON, isOwn: Bool)] {
        var parts = [(schema: schema, isOwn: true)]
        var seen: Set<ExactString> = []
        var next = 0
        while next < parts.count, parts.count < mostParts {
            let (part, isOwn) = parts[next]
            next += 1
            parts += (part["allOf"]?.elements ?? []).map { ($0, isOwn) }
            guard let reference = part["$ref"]?.exactString, let tokens = SchemaMove.tokens(of: reference),
                tokens.count > 1, !isOwn || SchemaMove.isOfTypes(tokens, in: schema), seen.insert(reference).inserted,
                let type = contract[JSONPointer(["$defs"] + tokens.dropFirst())]
            else { continue }
            parts.append((type, false))
        }
        return parts
    }

    /// The descriptor of a property. What the property says besides its schema is moved to the descriptor where reading
    /// puts it back as it was; else both say it.
    private static func descriptor(_ name: ExactString, _ property: JSON, isRequired: Bool) -> JSON {
        let keys = Set(ContentDescriptor.notes.map(\.key))
        func isNote(_ member: (name: ExactString, value: JSON)) -> Bool {
            keys.contains(member.name) && (member.name != "deprecated" || member.value.bool != nil)
        }
        func descriptor(of schema: JSON) -> JSON {
            var members: [(name: ExactString, value: JSON)] = [("name", JSON(name.string))]
            for (name, key) in ContentDescriptor.notes {
                if let value = property[key], isNote((key, value)) { members.append((name, value)) }
            }
            if isRequired { members.append(("required", true)) }
            members.append(("schema", schema))
            return JSON(members: members)
        }
        let rest = JSON(members: Array(property.members.drop(while: isNote)))
        let wrapped = rest.count == 1 ? rest["allOf"]?.elements ?? [] : []
        let whole = CompactText.of(property)
        for schema in [rest] + (wrapped.count == 1 ? wrapped : []) where property.kind == .object {
            let descriptor = descriptor(of: schema)
            let read = ContentDescriptor(descriptor, schema).property(holding: schema)
            if CompactText.of(read) == whole { return descriptor }
        }
        return descriptor(of: property)
    }
}
