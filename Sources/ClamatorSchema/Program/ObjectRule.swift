import ClamatorJSON

/// What is asked of objects.
struct ObjectRule {
    var minimumCount = 0
    var maximumCount = Int.max
    /// The names that any keyword speaks of; those of `properties` first, in the order of the text.
    var names: ArenaPointer<NameTable>
    /// Whether there are no more names than a word has bits, all of them short.
    var isNarrow = true
    /// Whether some name is long, so that it takes time to look at it.
    var hasLongNames = false
    /// For each name of the table what its value must be; nil where `properties` does not speak of it.
    var properties: ArenaSlice<RulePointer?>
    /// The required names as bits; beyond the first 64 names `requiredIndices` says.
    var required: UInt64 = 0 { didSet { expected |= required } }
    var requiredIndices: ArenaSlice<Int>
    var patterns: ArenaSlice<(pattern: ArenaPointer<PatternRule>, rule: RulePointer)>
    /// For members that neither `properties` nor `patternProperties` speaks of.
    var additional: RulePointer?
    var propertyNames: RulePointer?
    var dependents: ArenaSlice<Dependent>
    var unevaluated: RulePointer?
    /// The properties that have defaults, in the order of the text.
    var defaults: ArenaSlice<DefaultRule>
    /// The same as bits; beyond the first 64 names `defaults` says.
    var defaulted: UInt64 = 0 { didSet { expected |= defaulted } }
    /// The names that are required or have defaults, as bits: in most values no other question is asked of them.
    private(set) var expected: UInt64 = 0
    /// Whether members may lack something.
    var fillsMembers = false
    /// Whether such members may that `properties` does not speak of.
    var fillsOthers = false

    /// What a member's presence demands.
    struct Dependent {
        /// The member, as an index of the table.
        var trigger: Int
        /// The members that must be there too.
        var required: ArenaSlice<Int>
        /// What the whole object must be.
        var rule: RulePointer?
    }
}

extension ObjectRule {
    /// Whether the name at this index of the table is required.
    func isRequired(_ nameIndex: Int) -> Bool {
        if nameIndex < 64 { return required & (1 << UInt64(nameIndex)) != 0 }
        return (0..<requiredIndices.count).contains { requiredIndices[$0] == nameIndex }
    }
}

extension Lowering {
    func objectRule(_ node: Graph.Node) -> ObjectRule? {
        let properties = node.edges(.properties)
        var names = properties.map(\.name)
        var indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        func nameIndex(_ name: ExactString) -> Int {
            if let known = indices[name] { return known }
            indices[name] = names.count
            names.append(name)
            return names.count - 1
        }
        let required = (node[.required]?.elements ?? []).compactMap(\.exactString).map(nameIndex)
        let dependents = dependents(node, nameIndex: nameIndex)
        let patterns = node.edges(.patternProperties).compactMap { edge in
            pattern(edge.name).map { (pattern: $0, rule: pointer(edge.target)) }
        }
        var rulesByName = [RulePointer?](repeating: nil, count: names.count)
        for (index, edge) in properties.enumerated() { rulesByName[index] = pointer(edge.target) }
        var rule = ObjectRule(
            names: NameTable.make(names, in: arena), properties: arena.slice(rulesByName),
            requiredIndices: arena.slice(Array(Set(required)).sorted()), patterns: arena.slice(patterns),
            additional: pointer(node, .additionalProperties), propertyNames: pointer(node, .propertyNames),
            dependents: arena.slice(dependents), unevaluated: pointer(node, .unevaluatedProperties),
            defaults: arena.slice([]))
        rule.hasLongNames = names.contains { $0.utf8.count > 256 }
        rule.isNarrow = names.count <= 64 && !rule.hasLongNames
        for nameIndex in required where nameIndex < 64 { rule.required |= 1 << UInt64(nameIndex) }
        var isEmpty = names.isEmpty && patterns.isEmpty && dependents.isEmpty
        isEmpty = isEmpty && rule.additional == nil && rule.propertyNames == nil && rule.unevaluated == nil
        if let count = node[.minProperties]?.clampedCount, count > 0 { (rule.minimumCount, isEmpty) = (count, false) }
        if let count = node[.maxProperties]?.clampedCount { (rule.maximumCount, isEmpty) = (count, false) }
        return isEmpty ? nil : rule
    }

    private func dependents(_ node: Graph.Node, nameIndex: (ExactString) -> Int) -> [ObjectRule.Dependent] {
        var dependents: [ObjectRule.Dependent] = []
        for keyword in [Keyword.dependentRequired, .dependencies] {
            for (name, names) in node[keyword]?.lastMembers ?? [] where names.kind == .array {
                let required = names.elements.compactMap(\.exactString).map(nameIndex)
                dependents.append(ObjectRule.Dependent(trigger: nameIndex(name), required: arena.slice(required)))
            }
        }
        for edge in node.edges(.dependentSchemas) + node.edges(.dependencies) {
            dependents.append(
                ObjectRule.Dependent(
                    trigger: nameIndex(edge.name), required: arena.slice([]), rule: pointer(edge.target)))
        }
        return dependents
    }
}
