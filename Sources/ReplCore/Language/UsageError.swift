/// Something typed that makes no sense, so that nothing was called.
public struct UsageError: Error, Equatable, CustomStringConvertible {
    /// What is wrong; what was typed is in it with control characters escaped.
    public let description: String

    init(_ description: String) { self.description = description }
}
