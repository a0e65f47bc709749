/// What a call was answered with.
///
/// Two words, which travel in registers: errors are rare, and kept apart.
public enum Reply: Sendable {
    /// The handler's result, which fits the contract.
    case result(JSON)
    /// An error of the protocol or of the handler.
    indirect case error(RpcError)
}
