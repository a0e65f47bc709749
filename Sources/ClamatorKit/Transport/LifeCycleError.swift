/// A server, client or bus asked for what its state does not allow, or a server for what its contract does not.
public struct LifeCycleError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is not allowed, and why.
    public let message: String

    static func alreadyRegistered(_ service: String, on owner: String) -> LifeCycleError {
        LifeCycleError(message: "service \"\(service)\" already registered on this \(owner)")
    }

    static func startedAlready(_ service: String) -> LifeCycleError {
        LifeCycleError(
            message: "service \"\(service)\" is registered too late: register services before the server starts")
    }

    static func stopped(_ what: String) -> LifeCycleError { LifeCycleError(message: "\(what) has been stopped") }

    /// The message.
    public var description: String { message }
}
