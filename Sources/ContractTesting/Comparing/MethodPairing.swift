import ClamatorJSON
import ClamatorKit

/// A method and the contract that it stands in.
struct ServiceMethod: Sendable {
    let service: String
    let method: Contract.Method

    /// What it is called on the wire.
    var fullName: String { method.fullName(in: service) }
    /// What it is called in contracts.
    var ownName: String { "\(service).\(method.name)" }
}

/// Which methods of two sets of contracts are the same.
///
/// A method is the one of the same name on the wire, else the one of the same name in its contract.
struct MethodPairing {
    private(set) var pairs: [(old: ServiceMethod, new: ServiceMethod)] = []
    private(set) var removed: [ServiceMethod] = []
    private(set) var added: [ServiceMethod] = []

    init(_ old: [Contract], _ new: [Contract]) {
        let before = Self.methods(of: old)
        let after = Self.methods(of: new)
        let byFullName = Dictionary(after.indices.map { (ExactString(after[$0].fullName), $0) }) { first, _ in first }
        let byOwnName = Dictionary(after.indices.map { (ExactString(after[$0].ownName), $0) }) { first, _ in first }
        var partners = before.map { byFullName[ExactString($0.fullName)] }
        var taken = Set(partners.compactMap(\.self))
        for index in before.indices where partners[index] == nil {
            guard let partner = byOwnName[ExactString(before[index].ownName)], taken.insert(partner).inserted else {
                continue
            }
            partners[index] = partner
        }
        for (method, partner) in zip(before, partners) {
            if let partner { pairs.append((method, after[partner])) } else { removed.append(method) }
        }
        added = after.indices.filter { !taken.contains($0) }.map { after[$0] }
    }

    private static func methods(of contracts: [Contract]) -> [ServiceMethod] {
        contracts.flatMap { contract in
            contract.methods.map { ServiceMethod(service: contract.service, method: $0) }
        }
    }
}
