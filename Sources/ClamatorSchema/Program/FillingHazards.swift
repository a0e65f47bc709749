import ClamatorJSON

/// Whether filling defaults into a value that follows a schema can leave it with one that does not.
///
/// Where nothing of what follows stands in the schema, each object and array is asked about by one rule alone, and what
/// is put into it is declared there and follows its own schema; so the filled value need not be checked. In doubt the
/// answer is yes, which costs a check where something was filled in, and nothing else.
struct FillingHazards {
    private let graph: Graph
    private let rules: [RulePointer]

    /// For each node whether it can be so for a value of it.
    static func nodes(of graph: Graph, rules: [RulePointer]) -> [Bool] {
        let hazards = FillingHazards(graph: graph, rules: rules)
        var budget = WorkBudget(steps: Validator.steps.atLeast + 32 * graph.nodes.count)
        let breaks = rules.map { hazards.canBreak($0) || hazards.isSomeDefaultRefused($0, &budget) }
        return graph.leading(to: breaks) { $0.keyword.looksAtValues }
    }

    private static let containers = JSON.Kind.object.bit | JSON.Kind.array.bit

    private func canBreak(_ rule: RulePointer) -> Bool {
        let rule = rule.pointee
        // Filling changes nothing but objects, and what they stand in.
        if rule.kinds & Self.containers == 0 { return false }
        if let values = rule.values?.pointee.others {
            for index in 0..<values.count where values[index].node.kindBit & Self.containers != 0 { return true }
        }
        var parts = 0
        if let object = rule.object?.pointee {
            parts = 1
            if object.maximumCount < .max || object.propertyNames != nil || object.unevaluated != nil { return true }
            if object.dependents.count > 0 || object.patterns.count > 0 { return true }
        }
        if let array = rule.array?.pointee {
            parts = 1
            if array.isUnique || array.contains != nil || array.unevaluated != nil { return true }
        }
        guard let inPlace = rule.inPlace?.pointee else { return false }
        if inPlace.not != nil || inPlace.condition != nil { return true }
        for index in 0..<inPlace.choices.count {
            let choice = inPlace.choices[index]
            parts += 1
            // A second branch of `oneOf` may come to hold. One that a required member rules out does not.
            if choice.isOne, choice.discriminator == nil, mayBeContainer(choice) { return true }
        }
        return parts + inPlace.all.count > 1
    }

    private func mayBeContainer(_ choice: Choice) -> Bool {
        (0..<choice.branches.count).contains { choice.branches[$0].pointee.kinds & Self.containers != 0 }
    }

    private func isSomeDefaultRefused(_ rule: RulePointer, _ budget: inout WorkBudget) -> Bool {
        guard let defaults = rule.pointee.object?.pointee.defaults else { return false }
        for index in 0..<defaults.count {
            var validator = Validator(defaults[index].value)
            validator.budget = budget
            let holds = validator.check(defaults[index].rule, defaults[index].value.index)
            budget = validator.budget
            if !holds || budget.reached != nil { return true }
        }
        return false
    }
}
