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
