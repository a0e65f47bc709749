package import ClamatorJSON
import StringFormats

/// Turns the nodes of a graph into rules.
struct Lowering {
    let graph: Graph
    private let resolved: [Int]
    let rules: UnsafeMutablePointer<Rule>
    let arena: Arena
    private let assertsFormats: Bool

    init(
        _ graph: Graph, resolved: [Int], rules: UnsafeMutablePointer<Rule>, arena: Arena, assertsFormats: Bool
    ) {
        self.graph = graph
        self.resolved = resolved
        self.rules = rules
        self.arena = arena
        self.assertsFormats = assertsFormats
    }

    func pointer(_ node: Int) -> RulePointer { RulePointer(rules + resolved[node]) }

    private func pointer(_ node: Graph.Node, _ keyword: Keyword) -> RulePointer? {
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

    // MARK: Values

    private func lowerValues(_ node: Graph.Node, into rule: inout Rule) {
        var values: [JSON]
        switch (node[.enum]?.elements, node[.const]) {
        case (nil, nil): return
        case (let several?, nil): values = several
        case (nil, let one?): values = [one]
        case (let several?, let one?): values = several.filter { $0 == one }
        }
        var kinds: UInt8 = 0
        var strings: [ExactString] = []
        var isNew: Set<ExactString> = []
        var others: [JSONView] = []
        for value in values {
            kinds |= value.kind.bit
            switch value.kind {
            case .null, .true, .false: break
            case .string:
                if let string = value.exactString, isNew.insert(string).inserted { strings.append(string) }
            case .number, .array, .object: value.withView { others.append($0) }
            }
        }
        rule.kinds &= kinds
        let comparable: [JSON.Kind] = [.number, .string, .array, .object]
        rule.checked |= comparable.reduce(0) { $0 | ($1.bit & kinds) }
        var hashes: UnsafePointer<Int>?
        if others.count >= EnumerationHash.fewest {
            let hashed = others.map { (EnumerationHash.of($0), $0) }.sorted { $0.0 < $1.0 }
            others = hashed.map(\.1)
            hashes = arena.flat(hashed.map(\.0)).base
        }
        rule.values = arena.pointer(
            ValuesRule(strings: NameTable.make(strings, in: arena), others: arena.flat(others), hashes: hashes))
    }

    // MARK: Numbers and strings

    private func numberRule(_ node: Graph.Node) -> NumberRule? {
        func tightest(_ keywords: (inclusive: Keyword, exclusive: Keyword), isLower: Bool) -> Bound? {
            let inclusive = node[keywords.inclusive]?.withView { Bound($0, isLower: isLower, isExclusive: false) }
            let exclusive = node[keywords.exclusive]?.withView { Bound($0, isLower: isLower, isExclusive: true) }
            guard let inclusive, let exclusive else { return inclusive ?? exclusive }
            return exclusive.isTighter(than: inclusive) ? exclusive : inclusive
        }
        return NumberRule(
            lower: tightest((.minimum, .exclusiveMinimum), isLower: true),
            upper: tightest((.maximum, .exclusiveMaximum), isLower: false),
            multiple: node[.multipleOf]?.withView { Multiple($0) })
    }

    private func stringRule(_ node: Graph.Node) -> StringRule? {
        var rule = StringRule()
        var isEmpty = true
        if let count = node[.minLength]?.clampedCount, count > 0 { (rule.minimumLength, isEmpty) = (count, false) }
        if let count = node[.maxLength]?.clampedCount { (rule.maximumLength, isEmpty) = (count, false) }
        if let pattern = node[.pattern]?.exactString.flatMap(pattern) { (rule.pattern, isEmpty) = (pattern, false) }
        if let text = textRule(node) { (rule.text, isEmpty) = (text, false) }
        return isEmpty ? nil : rule
    }

    private func textRule(_ node: Graph.Node) -> TextRule? {
        guard node.assertsFormat(assertsFormats) else { return nil }
        var rule = TextRule(format: node[.format]?.string.flatMap(Format.init(rawValue:)))
        if Keyword.contentEncoding.isAssertion(in: node.rules.dialect) {
            rule.content = ContentRule(
                encoding: node[.contentEncoding]?.string, mediaType: node[.contentMediaType]?.string)
        }
        return rule.format == nil && rule.content == nil ? nil : rule
    }

    private func pattern(_ source: ExactString) -> UnsafePointer<PatternRule>? {
        graph.patterns[source].map { arena.pointer(PatternRule($0, arena)) }
    }

    // MARK: Arrays

    private func arrayRule(_ node: Graph.Node) -> ArrayRule? {
        var prefix = node.edges(.prefixItems)
        var items = pointer(node, .items)
        if node.rules.dialect != .draft2020_12, node[.items]?.kind == .array {
            prefix = node.edges(.items)
            items = pointer(node, .additionalItems)
        }
        var rule = ArrayRule(prefix: arena.flat(prefix.map { pointer($0.target) }), items: items)
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

    // MARK: Objects

    private func objectRule(_ node: Graph.Node) -> ObjectRule? {
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
        let rulesByName = arena.reserve(names.count, of: RulePointer?.self)
        rulesByName.initialize(repeating: nil, count: max(names.count, 1))
        for (index, edge) in properties.enumerated() { rulesByName[index] = pointer(edge.target) }
        var rule = ObjectRule(
            names: NameTable.make(names, in: arena), properties: UnsafePointer(rulesByName),
            requiredPlaces: arena.flat(Array(Set(required)).sorted()), patterns: arena.flat(patterns),
            additional: pointer(node, .additionalProperties), propertyNames: pointer(node, .propertyNames),
            dependents: arena.flat(dependents), unevaluated: pointer(node, .unevaluatedProperties),
            defaults: arena.flat([]))
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
                dependents.append(ObjectRule.Dependent(trigger: place(name), required: arena.flat(required)))
            }
        }
        for edge in node.edges(.dependentSchemas) + node.edges(.dependencies) {
            dependents.append(
                ObjectRule.Dependent(
                    trigger: place(edge.name), required: arena.flat([]), rule: pointer(edge.target)))
        }
        return dependents
    }

