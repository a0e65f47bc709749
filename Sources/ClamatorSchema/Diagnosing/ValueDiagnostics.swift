import ClamatorJSON

/// Values in a schema that the schema itself refuses.
extension SchemaDiagnostics {
    mutating func checkValues(of node: Graph.Node, _ index: Int) {
        if let examples = node[.examples], examples.kind != .array {
            report("expected an array of examples, got \(Wording.value(examples))", at: node, ["examples"])
        }
        for (position, value) in (node[.examples]?.elements ?? []).enumerated() {
            if let reason = reason(against: value, index) {
                report("the example breaks its schema\(reason)", at: node, ["examples", ExactString(position)])
            }
        }
        guard let type = node[.type] else { return }
        let types = TypeSet(keyword: type)
        if let value = node[.const], types.isDisjoint(with: TypeSet(of: value)) {
            report("\(misfit(value, types)), so nothing is accepted", at: node, ["const"])
        }
        for (position, value) in (node[.enum]?.elements ?? []).enumerated() {
            guard budget.spend(steps: 1) else { return }
            if types.isDisjoint(with: TypeSet(of: value)) {
                report(
                    "\(misfit(value, types)), so it is never accepted", at: node,
                    ["enum", ExactString(position)]
                )
            }
        }
    }

    private func misfit(_ value: JSON, _ types: TypeSet) -> String {
        "\(Wording.rawText(value)) is not of type \(types.names.joined(separator: " or "))"
    }

    /// How a node refuses a value, for the end of a sentence; nil where it takes it, or the budget does not last.
    private mutating func reason(against value: JSON, _ index: Int) -> String? {
        guard value.withView({ program.verdict(index, $0, spending: &budget) }) == .invalid else { return nil }
        guard let unit = Explainer.explain(program, value, from: index, spending: &budget).first else { return "" }
        let location = unit.instanceLocation.tokens.isEmpty ? "" : " at \(unit.instanceLocation)"
        return "\(location): \(unit.error)"
    }
}
