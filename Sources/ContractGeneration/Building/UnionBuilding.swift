import ClamatorJSON
import ClamatorSchema

extension ServiceModelBuilder {
    /// The strings or integers of an enumeration.
    static func enumeration(of values: [TypeForm.Value], _ view: SchemaView) -> Enumeration {
        Enumeration(
            isOfIntegers: values.allSatisfy { $0.value.kind == .number },
            cases: values.map { value in
                let text = value.title.map { ExactString($0) } ?? value.value.exactString
                return Enumeration.Case(
                    value: value.value, description: value.description,
                    text: text ?? ExactString(value.value.int.map(String.init) ?? value.value.description))
            },
            otherName: view.isOpenEnumeration ? "" : nil)
    }

    /// The types of a union.
    mutating func union(of forms: [TypeForm.Branch], in id: TypeID) -> Union {
        let discriminator = Self.discriminator(of: forms.map(\.view))
        var branches: [Union.Branch] = []
        for (index, form) in forms.enumerated() {
            let tags = discriminator?.tags[index] ?? []
            let text = Self.text(of: form, tag: tags.count == 1 ? tags[0] : nil)
            guard let schema = form.schema ?? form.view.parts.last else { continue }
            branches.append(
                Union.Branch(
                    type: use(of: form, at: Origin(parent: id, words: [text])), types: form.view.types, tags: tags,
                    schema: schema, description: form.schema?.description, text: text))
        }
        let selection: Union.Selection =
            if let discriminator {
                .member(discriminator.name)
            } else {
                Self.areDisjoint(branches.map(\.types)) ? .kind : .schema
            }
        return Union(branches: branches, selection: selection)
    }

    /// What a branch is named after: the value that tells it from others, its title, what it is called where it is
    /// referred to, or its type.
    private static func text(of form: TypeForm.Branch, tag: JSON?) -> ExactString {
        if let tag { return tag.exactString ?? ExactString(tag.description) }
        guard let schema = form.schema else { return name(of: form.view.types) }
        let name = schema.source["title"]?.string ?? schema.referenceName ?? schema.title
        return name.map { ExactString($0) } ?? Self.name(of: form.view.types)
    }

    private static func name(of types: TypeSet) -> ExactString {
        types.names.count == 1 ? ExactString(types.names[0]) : "value"
    }

    /// Whether no two have a kind of value in common.
    private static func areDisjoint(_ types: [TypeSet]) -> Bool {
        var seen: TypeSet = []
        for types in types {
            let whole = types.contains(.integer) ? types.union(.number) : types
            guard seen.isDisjoint(with: whole) else { return false }
            seen.formUnion(whole)
        }
        return true
    }

    /// A member that objects of all branches must have, with the values that it has in each, which differ.
    private static func discriminator(of views: [SchemaView]) -> (name: ExactString, tags: [[JSON]])? {
        guard views.count > 1, views.allSatisfy({ $0.types == .object }) else { return nil }
        let candidates = views.map { view in
            let required = Set(view.requiredNames)
            return Dictionary(
                view.properties.filter { required.contains($0.name) }.compactMap { property in
                    SchemaView(property.schemas).scalars.map { (property.name, $0) }
                }
            ) { first, _ in first }
        }
        for (name, _) in views[0].properties {
            let tags = candidates.compactMap { $0[name] }
            let all = tags.flatMap(\.self)
            if tags.count == views.count, Set(all).count == all.count { return (name, tags) }
        }
        return nil
    }
}

extension SchemaView {
    /// The values that are left, where there are some and none has parts.
    fileprivate var scalars: [JSON]? {
        guard let values, !values.isEmpty,
            values.allSatisfy({ TypeSet(of: $0).isDisjoint(with: [.array, .object]) })
        else { return nil }
        return values
    }
}
