/// Finds what of a result with expressions can never fit its schema: the literal parts, and the expressions' types.
struct TemplateCheck {
    private let expressions: [[ExactString]: TypeSet]

    init(_ template: Template) {
        expressions = Dictionary(
            template.placeholders.map { ($0.path, $0.types) }, uniquingKeysWith: { first, _ in first })
    }

    /// What cannot fit, each with the path to it.
    func misfits(_ value: JSON, _ schema: Subschema) -> [(path: [ExactString], message: String)] {
        misfits(value, schema, path: [])
    }

    private func misfits(_ value: JSON, _ schema: Subschema, path: [ExactString]) -> [(
        path: [ExactString], message: String
    )] {
        if let types = expressions[path] {
            guard types.isDisjoint(with: schema.types) else { return [] }
            guard !schema.types.isEmpty else { return [(path, "nothing may stand here")] }
            let expected = schema.types.names.joined(separator: " or ")
            return [(path, "expected \(expected), and the expression gives \(types.words)")]
        }
        guard expressions.keys.contains(where: { $0.starts(with: path) }) else {
            return schema.accepts(value) ? [] : [(path, "expected \(schema.signature), got \(value)")]
        }
        // Somewhere inside stands an expression.
        switch value.kind {
        case .object:
            guard schema.types.contains(.object) else {
                return [(path, "expected \(schema.types.words), got an object")]
            }
            return objectMisfits(value, schema, path: path)
        case .array:
            guard schema.types.contains(.array) else { return [(path, "expected \(schema.types.words), got an array")] }
            return value.elements.enumerated().flatMap { index, element -> [(path: [ExactString], message: String)] in
                guard let schemas = schema.elementSchemas(index), schemas.isEmpty else {
                    return schema.elementSchemas(index).fewest {
                        misfits(element, $0, path: path + [ExactString(index)])
                    }
                }
                return [(path + [ExactString(index)], "unexpected element \(index)")]
            }
        default: return []
        }
    }

    private func objectMisfits(
        _ value: JSON, _ schema: Subschema, path: [ExactString]
    ) -> [(path: [ExactString], message: String)] {
        var found: [(path: [ExactString], message: String)] = []
        for name in schema.requiredNames.sorted() where value[name] == nil {
            found.append((path, "missing required \"\(name)\""))
        }
        for (name, member) in value.members {
            let schemas = schema.memberSchemas(name)
            if schemas?.isEmpty == true {
                let hint = Suggestion.sentence(for: name, among: schema.memberNames())
                found.append((path + [name], "unknown property \"\(name)\"\(hint)"))
            } else {
                found += schemas.fewest { misfits(member, $0, path: path + [name]) }
            }
        }
        return found
    }
}

extension [Subschema]? {
    /// What stands against a value by that of the schemas which has the least against it; nothing where they are not known.
    func fewest<Finding>(_ findings: (Subschema) -> [Finding]) -> [Finding] {
        (self ?? []).map(findings).min { $0.count < $1.count } ?? []
    }
}

extension [(path: [ExactString], message: String)] {
    /// The same, seen from one step further out.
    func behind(_ token: ExactString) -> Self { map { ([token] + $0.path, $0.message) } }
}
