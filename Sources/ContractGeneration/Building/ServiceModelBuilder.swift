import ClamatorJSON
import ClamatorSchema

/// Makes the model of a contract.
///
/// Each definition that a method leads to becomes a type of the service, be it another name for a plain one; what has
/// no name in the contract becomes a type within the one that it stands in, named after the member that has it. What
/// holds for one value by several schemas, as with `allOf`, becomes one type.
struct ServiceModelBuilder {
    var types: [TypeDeclaration] = []
    private(set) var notes: [ServiceModel.Note] = []
    private var knownNotes: Set<ServiceModel.Note> = []
    /// The types of schemas that others refer to.
    private var references: [Int: TypeID] = [:]
    /// The types of schemas that may have definitions of their own, by where these stand in the contract.
    private var typesByLocation: [JSONPointer: TypeID] = [:]
    /// The types that were made for what has no name.
    private var views: [SchemaView.Key: TypeID] = [:]
    private var budget = WorkBudget(steps: 2_000_000)
    private var depth = 0
    private static let deepest = 200

    /// What a type comes from: the other for which it is made, and after what it is named there.
    struct Origin {
        let parent: TypeID?
        let words: [ExactString]
    }

    // MARK: Methods

    /// The type of a method's params or result.
    mutating func root(_ schema: Schema, words: [ExactString], isParams: Bool) -> TypeID {
        var view = SchemaView([schema.root])
        if isParams { view = view.limited(to: .object) }
        let id = add(Origin(parent: nil, words: words), view)
        typesByLocation[schema.root.locationInFile] = id
        if let target = schema.root.onlyTarget {
            types[id.index].shape = .alias(reference(to: target, from: schema.root))
        } else {
            // The schema of params leads back here where it refers to itself.
            references[schema.root.identity] = id
            complete(id, view)
        }
        return id
    }

    // MARK: Types

    /// The type of what follows a schema.
    mutating func use(of schema: Subschema, at origin: Origin) -> TypeUse {
        if let target = schema.onlyTarget { return reference(to: target, from: schema) }
        if let known = references[schema.identity] { return TypeUse(kind: .declared(known), schemas: [schema]) }
        return use(of: SchemaView([schema]), at: origin)
    }

    /// The type of what follows several schemas at once.
    mutating func use(of schemas: [Subschema], at origin: Origin) -> TypeUse {
        schemas.count == 1 ? use(of: schemas[0], at: origin) : use(of: SchemaView(schemas), at: origin)
    }

    /// The type of what follows a view.
    mutating func use(of view: SchemaView, at origin: Origin) -> TypeUse {
        guard budget.spend(steps: 1 + view.parts.count), depth < Self.deepest else {
            return leave(view, "it is nested too deep, or the contract is too large")
        }
        depth += 1
        defer { depth -= 1 }
        let (form, reason) = view.form
        if let reason { note(view, reason) }
        func plain(_ kind: TypeUse.Kind) -> TypeUse { TypeUse(kind: kind, schemas: view.parts) }
        switch form {
        case .json: return plain(.json)
        case .null: return plain(.null)
        case .boolean: return plain(.boolean)
        case .integer(let isWide): return plain(.integer(isWide: isWide))
        case .number: return plain(.number)
        case .string: return plain(.string)
        case .nullable(let rest):
            let value = use(of: rest, at: origin)
            if case .json = value.kind { return plain(.json) }
            return plain(.nullable(value))
        case .only(let branch): return use(of: branch, at: origin)
        case .array(let items):
            return plain(.array(items.map { use(of: $0, at: origin.element) } ?? .anything))
        case .dictionary(let values):
            return plain(.dictionary(values.map { use(of: $0, at: origin.element) } ?? .anything))
        case .enumeration, .union, .tuple, .structure:
            if let known = views[view.key] { return plain(.declared(known)) }
            let id = add(origin, view)
            complete(id, view)
            return plain(.declared(id))
        }
    }

    /// The type of a branch of a choice.
    mutating func use(of branch: TypeForm.Branch, at origin: Origin) -> TypeUse {
        guard branch.isWhole, let schema = branch.schema else { return use(of: branch.view, at: origin) }
        return use(of: schema, at: origin)
    }

    /// Gives a declaration its shape.
    private mutating func complete(_ id: TypeID, _ view: SchemaView) {
        let (form, _) = view.form
        if form.isDeclared { views[view.key] = views[view.key] ?? id }
        let shape: TypeDeclaration.Shape =
            switch form {
            case .enumeration(let values): .enumeration(Self.enumeration(of: values, view))
            case .union(let branches): .union(union(of: branches, in: id))
            case .tuple: .tuple(tuple(of: view, in: id))
            case .structure: .structure(structure(of: view, in: id))
            default: .alias(use(of: view, at: Origin(parent: id, words: [])))
            }
        types[id.index].shape = shape
    }

    private mutating func add(_ origin: Origin, _ view: SchemaView) -> TypeID {
        let id = TypeID(index: types.count)
        types.append(
            TypeDeclaration(
                id: id, shape: .alias(.anything), description: view.description, isDeprecated: view.isDeprecated,
                location: view.location, schemas: view.parts, words: origin.words, parent: origin.parent))
        return id
    }

    // MARK: References

    /// The type of what a schema refers to.
    private mutating func reference(to target: Subschema, from schema: Subschema) -> TypeUse {
        func declared(_ id: TypeID) -> TypeUse { TypeUse(kind: .declared(id), schemas: [schema]) }
        if let known = references[target.identity] { return declared(known) }
        let view = SchemaView([target])
        var origin = Origin(parent: nil, words: [ExactString(schema.referenceName ?? "value")])
        if let definition = target.definition {
            origin = Origin(parent: definition.owner.flatMap { typesByLocation[$0] }, words: [definition.name])
        } else if let known = views[view.key] {
            return declared(known)
        } else if view.form.form.isPlain {
            return use(of: view, at: origin)
        }
        let id = add(origin, view)
        references[target.identity] = id
        if target.isOwn { typesByLocation[target.locationInFile] = id }
        if let next = target.onlyTarget {
            types[id.index].shape = .alias(reference(to: next, from: target))
        } else {
            complete(id, view)
        }
        return declared(id)
    }

    // MARK: Notes

    /// Notes what is left to the contract.
    mutating func note(_ view: SchemaView, _ message: String) {
        let note = ServiceModel.Note(location: view.location, message: message)
        if knownNotes.insert(note).inserted { notes.append(note) }
    }

    private mutating func leave(_ view: SchemaView, _ message: String) -> TypeUse {
        note(view, message)
        return TypeUse(kind: .json, schemas: view.parts)
    }
}

extension TypeUse {
    /// The type of any value.
    static let anything = TypeUse(kind: .json, schemas: [])
}

extension ServiceModelBuilder.Origin {
    /// The origin of the elements of what comes from this.
    var element: Self {
        guard let last = words.last else { return Self(parent: parent, words: ["item"]) }
        return Self(parent: parent, words: words.dropLast() + [Plural.singular(of: last)])
    }
}
