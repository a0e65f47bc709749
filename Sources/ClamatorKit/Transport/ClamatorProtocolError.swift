/// A message from the other side that breaks the protocol, or a result that breaks the contract.
public struct ClamatorProtocolError: Error, Sendable, CustomStringConvertible {
    /// How `data.name` of a reply calls it.
    package static let wireName = "ClamatorProtocolError"

    /// What is wrong with it.
    public var message: String

    /// Makes an error.
    public init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { "\(Self.wireName): \(message)" }
}
