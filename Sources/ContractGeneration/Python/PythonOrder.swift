/// The order in which types that are no models are declared: each behind those that it is made of.
struct PythonOrder {
    /// The types; whether one leads back to itself without a model between, so that it is read late.
    private(set) var types: [(type: TypeDeclaration, isLazy: Bool)] = []

    init(_ declarations: [TypeDeclaration], in model: ServiceModel) {
        let own = Set(declarations.map(\.id))
        var edges: [TypeID: [TypeID]] = [:]
        for type in declarations { edges[type.id] = type.parts.filter(own.contains) }
        let lazy = own.filter { Self.reaches($0, edges) }
        types = declarations.filter { lazy.contains($0.id) }.map { ($0, true) }
        var done = lazy
        for type in declarations where !done.contains(type.id) {
            var path = [(id: type.id, next: 0)]
            while let (id, next) = path.last {
                let parts = edges[id] ?? []
                guard next < parts.count else {
                    path.removeLast()
                    if done.insert(id).inserted { types.append((model[id], false)) }
                    continue
                }
                path[path.count - 1].next += 1
                if !done.contains(parts[next]) { path.append((parts[next], 0)) }
            }
        }
    }

    /// Whether a type leads back to itself.
    private static func reaches(_ start: TypeID, _ edges: [TypeID: [TypeID]]) -> Bool {
        var seen: Set<TypeID> = []
        var waiting = edges[start] ?? []
        while let next = waiting.popLast() {
            if next == start { return true }
            if seen.insert(next).inserted { waiting += edges[next] ?? [] }
        }
        return false
    }
}

extension TypeDeclaration {
    /// The types that it is made of.
    fileprivate var parts: [TypeID] {
        switch shape {
        case .alias(let use), .wrapper(let use): use.parts
        case .union(let union): union.branches.flatMap(\.type.parts)
        case .tuple(let tuple): tuple.elements.flatMap(\.type.parts) + (tuple.rest?.type.parts ?? [])
        case .enumeration, .structure: []
        }
    }
}

extension TypeUse {
    fileprivate var parts: [TypeID] {
        switch kind {
        case .declared(let id): [id]
        case .array(let part), .dictionary(let part), .nullable(let part): part.parts
        default: []
        }
    }
}
