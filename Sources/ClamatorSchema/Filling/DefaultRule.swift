import ClamatorJSON

/// A property that has a default, as filling reads it.
///
/// Raw-pointer code, under the invariants of `Rule`; the default leads into a document that the program's graph keeps
/// alive.
struct DefaultRule {
    /// The property, as a place in the object rule's table.
    var place: Int
    /// A number that all defaults of properties with this name have, and no other.
    var name: Int
    /// The name as a JSON string, and the colon behind it.
    var label: Flat<UInt8>
    var value: JSONView
    /// The property's schema.
    var rule: RulePointer

    /// Whether the default may itself lack members that have defaults.
    var isOpen: Bool { rule.pointee.fills && (value.kind == .object || value.kind == .array) }
}

extension Keyword {
    /// Whether defaults are filled in through the keyword's schemas: where they are for the same value and hold, or for
    /// members and elements that are told from the rest by name or place.
    ///
    /// `contains`, `propertyNames`, `not` and the `unevaluated…` keywords say nothing on what a value should have, and
    /// `dependentSchemas` and `dependencies` ask for something where a member is there.
    var leadsToDefaults: Bool {
        switch self {
        case .properties, .patternProperties, .additionalProperties, .items, .prefixItems, .additionalItems, .allOf,
            .anyOf, .oneOf, .if, .then, .else, .ref, .dynamicRef, .recursiveRef:
            true
        default: false
        }
    }
}

extension Graph {
    /// The default that a schema declares, itself or through a reference or `allOf`; a step of the budget for each of
    /// the schemas that they lead to.
    func defaultValue(of node: Int, spending budget: inout WorkBudget) -> JSON? {
        var seen: Set<Int> = []
        var waiting = [node]
        while let next = waiting.popLast() {
            guard seen.insert(next).inserted else { continue }
            guard next == node || budget.spend(steps: 1) else { return nil }
            if let value = nodes[next][.default] { return value }
            let edges = nodes[next].edges.filter { $0.keyword == .allOf || $0.keyword.isReference }
            waiting += edges.reversed().map(\.target)
        }
        return nil
    }

    /// For each node that which `defaultValue` finds the default in; empty where no node has one.
    var defaultDeclarations: [Int?] {
        guard nodes.contains(where: { $0[.default] != nil }) else { return [] }
        var declarations = [Int?](repeating: nil, count: nodes.count)
        var isDone = [Bool](repeating: false, count: nodes.count)
        for start in nodes.indices where !isDone[start] {
            var stack = [start]
            while let node = stack.last {
                let parts = nodes[node].edges.filter(\.keyword.joinsParts).map(\.target)
                let isOwn = nodes[node][.default] != nil
                let open = !isOwn && !isDone[node] ? parts.filter { !isDone[$0] } : []
                // Schemas for one value do not lead back to themselves, so there is an end to this.
                if !open.isEmpty {
                    stack += open
                    continue
                }
                declarations[node] = isOwn ? node : parts.lazy.compactMap { declarations[$0] }.first
                isDone[node] = true
                stack.removeLast()
            }
        }
        return declarations
    }

    /// For each node what `defaultValue` says of it; empty where no node has a default.
    var defaultValues: [JSON?] { defaultDeclarations.map { $0.flatMap { nodes[$0][.default] } } }

    /// For each node whether a value that it is applied to may be given one of the defaults, in it or further down.
    func nodesThatFill<Default>(_ defaults: [Default?]) -> [Bool] {
        var fills = [Bool](repeating: false, count: nodes.count)
        var sources = [[Int]](repeating: [], count: nodes.count)
        var waiting: [Int] = []
        for (index, node) in nodes.enumerated() {
            for edge in node.edges where edge.keyword.leadsToDefaults { sources[edge.target].append(index) }
            if node.edges.contains(where: { $0.keyword == .properties && defaults[$0.target] != nil }) {
                fills[index] = true
                waiting.append(index)
            }
        }
        while let next = waiting.popLast() {
            for source in sources[next] where !fills[source] {
                fills[source] = true
                waiting.append(source)
            }
        }
        return fills
    }

    /// The nodes by which values may be given defaults that are values of their own: that of the root, members and
    /// elements. What holds beside another schema, or is one of several branches, need not hold alone.
    var nodesOfFilledValues: [Int] {
        let fills = nodesThatFill(defaultDeclarations)
        var isSeen = [Bool](repeating: false, count: nodes.count)
        var isValue = isSeen
        var found = [Graph.root]
        isSeen[Graph.root] = true
        isValue[Graph.root] = true
        var next = 0
        while next < found.count {
            for edge in nodes[found[next]].edges where edge.keyword.leadsToDefaults && fills[edge.target] {
                if !edge.keyword.isInPlace { isValue[edge.target] = true }
                if isSeen[edge.target] { continue }
                isSeen[edge.target] = true
                found.append(edge.target)
            }
            next += 1
        }
        return found.filter { isValue[$0] && fills[$0] }
    }

    /// The nodes that a value of the root can be asked about, the root first.
    var reachableNodes: [Int] {
        var isSeen = [Bool](repeating: false, count: nodes.count)
        isSeen[Graph.root] = true
        var found = [Graph.root]
        var next = 0
        while next < found.count {
            for edge in nodes[found[next]].edges
            where edge.keyword != .defs && edge.keyword != .definitions && !isSeen[edge.target] {
                isSeen[edge.target] = true
                found.append(edge.target)
            }
            next += 1
        }
        return found
    }
}

// MARK: Lowering

extension Lowering {
    /// Gives the rules of objects the defaults of their properties. The rules of all nodes must be there.
    func addDefaults() {
        let values = graph.defaultValues
        if values.isEmpty { return }
        let fills = graph.nodesThatFill(values)
        var names: [ExactString: Int] = [:]
        for (index, node) in graph.nodes.enumerated() where fills[index] {
            rules[index].fills = true
            guard let object = rules[index].object else { continue }
            var defaults: [DefaultRule] = []
            for (place, edge) in node.edges(.properties).enumerated() {
                guard let value = values[edge.target] else { continue }
                let number = names[edge.name] ?? names.count
                names[edge.name] = number
                var writer = JSONWriter()
                writer.name(edge.name.string)
                let label = writer.withBytes { arena.flat(Array($0)) }
                defaults.append(
                    DefaultRule(
                        place: place, name: number, label: label, value: value.view, rule: pointer(edge.target)))
            }
            let mutable = UnsafeMutablePointer(mutating: object)
            mutable.pointee.defaults = arena.flat(defaults)
            let membersFill = node.edges.filter {
                [.properties, .patternProperties, .additionalProperties].contains($0.keyword) && fills[$0.target]
            }
            mutable.pointee.fillsMembers = !membersFill.isEmpty
            mutable.pointee.fillsOthers = membersFill.contains { $0.keyword != .properties }
            for property in defaults where property.place < 64 {
                mutable.pointee.defaulted |= 1 << UInt64(property.place)
            }
        }
    }
}