    // MARK: In place

    private func inPlaceRule(_ node: Graph.Node) -> InPlaceRule? {
        // One that is named twice is checked once.
        var seen: Set<RulePointer> = []
        let all = node.edges.filter(\.keyword.joinsParts).map { pointer($0.target) }
            .filter { seen.insert($0).inserted }
        let choices = [Keyword.anyOf, .oneOf].compactMap { keyword -> Choice? in
            let branches = node.edges(keyword)
            guard !branches.isEmpty else { return nil }
            return Choice(branches: arena.flat(branches.map { pointer($0.target) }), isOne: keyword == .oneOf)
        }
        let rule = InPlaceRule(
            cost: 1 + all.count + choices.reduce(0) { $0 + $1.branches.count }, all: arena.flat(all),
            choices: arena.flat(choices), not: pointer(node, .not),
            condition: pointer(node, .if), then: pointer(node, .then), otherwise: pointer(node, .else))
        return all.isEmpty && choices.isEmpty && rule.not == nil && rule.condition == nil ? nil : rule
    }

    // MARK: Unevaluated

    /// Finds the rules that can stand under an `unevaluated…`. The rules of all nodes must be there.
    func findMarking() {
        var waiting = graph.nodes.indices.filter { index in
            graph.nodes[index].edges.contains {
                $0.keyword == .unevaluatedProperties || $0.keyword == .unevaluatedItems
            }
        }
        var seen = Set(waiting)
        while let next = waiting.popLast() {
            rules[resolved[next]].mayMark = true
            rules[resolved[next]].isPlain = false
            for edge in graph.nodes[next].edges where edge.keyword.isInPlace {
                if seen.insert(edge.target).inserted { waiting.append(edge.target) }
            }
        }
    }

    // MARK: Discriminators

    /// Gives the choices their discriminators, where they have them. The rules of all nodes must be there.
    func findDiscriminators() {
        for index in graph.nodes.indices {
            guard let inPlace = rules[index].inPlace else { continue }
            let choices = UnsafeMutablePointer(mutating: inPlace.pointee.choices.base)
            for place in 0..<inPlace.pointee.choices.count {
                choices[place].discriminator = discriminator(of: choices[place].branches)
            }
        }
    }

    private func discriminator(of branches: Flat<RulePointer>) -> UnsafePointer<Discriminator>? {
        guard branches.count > 1, let first = branches[0].pointee.object?.pointee else { return nil }
        candidates: for candidate in 0..<first.names.pointee.count {
            let name = first.names.pointee.names[candidate]
            var values: [ExactString] = []
            var targets: [RulePointer] = []
            for index in 0..<branches.count {
                guard let own = Self.tags(of: branches[index], named: name) else { continue candidates }
                values += own
                targets += own.map { _ in branches[index] }
            }
            guard Set(values).count == values.count else { continue }
            return arena.pointer(
                Discriminator(
                    name: arena.pointer(name), values: NameTable.make(values, in: arena),
                    branches: arena.flat(targets).base))
        }
        return nil
    }

    /// The strings that alone the rule accepts for the member; nil where it accepts anything else, or its absence.
    private static func tags(of rule: RulePointer, named name: Name) -> [ExactString]? {
        guard rule.pointee.kinds == JSON.Kind.object.bit, let object = rule.pointee.object?.pointee else { return nil }
        let place = NameTable.place(of: name.bytes, length: name.length, in: object.names)
        guard place >= 0, object.isRequired(place), let member = object.properties[place],
            member.pointee.kinds == JSON.Kind.string.bit, let values = member.pointee.values?.pointee
        else { return nil }
        return values.strings.pointee.texts
    }
}

extension ObjectRule {
    /// Whether the name at this place of the table is required.
    func isRequired(_ place: Int) -> Bool {
        if place < 64 { return required & (1 << UInt64(place)) != 0 }
        return (0..<requiredPlaces.count).contains { requiredPlaces[$0] == place }
    }
}

extension Graph.Node {
    /// Whether `format` refuses values here: where the caller wants it, or the meta-schema does (2020-12 Validation §7.2).
    func assertsFormat(_ isWanted: Bool) -> Bool { isWanted || rules.vocabularies.contains(.formatAssertion) }
}

extension JSON.Kind {
    /// A set with this kind alone in it.
    var bit: UInt8 { 1 << rawValue }
}

extension JSON {
    /// The value of a non-negative integer; what does not fit in 64 bits counts as the largest that does.
    package var clampedCount: Int { int ?? .max }
}

extension JSONView {
    /// The same of a number.
    var clampedCount: Int { int ?? .max }
}
