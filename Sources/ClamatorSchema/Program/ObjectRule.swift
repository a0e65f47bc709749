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
    /// The required names as bits; beyond the first 64 names `requiredPlaces` says.
    var required: UInt64 = 0 { didSet { expected |= required } }
    var requiredPlaces: ArenaSlice<Int>
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
        /// The member, as a place in the table.
        var trigger: Int
        /// The members that must be there too.
        var required: ArenaSlice<Int>
        /// What the whole object must be.
        var rule: RulePointer?
    }
}

extension ObjectRule {
    /// Whether the name at this place of the table is required.
    func isRequired(_ place: Int) -> Bool {
        if place < 64 { return required & (1 << UInt64(place)) != 0 }
        return (0..<requiredPlaces.count).contains { requiredPlaces[$0] == place }
    }
}

extension Lowering {
    func objectRule(_ node: Graph.Node) -> ObjectRule? {
        let properties = node.edges(.properties)
        var names = properties.map(\.name)
        var places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        func place(_ name: ExactString) -> Int {
            if let known = places[name] { return known }
            places[name] = names.count
            names.append(name)
            return names.count - 1
        }
        let required = (node[.required]?.elements ?? []).compactMap(\.exactString).map(place)
        let dependents = dependents(node, place: place)
        let patterns = node.edges(.patternProperties).compactMap { edge in
            pattern(edge.name).map { (pattern: $0, rule: pointer(edge.target)) }
        }
        var rulesByName = [RulePointer?](repeating: nil, count: names.count)
        for (index, edge) in properties.enumerated() { rulesByName[index] = pointer(edge.target) }
        var rule = ObjectRule(
            names: NameTable.make(names, in: arena), properties: arena.slice(rulesByName),
            requiredPlaces: arena.slice(Array(Set(required)).sorted()), patterns: arena.slice(patterns),
            additional: pointer(node, .additionalProperties), propertyNames: pointer(node, .propertyNames),
            dependents: arena.slice(dependents), unevaluated: pointer(node, .unevaluatedProperties),
            defaults: arena.slice([]))
        rule.hasLongNames = names.contains { $0.utf8.count > 256 }
        rule.isNarrow = names.count <= 64 && !rule.hasLongNames
        for place in required where place < 64 { rule.required |= 1 << UInt64(place) }
        var isEmpty = names.isEmpty && patterns.isEmpty && dependents.isEmpty
        isEmpty = isEmpty && rule.additional == nil && rule.propertyNames == nil && rule.unevaluated == nil
        if let count = node[.minProperties]?.clampedCount, count > 0 { (rule.minimumCount, isEmpty) = (count, false) }
        if let count = node[.maxProperties]?.clampedCount { (rule.maximumCount, isEmpty) = (count, false) }
        return isEmpty ? nil : rule
    }

    private func dependents(_ node: Graph.Node, place: (ExactString) -> Int) -> [ObjectRule.Dependent] {
        var dependents: [ObjectRule.Dependent] = []
        for keyword in [Keyword.dependentRequired, .dependencies] {
            for (name, names) in node[keyword]?.lastMembers ?? [] where names.kind == .array {
                let required = names.elements.compactMap(\.exactString).map(place)
                dependents.append(ObjectRule.Dependent(trigger: place(name), required: arena.slice(required)))
            }
        }
        for edge in node.edges(.dependentSchemas) + node.edges(.dependencies) {
            dependents.append(
                ObjectRule.Dependent(
                    trigger: place(edge.name), required: arena.slice([]), rule: pointer(edge.target)))
        }
        return dependents
    }
}
