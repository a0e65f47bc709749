package import ClamatorJSON

/// A param as OpenRPC describes it, and the property of the params that it becomes.
package struct ContentDescriptor {
    /// What it says besides its schema, and the schema does not say too.
    private let notes: [(name: ExactString, value: JSON)]
    private let schema: JSON

    /// The members that say something besides the schema, and those of the property that say it.
    package static let notes: [(name: ExactString, key: ExactString)] = [
        ("description", "description"), ("deprecated", "deprecated"), ("summary", "x-summary"),
    ]

    /// - Parameters:
    ///   - descriptor: The descriptor.
    ///   - schema: Its schema.
    package init(_ descriptor: JSON, _ schema: JSON) {
        var notes = Self.notes.compactMap { name, key in descriptor[name].map { (name: key, value: $0) } }
        for (name, value) in descriptor.lastMembers
        where name.hasPrefix("x-") && !notes.contains(where: { $0.name == name }) {
            notes.append((name, value))
        }
        self.notes = notes.filter { schema[$0.name] != $0.value }
        self.schema = schema
    }

    /// Whether the property has the schema in an `allOf`, since it cannot have the notes besides its own members.
    /// Beside a `$ref` nothing else counts in draft-07 (§8.3).
    var isWrapped: Bool {
        !notes.isEmpty
            && (schema.kind != .object || schema["$ref"] != nil || notes.contains { schema[$0.name] != nil })
    }

    /// The property.
    ///
    /// - Parameter carried: The schema as it stands in the contract.
    /// - Returns: The schema of the property.
    package func property(holding carried: JSON) -> JSON {
        if notes.isEmpty { return carried }
        return JSON(members: notes + (isWrapped ? [("allOf", [carried])] : carried.members))
    }
}
