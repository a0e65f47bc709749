import ClamatorJSON
import ClamatorSchema

/// What kind of type the values of a view have.
enum TypeForm {
    case json
    case null
    case boolean
    case integer(isWide: Bool)
    case number
    case string
    /// A value that follows the view, or null.
    case nullable(SchemaView)
    case array(of: Subschema?)
    /// An object whose names may be any; nil where its values may be.
    case dictionary(of: Subschema?)
    /// What the one branch is that a choice leaves.
    case only(Branch)
    /// These have declarations of their own.
    case enumeration([Value])
    case union([Branch])
    case tuple
    case structure

    /// A value of an enumeration.
    struct Value {
        let value: JSON
        var title: String?
        var description: String?
    }

    /// A branch of a union.
    struct Branch {
        /// The branch of a choice; nil for the values of one type.
        var schema: Subschema?
        /// Whether that tells all that holds for its values.
        var isWhole = false
        /// What holds for its values.
        let view: SchemaView
    }

    /// Whether the type has a name.
    var isDeclared: Bool {
        switch self {
        case .enumeration, .union, .tuple, .structure: true
        default: false
        }
    }

    /// Whether the type has no parts, and so cannot lead back to itself.
    var isPlain: Bool {
        switch self {
        case .json, .null, .boolean, .integer, .number, .string: true
        default: false
        }
    }
}

extension SchemaView {
    /// The kind of type, and what of the view it leaves to the contract, in words.
    var form: (form: TypeForm, note: String?) {
        if types.isEmpty { return (.json, "no value follows the schema") }
        if types == .null { return (.null, nil) }
        if let values { return form(of: values.map { TypeForm.Value(value: $0) }) }
        let choices = choices
        if types.contains(.null), types != .all { return (.nullable(limited(to: types.subtracting(.null))), nil) }
        if choices.count > 1 {
            if types != .object { return (.json, "several choices hold at once") }
        } else if let choice = choices.first {
            if let values = constants(of: choice) { return form(of: values) }
            return form(of: choice)
        }
        return formByType
    }

    /// What the values of each type look like that the view has.
    private var formByType: (form: TypeForm, note: String?) {
        switch types {
        case .boolean: return (.boolean, nil)
        case .integer: return (.integer(isWide: hasWideBounds), nil)
        case .number: return (.number, nil)
        case .string: return (.string, nil)
        case .array: return (formOfArray, nil)
        case .object: return (formOfObject, nil)
        case .all:
            let isTelling = parts.contains { $0.has(Keyword.tellingBesideTypes) }
            return (.json, isTelling ? "the schema does not say of which type a value is" : nil)
        default:
            return (
                .union(
                    Self.kinds.filter { !types.isDisjoint(with: $0) }.map { TypeForm.Branch(view: limited(to: $0)) }),
                nil
            )
        }
    }

    /// The types that values are told apart by.
    static let kinds: [TypeSet] = [.boolean, .number, .string, .array, .object]

    // MARK: Enumerations

    /// The values of a choice each branch of which is a value, with its title.
    private func constants(of choice: Choice) -> [TypeForm.Value]? {
        var values: [TypeForm.Value] = []
        for branch in choice.branches {
            let view = choosing(branch, of: choice)
            guard let own = view.values else { return nil }
            let isAlone = own.count == 1
            values += own.map { value in
                TypeForm.Value(
                    value: value, title: isAlone ? branch.title : nil, description: isAlone ? branch.description : nil)
            }
        }
        var seen: Set<JSON> = []
        return values.filter { seen.insert($0.value).inserted }
    }

    private func form(of values: [TypeForm.Value]) -> (form: TypeForm, note: String?) {
        let all = values.reduce(into: TypeSet()) { $0.formUnion(TypeSet(of: $1.value)) }
        if all.contains(.null), all != .null { return (.nullable(limited(to: types.subtracting(.null))), nil) }
        switch all {
        case .null: return (.null, nil)
        case .boolean: return (.boolean, nil)
        case .string: return (.enumeration(values), nil)
        case .integer where values.allSatisfy({ $0.value.int != nil }): return (.enumeration(values), nil)
        case .integer: return (.integer(isWide: true), nil)
        case .number: return (.number, nil)
        case []: return (.json, "no value follows the schema")
        default: return (.json, "the values of the enumeration are of several types, or have parts")
        }
    }

    // MARK: Unions

    private func form(of choice: Choice) -> (form: TypeForm, note: String?) {
        let isOnly = isOnly(choice)
        let branches = choice.branches.map { branch in
            TypeForm.Branch(schema: branch, isWhole: isOnly, view: choosing(branch, of: choice))
        }.filter { !$0.view.types.isEmpty }
        let present = branches.filter { $0.view.types != .null }
        // Null is a branch of its own, or one that the view does not allow.
        if present.count < branches.count { return (.nullable(limited(to: types.subtracting(.null))), nil) }
        if present.isEmpty { return (.json, "no value follows the schema") }
        if present.count == 1 { return (.only(present[0]), nil) }
        if present.contains(where: { $0.view.types == .all }) {
            return (.json, "a branch of the choice takes every value, or does not say of which type it is")
        }
        return (.union(present), nil)
    }

    // MARK: Arrays and objects

    private var formOfArray: TypeForm {
        let (first, others) = elements
        return first.isEmpty ? .array(of: others) : .tuple
    }

    private var formOfObject: TypeForm {
        guard properties.isEmpty, requiredNames.isEmpty else { return .structure }
        let others = otherMembers
        return others.areRefused ? .structure : .dictionary(of: others.schema)
    }

    /// What members must be that are not declared; a schema only where it holds for each of them.
    var otherMembers: (areRefused: Bool, schema: Subschema?) {
        let (patterns, additional) = (patternProperties, additionalProperties)
        if additional?.source.bool == false {
            return (patterns.isEmpty, patterns.count == 1 ? patterns[0] : nil)
        }
        return (false, patterns.isEmpty ? additional : nil)
    }
}
