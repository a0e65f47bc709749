import ClamatorJSON

/// The value that a keyword must have.
enum KeywordShape {
    /// Anything.
    case any
    case text, flag
    /// A URI reference.
    case reference
    /// An anchor's name.
    case name
    case number, positiveNumber, count
    case pattern
    /// `type`: one name or a list of them.
    case types
    /// `enum`.
    case values
    case names
    /// Names by name: `dependentRequired`.
    case namesByName
    case schema, schemas, schemasByName
    /// Schemas by name whose names are patterns.
    case schemasByPattern
    /// `items` before 2020-12.
    case schemaOrSchemas
    /// `dependencies`.
    case schemasOrNamesByName

    // MARK: Problems

    /// What is wrong with the value of a keyword, and the path below the keyword to what is wrong.
    typealias Diagnostic = (text: String, path: [ExactString])

    /// What is wrong with a value, in words; nil where it is what the standard asks for.
    func diagnostic(with value: JSON, in dialect: Dialect) -> Diagnostic? {
        switch self {
        case .any: nil
        case .text: value.kind == .string ? nil : expected("a string", value)
        case .flag: value.bool != nil ? nil : expected("a boolean", value)
        case .reference: value.kind == .string ? nil : expected("a URI reference", value)
        case .name: name(value, dialect)
        case .number: value.kind == .number ? nil : expected("a number", value)
        case .positiveNumber: isPositive(value) ? nil : expected("a number greater than 0", value)
        case .count: isCount(value) ? nil : expected("a non-negative integer", value)
        case .pattern: value.kind == .string ? nil : expected("a pattern (a string)", value)
        case .types: types(value)
        case .values: values(value, dialect)
        case .names: names(value, [], dialect)
        case .namesByName:
            value.kind == .object
                ? first(value.lastMembers) { names($1, [$0], dialect) }
                : expected("an object of arrays of strings", value)
        case .schema: schema(value, [])
        case .schemas: schemas(value)
        case .schemasByName, .schemasByPattern:
            value.kind == .object
                ? first(value.lastMembers) { schema($1, [$0]) } : expected("an object of schemas", value)
        case .schemaOrSchemas:
            value.kind == .array
                ? schemas(value, mayBeEmpty: true) : schema(value, [], "a schema or an array of schemas")
        case .schemasOrNamesByName:
            value.kind == .object
                ? first(value.lastMembers) { $1.kind == .array ? names($1, [$0], dialect) : schema($1, [$0]) }
                : expected("an object of schemas or arrays of strings", value)
        }
    }

    private func expected(_ what: String, _ value: JSON, _ path: [ExactString] = []) -> Diagnostic {
        ("expected \(what), got \(Wording.value(value))", path)
    }

    private func first<Item>(_ items: [Item], _ diagnostic: (Item) -> Diagnostic?) -> Diagnostic? {
        for item in items { if let found = diagnostic(item) { return found } }
        return nil
    }

    private func isPositive(_ value: JSON) -> Bool {
        value.withView { view in
            guard view.kind == .number else { return false }
            let decimal = JSONDecimal(view.bytes)
            return !decimal.isNegative && !decimal.isZero
        }
    }

    private func isCount(_ value: JSON) -> Bool {
        value.withView { view in
            guard view.kind == .number else { return false }
            let decimal = JSONDecimal(view.bytes)
            return decimal.isInteger && (decimal.isZero || !decimal.isNegative)
        }
    }

