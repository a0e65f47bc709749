import ClamatorJSON

/// What is asked of arrays.
struct ArrayRule {
    var minimumCount = 0
    var maximumCount = Int.max
    /// For the first elements, one each.
    var prefix: ArenaSlice<RulePointer>
    /// For the elements behind those.
    var items: RulePointer?
    var isUnique = false
    var contains: RulePointer?
    var minimumContains = 1
    var maximumContains = Int.max
    /// Whether an element that `contains` accepts counts as evaluated: since 2020-12.
    var containsEvaluates = false
    var unevaluated: RulePointer?
}

extension Lowering {
    func arrayRule(_ node: Graph.Node) -> ArrayRule? {
        var prefix = node.edges(.prefixItems)
        var items = pointer(node, .items)
        if node.rules.dialect != .draft2020_12, node[.items]?.kind == .array {
            prefix = node.edges(.items)
            items = pointer(node, .additionalItems)
        }
        var rule = ArrayRule(prefix: arena.slice(prefix.map { pointer($0.target) }), items: items)
        var isEmpty = prefix.isEmpty && items == nil
        if let count = node[.minItems]?.clampedCount, count > 0 { (rule.minimumCount, isEmpty) = (count, false) }
        if let count = node[.maxItems]?.clampedCount { (rule.maximumCount, isEmpty) = (count, false) }
        if node[.uniqueItems]?.bool == true { (rule.isUnique, isEmpty) = (true, false) }
        if let contains = pointer(node, .contains) {
            (rule.contains, isEmpty) = (contains, false)
            rule.minimumContains = node[.minContains]?.clampedCount ?? 1
            rule.maximumContains = node[.maxContains]?.clampedCount ?? .max
            rule.containsEvaluates = node.rules.dialect == .draft2020_12
        }
        if let unevaluated = pointer(node, .unevaluatedItems) { (rule.unevaluated, isEmpty) = (unevaluated, false) }
        return isEmpty ? nil : rule
    }
}
