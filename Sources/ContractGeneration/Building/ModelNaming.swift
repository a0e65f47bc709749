import ClamatorJSON

/// Names what is in a model, and settles which type is declared in which.
struct ModelNaming {
    let policy: any NamingPolicy
    /// What the service's types are named after.
    let service: String

    // MARK: Types

    /// Names types and what is in them.
    ///
    /// - Parameters:
    ///   - types: The types.
    ///   - first: Those that are named before others, so that these give way.
    /// - Returns: The same with names.
    func named(_ types: [TypeDeclaration], first: [TypeID]) -> [TypeDeclaration] {
        var types = types
        var scopes: [TypeID?: NameScope] = [
            nil: NameScope(policy, taken: [service] + policy.namesBesideTypes(ofServiceNamed: service))
        ]
        let isFirst = Set(first)
        for id in first + types.map(\.id).filter({ !isFirst.contains($0) }) {
            let (owner, words) = home(of: id, in: types)
            let name = scopes[owner]?.name(words, as: .type) ?? ""
            types[id.index].owner = owner
            types[id.index].name = name
            scopes[id] = NameScope(policy, taken: names(around: id, in: types))
        }
        for index in types.indices { types[index].shape = named(types[index].shape) }
        return types
    }

    /// The type that one is declared in, and the words that name it there. What an alias is made of stands beside it,
    /// with the alias's name in its own.
    private func home(of id: TypeID, in types: [TypeDeclaration]) -> (owner: TypeID?, words: [ExactString]) {
        var words = types[id.index].words
        var parent = types[id.index].parent
        while let next = parent {
            if policy.nestsTypes, types[next.index].holdsTypes { return (next, words.isEmpty ? ["value"] : words) }
            // Its name is settled: an owner stands before what it owns.
            words = [ExactString(types[next.index].name)] + (words.isEmpty ? ["value"] : words)
            parent = types[next.index].owner
            if !policy.nestsTypes { return (nil, words) }
        }
        return (nil, words)
    }

    /// The names that no type may have inside of a type: its own and those around it.
    private func names(around id: TypeID, in types: [TypeDeclaration]) -> [String] {
        var names = [service]
        var next: TypeID? = id
        while let id = next {
            names.append(types[id.index].name)
            next = types[id.index].owner
        }
        return names
    }

    // MARK: What is in them

    private func named(_ shape: TypeDeclaration.Shape) -> TypeDeclaration.Shape {
        var scope = NameScope(policy)
        switch shape {
        case .structure(var structure):
            for index in structure.members.indices {
                structure.members[index].name = scope.name([structure.members[index].wireName], as: .member)
            }
            structure.additional?.name = scope.name(["additional"], as: .member)
            return .structure(structure)
        case .tuple(var tuple):
            for index in tuple.elements.indices {
                tuple.elements[index].name = scope.name([tuple.elements[index].text], as: .member)
            }
            tuple.rest?.name = scope.name(["rest"], as: .member)
            return .tuple(tuple)
        case .enumeration(var enumeration):
            if enumeration.otherName != nil { enumeration.otherName = scope.name(["other"], as: .enumerationCase) }
            for index in enumeration.cases.indices {
                enumeration.cases[index].name = scope.name([enumeration.cases[index].text], as: .enumerationCase)
            }
            return .enumeration(enumeration)
        case .union(var union):
            for index in union.branches.indices {
                union.branches[index].name = scope.name([union.branches[index].text], as: .unionCase)
            }
            return .union(union)
        case .alias, .wrapper: return shape
        }
    }
}

extension TypeDeclaration {
    /// Whether other types can be declared in it.
    fileprivate var holdsTypes: Bool {
        if case .alias = shape { return false }
        return true
    }
}
