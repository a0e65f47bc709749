/// Finds what of a result with expressions can never fit its schema: the literal parts, and the expressions' types.
struct TemplateCheck {
    private let expressions: [[String]: TypeSet]

    init(_ template: Template) {
        expressions = Dictionary(
            template.placeholders.map { ($0.path, $0.types) }, uniquingKeysWith: { first, _ in first })
    }

    /// What cannot fit, each with the path to it.
    func misfits(_ value: JSON, _ schema: Subschema) -> [(path: [String], message: String)] {
        misfits(value, schema, path: [])
    }

    private func misfits(_ value: JSON, _ schema: Subschema, path: [String]) -> [(path: [String], message: String)] {
        if let types = expressions[path] {
            guard types.isDisjoint(with: schema.types) else { return [] }
            return [(path, "expected \(schema.types.words), and the expression gives \(types.words)")]
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
            return value.elements.enumerated().flatMap { index, element -> [(path: [String], message: String)] in
                let items = index < schema.prefixItems.count ? schema.prefixItems[index] : schema.items
                return items.map { misfits(element, $0, path: path + [String(index)]) } ?? []
            }
        default: return []
        }
    }

    private func objectMisfits(
        _ value: JSON, _ schema: Subschema, path: [String]
    ) -> [(path: [String], message: String)] {
        var found: [(path: [String], message: String)] = []
        for name in schema.requiredNames.sorted() where value[name] == nil {
            found.append((path, "missing required \"\(name)\""))
        }
        for (name, member) in value.members {
            if let property = schema.property(name) {
                found += misfits(member, property, path: path + [name])
            } else if schema.isClosed {
                let hint = Suggestion.sentence(for: name, among: schema.properties.map(\.name))
                found.append((path + [name], "unknown property \"\(name)\"\(hint)"))
            }
        }
        return found
    }
}

extension Subschema {
    /// Whether an object can have no members but those that are named.
    var isClosed: Bool {
        patternProperties.isEmpty && (additionalProperties.map { $0.types.isEmpty } ?? false)
    }
}
