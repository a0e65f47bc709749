import ClamatorKit

/// Finds what of a result with expressions can never fit its schema: the literal parts, and the expressions' types.
///
/// A schema can lead in more ways than can be followed; where the budget is used up, the rest is left to the calls.
struct TemplateCheck {
    /// Something that cannot fit, and the path to it.
    typealias Misfit = (path: TemplatePath, message: String)

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
    mutating func misfits(_ value: JSON, _ schema: Subschema) -> [Misfit] { misfits(value, schema, path: .root) }

    private mutating func misfits(_ value: JSON, _ schema: Subschema, path: TemplatePath) -> [Misfit] {
        guard budget.spend(steps: 1) else { return [] }
        if let types = expressions[value.view.index] {
            guard types.isDisjoint(with: schema.types) else { return [] }
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
            return objectMisfits(value, schema, path: path)
        case .array:
            guard schema.types.contains(.array) else { return [(path, "expected \(schema.types.words), got an array")] }
            var found: [Misfit] = []
            for (index, element) in value.elements.enumerated() {
                let place = TemplatePath.element(path, index)
                let schemas = schema.elementSchemas(index)
                if schemas?.isEmpty == true {
                    found.append((place, "unexpected element \(index)"))
                } else {
                    found += fewestMisfits(element, schemas, path: place)
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

    private mutating func objectMisfits(_ value: JSON, _ schema: Subschema, path: TemplatePath) -> [Misfit] {
        var found: [Misfit] = []
        let members = value.members
        let names = Set(members.map(\.name))
        for name in schema.requiredNames.sorted() where !names.contains(name) {
            found.append((path, "missing required \"\(name)\""))
        }
        for (name, member) in members {
            let place = TemplatePath.member(path, name)
            let schemas = schema.memberSchemas(name, spending: &budget)
            if schemas?.isEmpty == true {
                let hint = Suggestion.sentence(for: name, among: schema.memberNames(spending: &budget))
                found.append((place, "unknown property \"\(name)\"\(hint)"))
            } else {
                found += fewestMisfits(member, schemas, path: place)
            }
        }
        return found
    }

    /// What stands against a value by that of the schemas which has the least against it; nothing where they are not known.
    private mutating func fewestMisfits(_ value: JSON, _ schemas: [Subschema]?, path: TemplatePath) -> [Misfit] {
        var fewest: [Misfit]?
        for schema in schemas ?? [] {
            let found = misfits(value, schema, path: path)
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
