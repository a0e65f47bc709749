import ClamatorJSON

/// The schemas for the same value.
struct InPlaceRule {
    /// What it costs at least: each of its rules is looked at.
    var cost: Int
    /// `allOf` and the references: all must hold.
    var all: ArenaSlice<RulePointer>
    /// `anyOf` and `oneOf`.
    var choices: ArenaSlice<Choice>
    var not: RulePointer?
    var condition: RulePointer?
    var then: RulePointer?
    var otherwise: RulePointer?
}

/// `anyOf` or `oneOf`.
struct Choice {
    var branches: ArenaSlice<RulePointer>
    /// Whether exactly one branch may hold.
    var isOne: Bool
    /// The member whose value tells which branch alone can hold; nil where there is no such member.
    var discriminator: ArenaPointer<Discriminator>?
}

extension Lowering {
    func inPlaceRule(_ node: Graph.Node) -> InPlaceRule? {
        // One that is named twice is checked once.
        var seen: Set<RulePointer> = []
        let all = node.edges.filter(\.keyword.joinsParts).map { pointer($0.target) }
            .filter { seen.insert($0).inserted }
        let choices = [Keyword.anyOf, .oneOf].compactMap { keyword -> Choice? in
            let branches = node.edges(keyword)
            guard !branches.isEmpty else { return nil }
            return Choice(branches: arena.slice(branches.map { pointer($0.target) }), isOne: keyword == .oneOf)
        }
        let rule = InPlaceRule(
            cost: 1 + all.count + choices.reduce(0) { $0 + $1.branches.count }, all: arena.slice(all),
            choices: arena.slice(choices), not: pointer(node, .not),
            condition: pointer(node, .if), then: pointer(node, .then), otherwise: pointer(node, .else))
        return all.isEmpty && choices.isEmpty && rule.not == nil && rule.condition == nil ? nil : rule
    }
}
