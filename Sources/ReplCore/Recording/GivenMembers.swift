internal import ClamatorKit

/// Which members some values have, at every depth.
struct GivenMembers {
    private var members: [ExactString: GivenMembers] = [:]
    /// Those of the elements of arrays, taken together; none or one.
    private var elements: [GivenMembers] = []

    /// Adds the members of a value.
    mutating func add(_ value: JSON) {
        switch value.kind {
        case .object:
            for (name, member) in value.lastMembers { members[name, default: GivenMembers()].add(member) }
        case .array:
            if elements.isEmpty { elements = [GivenMembers()] }
            for element in value.elements { elements[0].add(element) }
        default: break
        }
    }

    /// A value with no other members than these.
    func part(of value: JSON) -> JSON {
        switch value.kind {
        case .object:
            JSON(
                members: value.lastMembers.compactMap { name, member in
                    members[name].map { (name, $0.part(of: member)) }
                })
        case .array: JSON(value.elements.map { element in elements.first?.part(of: element) ?? element })
        default: value
        }
    }
}
