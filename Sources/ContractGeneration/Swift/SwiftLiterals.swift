import ClamatorJSON

/// Values as Swift's literals.
struct SwiftLiterals {
    let types: SwiftTypes

    /// A value of a type; nil where it is none that could be written.
    func text(_ value: JSON, as use: TypeUse, in scope: TypeID?) -> String? {
        switch use.kind {
        case .json, .null, .integer(isWide: true): return Self.json(value)
        case .boolean: return value.bool.map { "\($0)" }
        case .integer: return value.int.map { "\($0)" }
        case .number: return Self.number(value)
        case .string: return value.exactString.map { Self.string($0) }
        case .array(let element):
            guard value.kind == .array else { return nil }
            let elements = value.elements.compactMap { text($0, as: element, in: scope) }
            return elements.count == value.count ? "[\(elements.joined(separator: ", "))]" : nil
        case .dictionary(let element):
            // A dictionary literal must not have two names that Swift holds equal.
            guard value.kind == .object, Set(value.lastMembers.map(\.name.string)).count == value.lastMembers.count
            else { return nil }
            let members = value.lastMembers.compactMap { name, value in
                text(value, as: element, in: scope).map { "\(Self.string(name)): \($0)" }
            }
            return members.count == value.lastMembers.count ? Self.dictionary(members) : nil
        case .nullable(let wrapped): return value.isNull ? "nil" : text(value, as: wrapped, in: scope)
        case .declared(let id): return text(value, as: types.model[id], in: scope)
        }
    }

    private func text(_ value: JSON, as declaration: TypeDeclaration, in scope: TypeID?) -> String? {
        switch declaration.shape {
        case .alias(let use): text(value, as: use, in: scope)
        case .enumeration(let enumeration): enumeration.cases.first { $0.value == value }.map { ".\($0.name)" }
        case .structure(let structure): text(value, as: structure, in: scope)
        // Which branch it is of is known to a schema only.
        case .union, .tuple, .wrapper: nil
        }
    }

    private func text(_ value: JSON, as structure: Structure, in scope: TypeID?) -> String? {
        guard value.kind == .object, structure.additional == nil else { return nil }
        var arguments: [String] = []
        for member in structure.members where member.constant == nil {
            guard let given = value[member.wireName] else { continue }
            // An argument that is optional takes null for its own.
            let isThreefold = !member.isRequired && types.isNullable(member.type)
            guard !isThreefold, let text = text(given, as: member.type, in: scope) else { return nil }
            arguments.append("\(SwiftWords.label(member.name)): \(text)")
        }
        return ".init(\(arguments.joined(separator: ", ")))"
    }

    // MARK: Values of no type

    /// A value as a literal of `JSON`; nil where a number is none of Swift's.
    static func json(_ value: JSON) -> String? {
        switch value.kind {
        case .null: return ".null"
        case .true: return "true"
        case .false: return "false"
        case .number: return number(value)
        case .string: return value.exactString.map { string($0) }
        case .array:
            let elements = value.elements.compactMap { json($0) }
            return elements.count == value.count ? "[\(elements.joined(separator: ", "))]" : nil
        case .object:
            let members = value.lastMembers.compactMap { name, value in json(value).map { "\(string(name)): \($0)" } }
            return members.count == value.lastMembers.count ? dictionary(members) : nil
        }
    }

    private static func dictionary(_ members: [String]) -> String {
        members.isEmpty ? "[:]" : "[\(members.joined(separator: ", "))]"
    }

    private static func number(_ value: JSON) -> String? {
        if let integer = value.int { return "\(integer)" }
        guard let double = value.double, double.isFinite, JSON(floatLiteral: double) == value else { return nil }
        return "\(double)"
    }

    /// A string. What would not be seen, or would join with what stands before it, is written by its number.
    static func string(_ value: ExactString) -> String {
        SourceText.quoted(value) {
            isPlain($0) ? nil : "\\u{\(String($0.value, radix: 16, uppercase: true))}"
        }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber, .letterNumber,
            .otherNumber, .mathSymbol, .currencySymbol, .otherSymbol, .dashPunctuation, .openPunctuation,
            .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }
}
