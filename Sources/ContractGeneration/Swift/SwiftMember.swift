import ClamatorJSON

/// A member of a struct, as Swift has it.
struct SwiftMember {
    let model: Structure.Member
    /// The member's type, with that which stands for its absence.
    let type: String
    /// How it is kept.
    let storage: Storage
    /// What it is where it is absent; nil where it must be there.
    private let defaultValue: String?
    /// Whether absence is another state than null.
    private let isThreefold: Bool
    private let constant: String?

    /// How a member is kept.
    enum Storage: Equatable {
        /// Not at all: it has one value.
        case none(type: String, value: String)
        /// As it is.
        case plain
        /// Under another name, since nothing that is deprecated may be used, and nothing can hold another of its type
        /// but in a box.
        case hidden(isBoxed: Bool)
    }

    init(_ member: Structure.Member, of owner: TypeDeclaration, _ literals: SwiftLiterals) {
        model = member
        let types = literals.types
        let plain = types.text(member.type, in: owner.id)
        // What may be absent is written out of its optional.
        writingCall = types.writingCall(member.isRequired ? member.type : types.nonNull(member.type) ?? member.type)
        constant = member.constant.flatMap { SwiftLiterals.json($0) }
        let given = member.defaultValue.flatMap { literals.text($0, as: member.type, in: owner.id) }
        isThreefold = !member.isRequired && given == nil && types.isNullable(member.type)
        if member.isRequired || given != nil {
            type = plain
            defaultValue = given
        } else if let value = types.nonNull(member.type) {
            type = "Nullable<\(types.text(value, in: owner.id))>?"
            defaultValue = "nil"
        } else {
            type = "\(plain)?"
            defaultValue = "nil"
        }
        if let value = member.constant {
            storage = .none(type: Self.type(of: value), value: constant ?? "JSON.null")
        } else {
            storage = member.isRecursive || member.isDeprecated ? .hidden(isBoxed: member.isRecursive) : .plain
        }
    }

    private static func type(of constant: JSON) -> String {
        switch constant.kind {
        case .string: "String"
        case .true, .false: "Bool"
        case .number: constant.int == nil ? "Double" : "Int"
        case .null, .array, .object: "JSON"
        }
    }

    var name: String { model.name }
    /// The label of the initialiser's argument.
    var label: String { SwiftWords.label(name) }

    /// The name under which it is kept.
    var storedName: String {
        switch storage {
        case .hidden: "_" + name.filter { $0 != "`" }
        case .none, .plain: name
        }
    }

    /// The parameter of an initialiser.
    var parameter: String { "\(SwiftWords.parameter(name)): \(type)" + (defaultValue.map { " = \($0)" } ?? "") }

    // MARK: Reading

    /// Whether an object without it is refused.
    var isMissed: Bool { model.isRequired }

    /// The variable that it is read into.
    func local(named local: String) -> String {
        if model.constant != nil { return "var \(local) = false" }
        if model.isRequired { return "var \(local): \(type)?" }
        return "var \(local): \(type)" + (defaultValue == "nil" ? "" : " = \(defaultValue ?? "nil")")
    }

    /// The statements that read it into a variable.
    func reading(_ local: String) -> [String] {
        if let constant {
            let label = model.constant?.kind == .string ? "text: " : ""
            return ["try members.expect(\(label)\(constant))", "\(local) = true"]
        }
        let value = isOptional ? String(type.dropLast()) : type
        return ["\(local) = try members.value(\(value).self)"]
    }

    /// Whether the type says by nil that it is absent.
    private var isOptional: Bool { !model.isRequired && defaultValue == "nil" && !isDefaultNull }
    /// Whether null stands for absence.
    private var isDefaultNull: Bool { model.defaultValue?.isNull == true && !isThreefold }

    // MARK: Writing

    /// The statements that write it.
    var writing: [String] {
        let wireName = SwiftLiterals.string(model.wireName)
        if let constant { return ["try writer.member(\(wireName), \(constant == ".null" ? "JSON.null" : constant))"] }
        let isShadowed = name == "writer"
        let value = isShadowed || storage != .plain ? "self.\(storedValue)" : name
        guard isOptional else { return ["try writer.member(\(wireName), \(value))"] }
        if isShadowed || storage != .plain {
            return ["if let value = \(value) { try writer.member(\(wireName), value) }"]
        }
        return ["if let \(name) { try writer.member(\(wireName), \(name)) }"]
    }

    /// What it is kept as, out of its box.
    var storedValue: String { storedName + (storage == .hidden(isBoxed: true) ? ".value" : "") }

    /// What writes it as an element of an array.
    let writingCall: String

    /// What reads it as the next element of an array.
    var readingCall: String {
        model.isRequired ? "required(\(type).self)" : "next(\(type.dropLast()).self)"
    }
}
