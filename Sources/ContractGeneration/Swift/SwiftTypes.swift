import ClamatorJSON

/// How the types of a model are written where they are used.
struct SwiftTypes {
    let model: ServiceModel
    /// The types by the one that they are declared in, and by name.
    private let declared: [TypeID?: [ExactString: TypeID]]

    init(_ model: ServiceModel) {
        self.model = model
        var declared: [TypeID?: [ExactString: TypeID]] = [:]
        for type in model.types { declared[type.owner, default: [:]][ExactString(type.name)] = type.id }
        self.declared = declared
    }

    // MARK: Uses

    /// A type, as it is written inside of another, or beside the service's types where that is nil.
    func text(_ use: TypeUse, in scope: TypeID?) -> String {
        switch use.kind {
        case .json, .null, .integer(isWide: true): "JSON"
        case .boolean: "Bool"
        case .integer: "Int"
        case .number: "Double"
        case .string: "String"
        case .array(let element): "[\(text(element, in: scope))]"
        case .dictionary(let value): "[\("String"): \(text(value, in: scope))]"
        case .nullable(let value):
            // Null in null is null.
            isNullable(value) ? text(value, in: scope) : "\(text(value, in: scope))?"
        case .declared(let id): name(of: id, in: scope)
        }
    }

    /// Whether null is a value of a type that is told by nil.
    func isNullable(_ use: TypeUse) -> Bool { nonNull(use) != nil }

    /// The type without null; nil where it has no null.
    func nonNull(_ use: TypeUse) -> TypeUse? {
        switch resolved(use).kind {
        case .nullable(let value): nonNull(value) ?? value
        default: nil
        }
    }

    /// What a type is by whatever other name.
    func resolved(_ use: TypeUse) -> TypeUse {
        var use = use
        while case .declared(let id) = use.kind, case .alias(let next) = model[id].shape { use = next }
        return use
    }

    // MARK: Writing

    /// What stands before a call that writes a value: `try ` where it can fail.
    func attempt(_ use: TypeUse) -> String {
        switch resolved(use).kind {
        case .json, .null, .boolean, .integer, .string: ""
        case .number, .array, .dictionary, .nullable, .declared: "try "
        }
    }

    /// What writes a value of a type into an array; for `JSON` that cannot fail.
    func writingCall(_ use: TypeUse) -> String {
        switch resolved(use).kind {
        case .json, .null, .integer(isWide: true): "writer.value"
        default: "try writer.value"
        }
    }

    // MARK: Names

    /// A type's name, as it is written inside of another.
    func name(of id: TypeID, in scope: TypeID?) -> String {
        let chain = chain(to: id)
        // As few of the owners as it takes.
        for start in chain.indices.reversed()
        where lookUp(ExactString(model[chain[start]].name), from: scope) == chain[start] {
            return chain[start...].map { model[$0].name }.joined(separator: ".")
        }
        return fullName(of: id)
    }

    /// A type's name, as it is written outside of the service's types.
    func fullName(of id: TypeID) -> String {
        ([model.name] + chain(to: id).map { model[$0].name }).joined(separator: ".")
    }

    private func chain(to id: TypeID) -> [TypeID] {
        var chain: [TypeID] = []
        var next: TypeID? = id
        while let id = next {
            chain.append(id)
            next = model[id].owner
        }
        return chain.reversed()
    }

    /// The type that a name means inside of another.
    private func lookUp(_ name: ExactString, from scope: TypeID?) -> TypeID? {
        var scope = scope
        while let id = scope {
            if let found = declared[id]?[name] { return found }
            scope = model[id].owner
        }
        return declared[nil]?[name]
    }
}
