import ClamatorJSON
import ForeignContracts

/// The params of a method as OpenRPC lists them.
struct ParamList {
    /// The content descriptors.
    let descriptors: [JSON]
    /// Their names.
    let names: [ExactString]
    /// Whether they say all that the schema says.
    let isWhole: Bool

    /// - Parameters:
    ///   - schema: The schema of the params, an object's.
    ///   - positions: The order of the params; nil where they have none.
    init(_ schema: JSON, positions: JSON?) {
        let properties = schema["properties"]?.lastMembers ?? []
        let order = positions?.elements.compactMap { $0.string.map { ExactString($0) } } ?? []
        let required = Set((schema["required"]?.elements ?? []).compactMap { $0.string.map { ExactString($0) } })
        let values = Dictionary(properties.map { ($0.name, $0.value) }) { $1 }
        let known = Set(order)
        names = order.filter { values[$0] != nil } + properties.map(\.name).filter { !known.contains($0) }
        descriptors = names.map { name in
            Self.descriptor(name, values[name] ?? true, isRequired: required.contains(name))
        }

        let said: Set<ExactString> = ["type", "properties", "required", "additionalProperties"]
        isWhole =
            positions != nil && order == properties.map(\.name) && schema["type"] == "object"
            && schema["additionalProperties"] == false && schema.members.allSatisfy { said.contains($0.name) }
            && required.isSubset(of: known)
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
