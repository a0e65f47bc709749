import ClamatorKit

/// Finds what of a result with expressions can never fit its schema: the literal parts, and the expressions' types.
///
/// A schema can lead in more ways than can be followed; where the budget is used up, the rest is left to the calls.
struct TemplateCheck {
    /// Something that cannot fit, and the path to it.
    typealias Diagnostic = (path: TemplatePath, message: String)

    /// The types that expressions can give, by the index of their string on the tape.
    private let expressions: [Int: TypeSet]
    /// The same indices in order.
    private let nodes: [Int]
    private var budget: WorkBudget

    init(_ template: Template, of value: JSON) {
        expressions = Dictionary(
            template.placeholders.map { ($0.node, $0.types) }, uniquingKeysWith: { first, _ in first })
        nodes = template.placeholders.map(\.node)
        budget = .forLoading(value)
    }

    /// What cannot fit.
    mutating func diagnostics(_ value: JSON, _ schema: Subschema) -> [Diagnostic] {
        diagnostics(value, schema, path: .root)
    }

    private mutating func diagnostics(_ value: JSON, _ schema: Subschema, path: TemplatePath) -> [Diagnostic] {
        guard budget.spend(steps: 1) else { return [] }
        if let types = expressions[value.view.index] {
            // What is absent for certain is left out.
            guard types.isDisjoint(with: schema.types), !types.isEmpty else { return [] }
            guard !schema.types.isEmpty else { return [(path, "nothing may stand here")] }
            let expected = schema.types.names.joined(separator: " or ")
            return [(path, "expected \(expected), and the expression gives \(types.words)")]
        }
        guard holdsExpression(value) else {
            return schema.accepts(value) ? [] : [(path, "expected \(schema.signature), got \(value)")]
        }
        switch value.kind {
        case .object:
            guard schema.types.contains(.object) else {
                return [(path, "expected \(schema.types.words), got an object")]
            }
            return objectDiagnostics(value, schema, path: path)
        case .array:
            guard schema.types.contains(.array) else { return [(path, "expected \(schema.types.words), got an array")] }
            var found: [Diagnostic] = []
            for (index, element) in value.elements.enumerated() {
                let elementPath = TemplatePath.element(path, index)
                let schemas = schema.elementSchemas(index)
                if schemas?.isEmpty == true {
                    found.append((elementPath, "unexpected element \(index)"))
                } else {
                    found += fewestDiagnostics(element, schemas, path: elementPath)
                }
            }
            return found
        default: return []
        }
    }

    /// Whether an expression stands somewhere inside a value.
    private func holdsExpression(_ value: JSON) -> Bool {
        let (start, end) = value.withView { ($0.index, Int($0.node.next)) }
        var (low, high) = (0, nodes.count)
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle] < start { low = middle + 1 } else { high = middle }
        }
        return low < nodes.count && nodes[low] < end
    }

    private mutating func objectDiagnostics(_ value: JSON, _ schema: Subschema, path: TemplatePath) -> [Diagnostic] {
        var found: [Diagnostic] = []
        let members = value.members
        let names = Set(members.map(\.name))
        for name in schema.requiredNames.sorted() where !names.contains(name) {
            found.append((path, "missing required \"\(name)\""))
        }
        for (name, member) in members {
            let memberPath = TemplatePath.member(path, name)
            let schemas = schema.memberSchemas(name, spending: &budget)
            if schemas?.isEmpty == true {
                let hint = Suggestion.sentence(for: name, among: schema.memberNames(spending: &budget))
                found.append((memberPath, "unknown property \"\(name)\"\(hint)"))
            } else {
                found += fewestDiagnostics(member, schemas, path: memberPath)
            }
        }
        return found
    }

    /// What stands against a value by that of the schemas which has the least against it; nothing where they are not
    /// known.
    private mutating func fewestDiagnostics(_ value: JSON, _ schemas: [Subschema]?, path: TemplatePath) -> [Diagnostic]
    {
        var fewest: [Diagnostic]?
        for schema in schemas ?? [] {
            let found = diagnostics(value, schema, path: path)
            if found.count < fewest?.count ?? .max { fewest = found }
        }
        return fewest ?? []
    }
}

extension WorkBudget {
    /// What the check of a value against a schema may cost at load, in schemas looked at.
    static func forLoading(_ value: JSON) -> WorkBudget {
        WorkBudget(steps: 2000 + 16 * value.withView { Int($0.node.next) - $0.index })
    }
}
