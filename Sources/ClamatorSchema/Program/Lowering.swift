package import ClamatorJSON

/// Turns the nodes of a graph into rules; what a family of keywords asks for is beside its rule.
struct Lowering {
    let graph: Graph
    let resolved: [Int]
    let rules: ArenaSlice<Rule>
    let arena: Arena
    let assertsFormats: Bool

    init(
        _ graph: Graph, resolved: [Int], rules: ArenaSlice<Rule>, arena: Arena, assertsFormats: Bool
    ) {
        self.graph = graph
        self.resolved = resolved
        self.rules = rules
        self.arena = arena
        self.assertsFormats = assertsFormats
    }

    func pointer(_ node: Int) -> RulePointer { rules.pointer(resolved[node]) }

    func pointer(_ node: Graph.Node, _ keyword: Keyword) -> RulePointer? {
        node.target(keyword).map(pointer)
    }

    func rule(for index: Int) -> Rule {
        let node = graph.nodes[index]
        var rule = Rule()
        if let bool = node.source.bool {
            rule.kinds = bool ? Rule.allKinds : 0
            return rule
        }
        if let type = node[.type] {
            let types = TypeSet(keyword: type)
            rule.kinds = types.kinds
            if types.contains(.integer) && !types.contains(.number) {
                rule.isIntegerOnly = true
                rule.checked |= JSON.Kind.number.bit
            }
        }
        let families = node.keywords.reduce(into: Keyword.Families()) { $0.formUnion($1.keyword.row.families) }
        if families.contains(.values) { lowerValues(node, into: &rule) }
        if families.contains(.numbers), let number = numberRule(node) {
            rule.number = arena.pointer(number)
            rule.checked |= JSON.Kind.number.bit
        }
        if families.contains(.strings), let string = stringRule(node) {
            rule.string = arena.pointer(string)
            rule.checked |= JSON.Kind.string.bit
        }
        if families.contains(.arrays), let array = arrayRule(node) {
            rule.array = arena.pointer(array)
            rule.checked |= JSON.Kind.array.bit
        }
        if families.contains(.objects), let object = objectRule(node) {
            rule.object = arena.pointer(object)
            rule.checked |= JSON.Kind.object.bit
        }
        if !families.isDisjoint(with: [.inPlace, .references]), let inPlace = inPlaceRule(node) {
            rule.inPlace = arena.pointer(inPlace)
            rule.checked = Rule.allKinds
        }
        rule.isPlain = rule.values == nil && rule.inPlace == nil
        return rule
    }

    func pattern(_ source: ExactString) -> ArenaPointer<PatternRule>? {
        graph.patterns[source].map { arena.pointer(PatternRule($0, arena)) }
    }
}

extension JSON.Kind {
    /// A set with this kind alone in it.
    var bit: UInt8 { 1 << rawValue }
}

extension JSON {
    /// The value of a non-negative integer, at most 2⁶⁰: nothing is that long, and bounds may be added to and doubled.
    package var clampedCount: Int { min(int ?? .max, 1 << 60) }
}

extension JSONView {
    /// The same of a number.
    var clampedCount: Int { min(int ?? .max, 1 << 60) }
}
