import ClamatorJSON

/// A property that has a default, as filling reads it.
///
/// The default leads into a document that the program's graph keeps alive.
struct DefaultRule {
    /// The property, as an index of the object rule's table.
    var nameIndex: Int
    /// A number that all defaults of properties with this name have, and no other.
    var name: Int
    /// The name as a JSON string, and the colon behind it.
    var label: ArenaSlice<UInt8>
    /// The flags of the name's node on a tape.
    var labelFlags: UInt32
    var value: JSONView
    /// Whether a line break may stand in the default's text.
    var mayHaveLineBreaks: Bool
    /// The property's schema.
    var rule: RulePointer

    /// Whether the default may itself lack members that have defaults.
    var isOpen: Bool { rule.pointee.fills && value.isContainer }
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
            let edges = nodes[next].edges.filter(\.keyword.joinsParts)
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

    /// For each node whether a value that it is applied to may be given one of the defaults, in it or further down.
    func nodesThatFill(_ declarations: [Int?]) -> [Bool] {
        let fill = nodes.map { node in
            node.edges.contains { $0.keyword == .properties && declarations[$0.target] != nil }
        }
        return leading(to: fill) { $0.keyword.leadsToDefaults }
    }

    /// The nodes that a value of some nodes can be asked about, those nodes first.
    ///
    /// - Parameters:
    ///   - start: The nodes.
    ///   - isSeen: What is left out, and has what is found added.
    ///   - goes: The ways that are gone.
    /// - Returns: The nodes in the order in which they are found.
    func reachableNodes(
        from start: [Int], except isSeen: inout [Bool], by goes: (Edge) -> Bool = { $0.keyword.looksAtValues }
    ) -> [Int] {
        var found: [Int] = []
        func add(_ node: Int) {
            if isSeen[node] { return }
            isSeen[node] = true
            found.append(node)
        }
        start.forEach(add)
        var next = 0
        while next < found.count {
            for edge in nodes[found[next]].edges where goes(edge) { add(edge.target) }
            next += 1
        }
        return found
    }
}

// MARK: Lowering

extension Lowering {
    /// Gives the rules of objects the defaults of their properties. The rules of all nodes must be there.
    ///
    /// - Parameter declarations: What `defaultDeclarations` says of the graph.
    func addDefaults(_ declarations: [Int?]) {
        let fills = graph.nodesThatFill(declarations)
        var names: [ExactString: Int] = [:]
        for (index, node) in graph.nodes.enumerated() where fills[index] {
            arena.change(rules.pointer(index)) { $0.fills = true }
            guard let object = rules[index].object else { continue }
            var defaults: [DefaultRule] = []
            for (nameIndex, edge) in node.edges(.properties).enumerated() {
                guard let value = declarations[edge.target].flatMap({ graph.nodes[$0][.default] }) else { continue }
                let number = names[edge.name] ?? names.count
                names[edge.name] = number
                let name = JSON(edge.name.string)
                defaults.append(
                    DefaultRule(
                        nameIndex: nameIndex, name: number,
                        label: name.withView { arena.slice(Array($0.rawText) + [UInt8(ascii: ":")]) },
                        labelFlags: name.withView(\.node.flags), value: value.view,
                        mayHaveLineBreaks: value.view.isContainer && value.mayHaveLineBreaks, rule: pointer(edge.target)
                    ))
            }
            let membersFill = node.edges.filter {
                [.properties, .patternProperties, .additionalProperties].contains($0.keyword) && fills[$0.target]
            }
            arena.change(object) { object in
                object.defaults = arena.slice(defaults)
                object.fillsMembers = !membersFill.isEmpty
                object.fillsOthers = membersFill.contains { $0.keyword != .properties }
                for property in defaults where property.nameIndex < 64 {
                    object.defaulted |= 1 << UInt64(property.nameIndex)
                }
            }
        }
    }
}
