import ClamatorJSON

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

    /// What a property says besides its schema goes into the descriptor where reading puts it back.
    private static func descriptor(_ name: ExactString, _ property: JSON, isRequired: Bool) -> JSON {
        var members: [(name: ExactString, value: JSON)] = [("name", JSON(name.string))]
        let notes: [(name: ExactString, key: ExactString)] = [
            ("description", "description"), ("deprecated", "deprecated"), ("summary", "x-summary"),
        ]
        var rest = property.members
        var moved: [(name: ExactString, value: JSON)] = []
        for (name, key) in notes {
            guard let value = property[key], key != "deprecated" || value.bool != nil else { continue }
            moved.append((name, value))
            rest.removeAll { $0.name == key }
        }
        let wrapped = property["allOf"]?.elements ?? []
        var schema = JSON(members: rest)
        if property.kind != .object {
            schema = property
        } else if rest.count == 1, wrapped.count == 1, let inner = wrapped.first,
            Self.isWrapped(inner, notes.map(\.key), in: property)
        {
            schema = inner
        } else if moved.isEmpty {
            schema = property
        }
        members += moved
        if isRequired { members.append(("required", true)) }
        members.append(("schema", schema))
        return JSON(members: members)
    }

    /// Whether reading a descriptor with these notes and this schema would wrap the schema.
    private static func isWrapped(_ inner: JSON, _ notes: [ExactString], in property: JSON) -> Bool {
        let given = notes.filter { property[$0] != nil }
        return !given.isEmpty
            && (inner.kind != .object || inner["$ref"] != nil || given.contains { inner[$0] != nil })
    }
}
