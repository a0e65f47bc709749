import ClamatorJSON
import ClamatorSchema
import ValueGeneration

/// Looks for values that disprove a claim where none was found by the keywords that differ: values that try out the one
/// schema at the paths and bounds of the other.
struct WitnessTrials {
    private let schema: Subschema
    private let root: Pair
    private static let turns = 3
    /// What the trials may cost: they do not spend from the comparison's budget by themselves.
    private static let stepsOfTurn = 2_000_000
    /// What a turn may cost of itself where something is sure to break.
    private static let fewSteps = 800_000

    /// - Parameters:
    ///   - schema: What the values follow.
    ///   - root: The claim about it.
    init(of schema: Subschema, _ root: Pair) {
        self.schema = schema
        self.root = root
    }

    /// Gives differences their witnesses, as far as some are found; where none has one, adds a difference that has.
    func complete(_ differences: inout [SchemaDifference], _ comparer: inout SchemaComparer) {
        var checker = RuleChecker(root.target)
        // Where something is sure to break, the rest is worth less: one turn, and none where the same keywords were
        // tried in vain as part of another method's schemas.
        let isBroken = differences.contains { $0.witness != nil }
        let open = Set(differences.filter { $0.witness == nil }.map { TriedKeyword($0, root.conjunction.side) })
        if isBroken, open.isSubset(of: comparer.triedInVain) { return }
        let turns = isBroken ? 1 : Self.turns
        var trials = SchemaTrials(
            of: schema, watching: [root.target], seed: 0,
            stepsOfTurn: isBroken ? Self.fewSteps : SchemaTrials.stepsOfTurn)
        defer {
            for difference in differences where difference.witness == nil {
                comparer.triedInVain.insert(TriedKeyword(difference, root.conjunction.side))
            }
        }
        for turn in 0..<turns {
            guard differences.contains(where: { $0.witness == nil }), comparer.budget.spend(steps: Self.stepsOfTurn)
            else { return }
            for trial in trials.turn(turn).valid where root.isDisproved(by: trial.value, &comparer) {
                let rules = checker.rules(brokenBy: trial.value, spending: &comparer.budget) ?? []
                note(trial.value, rules, &differences)
            }
        }
    }

    private func note(_ value: JSON, _ rules: [BrokenRule], _ differences: inout [SchemaDifference]) {
        for index in differences.indices where differences[index].witness == nil {
            let difference = differences[index]
            let isOfRule = rules.contains { rule in
                rule.keyword == difference.keyword && rule.path == difference.path
                    && (difference.name == nil || rule.name == nil || rule.name == difference.name)
            }
            if isOfRule { differences[index].witness = value }
        }
        // A value that is refused for a reason that was not looked for shows at least that.
        if differences.allSatisfy({ $0.witness == nil }), let rule = rules.first {
            differences.append(
                SchemaDifference(
                    path: rule.path, keyword: rule.keyword, part: root.target, name: rule.name, witness: value))
        }
    }
}

/// A keyword that some values must break, wherever it stands: methods may have a type each, with the same text.
struct TriedKeyword: Hashable {
    /// The side whose values must break it.
    private let side: ContractSide
    private let path: JSONPointer
    private let source: JSON
    private let keyword: Keyword
    private let name: ExactString?

    init(_ difference: SchemaDifference, _ side: ContractSide) {
        self.side = side
        path = difference.path
        source = difference.part.source
        keyword = difference.keyword
        name = difference.name
    }
}
