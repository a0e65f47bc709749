/// Finds the types whose values would hold values of the same type without an array or an object between, and aliases
/// that lead back to themselves: languages need help with both.
struct Recursion {
    private var types: [TypeDeclaration]

    /// Marks them.
    ///
    /// - Parameter types: The types.
    /// - Returns: The same with marks.
    static func marked(_ types: [TypeDeclaration]) -> [TypeDeclaration] {
        var recursion = Recursion(types: types)
        recursion.markAliases()
        recursion.markUnions()
        recursion.markMembers()
        return recursion.types
    }

    private init(types: [TypeDeclaration]) { self.types = types }

    /// An alias that reaches itself by aliases alone, through whatever else, becomes a type of its own.
    private mutating func markAliases() {
        let groups = components { declaration in
            guard case .alias(let use) = declaration.shape else { return [] }
            return Self.ids(in: use, throughLists: true)
        }
        for (index, declaration) in types.enumerated() {
            guard case .alias(let use) = declaration.shape,
                Self.ids(in: use, throughLists: true).contains(where: { groups[$0.index] == groups[index] })
            else { continue }
            types[index].shape = .wrapper(use)
        }
    }

    private mutating func markUnions() {
        let groups = components(Self.parts)
        for (index, declaration) in types.enumerated() {
            guard case .union(var union) = declaration.shape,
                Self.parts(of: declaration).contains(where: { groups[$0.index] == groups[index] })
            else { continue }
            union.isRecursive = true
            types[index].shape = .union(union)
        }
    }

    /// A union that is marked holds its values elsewhere, so no other need be marked for the ways through it.
    private mutating func markMembers() {
        let groups = components { declaration in
            if case .union(let union) = declaration.shape, union.isRecursive { return [] }
            return Self.parts(of: declaration)
        }
        func leadsBack(_ use: TypeUse, _ index: Int) -> Bool {
            Self.ids(in: use, throughLists: false).contains { groups[$0.index] == groups[index] }
        }
        for index in types.indices {
            switch types[index].shape {
            case .structure(var structure):
                for position in structure.members.indices {
                    structure.members[position].isRecursive = leadsBack(structure.members[position].type, index)
                }
                types[index].shape = .structure(structure)
            case .tuple(var tuple):
                for position in tuple.elements.indices {
                    tuple.elements[position].isRecursive = leadsBack(tuple.elements[position].type, index)
                }
                types[index].shape = .tuple(tuple)
            default: break
            }
        }
    }

    /// The types whose values a value of a type holds without an array or an object between.
    private static func parts(of declaration: TypeDeclaration) -> [TypeID] {
        switch declaration.shape {
        case .structure(let structure):
            structure.members.filter { $0.constant == nil }.flatMap { ids(in: $0.type, throughLists: false) }
        case .tuple(let tuple): tuple.elements.flatMap { ids(in: $0.type, throughLists: false) }
        case .union(let union): union.branches.flatMap { ids(in: $0.type, throughLists: false) }
        case .alias(let use), .wrapper(let use): ids(in: use, throughLists: false)
        case .enumeration: []
        }
    }

    private static func ids(in use: TypeUse, throughLists: Bool) -> [TypeID] {
        switch use.kind {
        case .declared(let id): [id]
        case .nullable(let value): ids(in: value, throughLists: throughLists)
        case .array(let element), .dictionary(let element):
            throughLists ? ids(in: element, throughLists: true) : []
        default: []
        }
    }

    /// For each type the number of the group of types that reach each other by some steps; a type that reaches none of
    /// those that reach it is a group of its own (Tarjan's algorithm, without recursion).
    private func components(_ steps: (TypeDeclaration) -> [TypeID]) -> [Int] {
        let edges = types.map { steps($0).map(\.index) }
        var order = [Int](repeating: -1, count: types.count)
        var low = order
        var group = order
        var stack: [Int] = []
        var next = 0
        var groups = 0
        for start in types.indices where order[start] < 0 {
            var path: [(node: Int, edge: Int)] = [(start, 0)]
            while let (node, edge) = path.last {
                if edge == 0 {
                    (order[node], low[node]) = (next, next)
                    next += 1
                    stack.append(node)
                }
                if edge < edges[node].count {
                    path[path.count - 1].edge += 1
                    let target = edges[node][edge]
                    if order[target] < 0 {
                        path.append((target, 0))
                    } else if group[target] < 0 {
                        low[node] = min(low[node], order[target])
                    }
                    continue
                }
                path.removeLast()
                if let before = path.last?.node { low[before] = min(low[before], low[node]) }
                guard low[node] == order[node] else { continue }
                while let member = stack.popLast() {
                    group[member] = groups
                    if member == node { break }
                }
                groups += 1
            }
        }
        return group
    }
}
