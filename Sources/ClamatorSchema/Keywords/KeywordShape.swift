import ClamatorJSON

/// Whether a keyword's value is what the standard asks for, in words.
enum KeywordShape {
    /// What is wrong with the value of a keyword, and the path below the keyword to what is wrong.
    typealias Problem = (text: String, path: [ExactString])

    static func problem(with value: JSON, as shape: Keyword.Shape, in dialect: Dialect) -> Problem? {
        switch shape {
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
        case .values: value.kind == .array ? nil : expected("an array", value)
        case .names: names(value, [])
        case .namesByName:
            value.kind == .object
                ? first(value.lastMembers) { names($1, [$0]) } : expected("an object of arrays of strings", value)
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
                ? first(value.lastMembers) { $1.kind == .array ? names($1, [$0]) : schema($1, [$0]) }
                : expected("an object of schemas or arrays of strings", value)
        }
    }

    private static func expected(_ what: String, _ value: JSON, _ path: [ExactString] = []) -> Problem {
        ("expected \(what), got \(Wording.value(value))", path)
    }

    private static func first<Item>(_ items: [Item], _ problem: (Item) -> Problem?) -> Problem? {
        for item in items { if let found = problem(item) { return found } }
        return nil
    }

    private static func isPositive(_ value: JSON) -> Bool {
        value.withView { view in
            guard view.kind == .number else { return false }
            let decimal = JSONDecimal(view.bytes)
            return !decimal.isNegative && !decimal.isZero
        }
    }

    private static func isCount(_ value: JSON) -> Bool {
        value.withView { view in
            guard view.kind == .number else { return false }
            let decimal = JSONDecimal(view.bytes)
            return decimal.isInteger && (decimal.isZero || !decimal.isNegative)
        }
    }

    /// 2020-12 Core §8.2.2; 2019-09 allows a colon, and no underscore at the beginning (Core §8.2.3).
    private static func name(_ value: JSON, _ dialect: Dialect) -> Problem? {
        let problem = expected("a name of letters, digits, '-', '_' and '.'", value)
        guard let text = value.string, let first = text.utf8.first else { return problem }
        func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a") <= byte | 0x20 && byte | 0x20 <= UInt8(ascii: "z") }
        let isColonAllowed = dialect == .draft2019_09
        guard isLetter(first) || (first == UInt8(ascii: "_") && !isColonAllowed) else { return problem }
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
            case UInt8(ascii: ":"): isColonAllowed
            default: isLetter(byte)
            }
        }
        return isName ? nil : problem
    }

    private static func types(_ value: JSON) -> Problem? {
        if value.kind == .string { return type(value, []) }
        guard value.kind == .array, value.count > 0 else {
            return expected("the name of a type or an array of them", value)
        }
        return first(Array(value.elements.enumerated())) { type($1, [ExactString($0)]) }
    }

    private static func type(_ value: JSON, _ path: [ExactString]) -> Problem? {
        guard let name = value.string else { return expected("the name of a type", value, path) }
        if TypeSet(name: name) != nil { return nil }
        let names = ["null", "boolean", "integer", "number", "string", "array", "object"]
        let hint = Suggestion.sentence(for: name, among: names)
        return ("unknown type \(Wording.quoted(name))\(hint)", path)
    }

    private static func names(_ value: JSON, _ path: [ExactString]) -> Problem? {
        guard value.kind == .array else { return expected("an array of strings", value, path) }
        return first(Array(value.elements.enumerated())) { index, element in
            element.kind == .string ? nil : expected("a string", element, path + [ExactString(index)])
        }
    }

    private static func schema(
        _ value: JSON, _ path: [ExactString], _ what: String = "a schema (an object or a boolean)"
    ) -> Problem? {
        value.kind == .object || value.bool != nil ? nil : expected(what, value, path)
    }

    private static func schemas(_ value: JSON, mayBeEmpty: Bool = false) -> Problem? {
        guard value.kind == .array, mayBeEmpty || value.count > 0 else {
            return expected("a non-empty array of schemas", value)
        }
        return first(Array(value.elements.enumerated())) { schema($1, [ExactString($0)]) }
    }
}