    /// 2020-12 Core §8.2.2; 2019-09 allows a colon, and no underscore at the beginning (Core §8.2.3).
    private func name(_ value: JSON, _ dialect: Dialect) -> Diagnostic? {
        let diagnostic = expected("a name of letters, digits, '-', '_' and '.'", value)
        guard let text = value.string, let first = text.utf8.first else { return diagnostic }
        func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a") <= byte | 0x20 && byte | 0x20 <= UInt8(ascii: "z") }
        let isColonAllowed = dialect == .draft2019_09
        guard isLetter(first) || (first == UInt8(ascii: "_") && !isColonAllowed) else { return diagnostic }
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
            case UInt8(ascii: ":"): isColonAllowed
            default: isLetter(byte)
            }
        }
        return isName ? nil : diagnostic
    }

    private func types(_ value: JSON) -> Diagnostic? {
        if value.kind == .string { return type(value, []) }
        guard value.kind == .array, value.count > 0 else {
            return expected("the name of a type or an array of them", value)
        }
        return first(Array(value.elements.enumerated())) { type($1, [ExactString($0)]) }
    }

    private func type(_ value: JSON, _ path: [ExactString]) -> Diagnostic? {
        guard let name = value.string else { return expected("the name of a type", value, path) }
        if TypeSet(name: name) != nil { return nil }
        let names = ["null", "boolean", "integer", "number", "string", "array", "object"]
        let hint = Suggestion.sentence(for: name, among: names)
        return ("unknown type \(Wording.quoted(name))\(hint)", path)
    }

    /// Draft-04 wants at least one value (Validation §5.5.1).
    private func values(_ value: JSON, _ dialect: Dialect) -> Diagnostic? {
        guard value.kind == .array else { return expected("an array", value) }
        return dialect.isOfDraft4 && value.count == 0 ? expected("a non-empty array", value) : nil
    }

    /// Draft-04 wants at least one name (Validation §5.4.3, §5.4.5).
    private func names(_ value: JSON, _ path: [ExactString], _ dialect: Dialect) -> Diagnostic? {
        guard value.kind == .array else { return expected("an array of strings", value, path) }
        if dialect.isOfDraft4, value.count == 0 { return expected("a non-empty array of strings", value, path) }
        return first(Array(value.elements.enumerated())) { index, element in
            element.kind == .string ? nil : expected("a string", element, path + [ExactString(index)])
        }
    }

    private func schema(
        _ value: JSON, _ path: [ExactString], _ what: String = "a schema (an object or a boolean)"
    ) -> Diagnostic? {
        value.kind == .object || value.bool != nil ? nil : expected(what, value, path)
    }

    private func schemas(_ value: JSON, mayBeEmpty: Bool = false) -> Diagnostic? {
        guard value.kind == .array, mayBeEmpty || value.count > 0 else {
            return expected("a non-empty array of schemas", value)
        }
        return first(Array(value.elements.enumerated())) { schema($1, [ExactString($0)]) }
    }
}

// MARK: Schemas

extension KeywordShape {
    /// Whether the value is an object whose members are schemas.
    var hasNamedSchemas: Bool { self == .schemasByName || self == .schemasByPattern || self == .schemasOrNamesByName }

    /// Goes through the schemas in a value, each with its name or position there; through none where the value is not
    /// as it must be.
    func forEachSchema(in value: JSON, _ body: (_ token: ExactString?, _ schema: JSON) -> Void) {
        switch self {
        case .schema: if value.isSchema { body(nil, value) }
        case .schemas, .schemaOrSchemas:
            if value.kind == .array {
                for (index, element) in value.elements.enumerated() where element.isSchema {
                    body(ExactString(index), element)
                }
            } else if self == .schemaOrSchemas, value.isSchema {
                body(nil, value)
            }
        case .schemasByName, .schemasByPattern, .schemasOrNamesByName:
            for (name, member) in value.lastMembers where member.isSchema { body(name, member) }
        default: return
        }
    }

    /// Writes a value with other schemas for those in it, and more at the end where it is a list of them.
    func write(
        _ value: JSON, adding others: [JSON] = [], to writer: inout JSONWriter,
        _ schema: (JSON, inout JSONWriter) -> Void
    ) {
        switch self {
        case .schemas where value.kind == .array, .schemaOrSchemas where value.kind == .array:
            writer.array { writer in
                for element in value.elements { schema(element, &writer) }
                for other in others { writer.value(other) }
            }
        case .schema, .schemaOrSchemas: schema(value, &writer)
        case _ where hasNamedSchemas && value.kind == .object:
            writer.object { writer in
                for (name, member) in value.members {
                    writer.name(name.string)
                    schema(member, &writer)
                }
            }
        default: writer.value(value)
        }
    }
}

extension JSON {
    /// Whether the value can be a schema, by its kind.
    var isSchema: Bool { kind == .object || bool != nil }
}
