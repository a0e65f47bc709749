/// A failure of the way to the handler and back: a time-out, a transport that is stopped. Not an answer.
public struct ClamatorTransportError: Error, Sendable, CustomStringConvertible {
    /// What happened: "call timeout", "transport stopped", …
    public var message: String
    /// The error behind it, where there is one.
    public var cause: (any Error)?
    /// Whether the caller itself wanted the reply no more.
    package var isCancellation = false

    /// Makes an error.
    public init(_ message: String, cause: (any Error)? = nil) {
        self.message = message
        self.cause = cause
    }

    /// The message, and the cause where there is one.
    public var description: String {
        cause.map { "ClamatorTransportError: \(message): \($0)" } ?? "ClamatorTransportError: \(message)"
    }

    package static let timeout = ClamatorTransportError("call timeout")
    package static let stopped = ClamatorTransportError("transport stopped")
    static let cancelled = {
        var error = ClamatorTransportError("call cancelled")
        error.isCancellation = true
        return error
    }()
}

/// A message from the other side that breaks the protocol, or a result that breaks the contract.
public struct ClamatorProtocolError: Error, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public var message: String

    /// Makes an error.
    public init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { "ClamatorProtocolError: \(message)" }
}

/// A server, client or bus asked for what its state does not allow.
public struct LifeCycleError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is not allowed, and why.
    public let message: String

    static func alreadyRegistered(_ service: String, on place: String) -> LifeCycleError {
        LifeCycleError(message: "service \"\(service)\" already registered on this \(place)")
    }

    static func stopped(_ what: String) -> LifeCycleError { LifeCycleError(message: "\(what) has been stopped") }

    /// The message.
    public var description: String { message }
}
