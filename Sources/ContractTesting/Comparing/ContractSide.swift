/// Which of the two contracts that are compared.
package enum ContractSide: String, Sendable {
    /// The one that callers and servers know.
    case old
    /// The one that is to replace it.
    case new

    var other: ContractSide { self == .old ? .new : .old }
}
