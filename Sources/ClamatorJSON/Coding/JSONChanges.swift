extension JSON {
    /// Gives a member of an object a value: in its position, or behind the others if it has no member of this name.
    /// What is no object becomes one with this member.
    ///
    /// - Parameters:
    ///   - name: The member's name.
    ///   - value: Its value.
    public mutating func set(_ name: ExactString, to value: JSON) {
        self = merging(JSON(members: [(name: name, value: value)]))
    }

    /// Takes a member out of an object. What is no object stays as it is.
    ///
    /// - Parameter name: The member's name.
    public mutating func remove(_ name: ExactString) {
        guard kind == .object else { return }
        self = JSON(members: members.filter { $0.name != name })
    }

    /// An object with the members of this one and of another: of a name that both have, the other's value in this one's
    /// position. Of a repeated name the last counts. What is no object has no members.
    ///
    /// - Parameter other: The other object.
    /// - Returns: The object.
    public func merging(_ other: JSON) -> JSON {
        let added = other.lastMembers
        let values = Dictionary(added.map { ($0.name, $0.value) }) { $1 }
        let kept = lastMembers
        let names = Set(kept.map(\.name))
        return JSON(
            members: kept.map { (name: $0.name, value: values[$0.name] ?? $0.value) }
                + added.filter { !names.contains($0.name) })
    }
}
