import ClamatorJSON
import ClamatorKit

/// Fills the gaps of params for a method that takes them by position alone: what stands behind a gap cannot be sent.
struct PositionalGaps {
    private let method: Contract.Method
    /// A value for each param that some params have.
    private var values: [ExactString: JSON] = [:]

    /// - Parameters:
    ///   - method: The method.
    ///   - valid: Params that it takes, from which the values are that fill gaps.
    init(of method: Contract.Method, from valid: some Sequence<JSON>) {
        self.method = method
        guard isByPosition else { return }
        for params in valid {
            for (name, value) in params.members where values[name] == nil { values[name] = value }
        }
    }

    private var isByPosition: Bool { method.paramStructure == .byPosition }

    /// Params without a gap; nil where they cannot be sent.
    func filled(_ params: JSON) -> JSON? {
        guard isByPosition else { return params }
        let given = Dictionary(params.members.map { ($0.name, $0.value) }) { $1 }
        let positions = method.positions ?? []
        guard let last = positions.lastIndex(where: { given[$0] != nil }) else {
            return given.isEmpty ? params : .none
        }
        let members = positions[...last].compactMap { name in
            (given[name] ?? values[name]).map { (name: name, value: $0) }
        }
        guard members.count == last + 1, given.keys.allSatisfy(positions.contains) else { return .none }
        return method.positionalParams(params) == nil ? JSON(members: members) : params
    }
}
