internal import ClamatorKit

/// Params that grow by `a.b=1`, members in the order in which they were first given. No path is set twice.
struct ParamsTree {
    private enum Node {
        case value(JSON)
        case object(ParamsTree)
    }

    private var members: [(name: ExactString, node: Node)] = []
    private var indices: [ExactString: Int] = [:]

    mutating func set(_ value: JSON, at path: ArraySlice<ExactString>) {
        guard let name = path.first else { return }
        let index = indices[name] ?? members.count
        if index == members.count {
            indices[name] = index
            members.append((name, .value(value)))
        }
        guard path.count > 1 else { return members[index].node = .value(value) }
        var inner = ParamsTree()
        if case .object(let tree) = members[index].node { inner = tree }
        // As long as the tree has two owners, a change would copy all of it.
        members[index].node = .value(value)
        inner.set(value, at: path.dropFirst())
        members[index].node = .object(inner)
    }

    var json: JSON {
        JSON(
            members: members.map { name, node -> (name: ExactString, value: JSON) in
                switch node {
                case .value(let value): (name, value)
                case .object(let tree): (name, tree.json)
                }
            })
    }
}
