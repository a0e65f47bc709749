import ClamatorJSON
import ClamatorSchema

extension ServiceModelBuilder {
    /// The members of the objects of a view.
    mutating func structure(of view: SchemaView, in id: TypeID) -> Structure {
        let required = view.requiredNames
        let requiredNames = Set(required)
        var members: [Structure.Member] = []
        let properties = view.properties
        for (name, schemas) in properties {
            members.append(member(name, schemas, isRequired: requiredNames.contains(name), in: id))
        }
        let others = view.otherMembers
        let declared = Set(properties.map(\.name))
        for name in required where !declared.contains(name) {
            members.append(member(name, others.schema.map { [$0] } ?? [], isRequired: true, in: id))
        }
        return Structure(members: members, additional: additional(view, in: id), isClosed: others.areRefused)
    }

    private mutating func member(
        _ name: ExactString, _ schemas: [Subschema], isRequired: Bool, in id: TypeID
    ) -> Structure.Member {
        let view = SchemaView(schemas)
        let constant = isRequired ? view.constant : nil
        let type =
            if schemas.isEmpty {
                TypeUse.anything
            } else if constant != nil {
                TypeUse(kind: .json, schemas: view.parts)
            } else {
                use(of: schemas, at: Origin(parent: id, words: [name]))
            }
        let given = schemas.lazy.compactMap(\.defaultValue).first
        return Structure.Member(
            wireName: name, type: type, isRequired: isRequired,
            defaultValue: given.flatMap { value in schemas.allSatisfy { $0.accepts(value) } ? value : .none },
            constant: constant, description: view.description, isDeprecated: view.isDeprecated)
    }

    /// What keeps the members that have no names.
    private mutating func additional(_ view: SchemaView, in id: TypeID) -> Structure.Additional? {
        let others = view.otherMembers
        if view.hasConditionalMembers {
            note(view, "members that are declared under a condition, or in one of several choices, have no names here")
            return Structure.Additional(type: .anything)
        }
        if others.areRefused { return nil }
        guard let schema = others.schema else {
            return view.patternProperties.isEmpty ? nil : Structure.Additional(type: .anything)
        }
        return Structure.Additional(type: use(of: schema, at: Origin(parent: id, words: ["additional"])))
    }

    /// The elements of the arrays of a view.
    mutating func tuple(of view: SchemaView, in id: TypeID) -> Tuple {
        let (first, others) = view.elements
        let (fewest, most) = (view.minimumItems, view.maximumItems)
        var elements: [Tuple.Element] = []
        for (index, schema) in first.prefix(most).enumerated() {
            let text = schema.title.map { ExactString($0) } ?? Self.ordinal(index)
            elements.append(
                Tuple.Element(
                    type: use(of: schema, at: Origin(parent: id, words: [text])), isRequired: index < fewest,
                    description: schema.description, text: text))
        }
        if most <= first.count || others?.source.bool == false { return Tuple(elements: elements) }
        let type = others.map { use(of: $0, at: Origin(parent: id, words: ["rest"])) } ?? .anything
        return Tuple(elements: elements, rest: Tuple.Rest(type: type))
    }

    private static func ordinal(_ index: Int) -> ExactString {
        index < ordinals.count ? ordinals[index] : ExactString("element\(index + 1)")
    }

    private static let ordinals: [ExactString] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ]
}

extension SchemaView {
    /// The one value that is left, where it has no parts.
    var constant: JSON? {
        guard let values, values.count == 1, !TypeSet([.array, .object]).contains(TypeSet(of: values[0])) else {
            return .none
        }
        return values[0]
    }
}
