/// A failure of the way to the handler and back: a time-out, a transport that is stopped. Not an answer.
public struct ClamatorTransportError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public var reason: Reason
    /// What happened, for people: "call timeout", "transport stopped", …
    public var message: String
    /// The error behind it, where there is one.
    public var cause: (any Error)?

    /// The kinds of failure. There may be more of them in later versions.
    public struct Reason: Hashable, Sendable {
        private let number: Int

        /// The other side is not there, or does not let us in.
        public static let unreachable = Reason(number: 1)
        /// The transport does not carry yet, or no more.
        public static let notStarted = Reason(number: 2)
        /// The transport was stopped while the call waited.
        public static let stopped = Reason(number: 3)
        /// No reply came in time.
        public static let timeout = Reason(number: 4)
        /// The caller itself wanted the reply no more.
        public static let cancelled = Reason(number: 5)
        /// The message was refused on this side, or by what should have carried it.
        public static let notSent = Reason(number: 6)
        /// The dispatcher had nothing to answer, or failed by itself.
        public static let noReply = Reason(number: 7)
        /// What came back is no reply; the cause is a `ClamatorProtocolError`.
        public static let invalidReply = Reason(number: 8)
        /// What was asked for makes no sense: a URL that is none, say.
        public static let misuse = Reason(number: 9)
        /// Anything else.
        public static let other = Reason(number: 0)
    }

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - message: What happened, for people.
    ///   - reason: What kind of failure it is.
    ///   - cause: The error behind it, where there is one.
    public init(_ message: String, reason: Reason = .other, cause: (any Error)? = nil) {
        self.message = message
        self.reason = reason
        self.cause = cause
    }

    /// The message, and the cause where there is one.
    public var description: String {
        cause.map { "ClamatorTransportError: \(message): \($0)" } ?? "ClamatorTransportError: \(message)"
    }

    /// For a reply that did not come in time.
    public static let timeout = ClamatorTransportError("call timeout", reason: .timeout)
    /// For a reply that did not come in time, and what is known of why.
    package static func timeout(because cause: (any Error)?) -> ClamatorTransportError {
        var error = timeout
        error.cause = cause
        return error
    }

    /// For what still waits when a transport is stopped.
    public static let stopped = ClamatorTransportError("transport stopped", reason: .stopped)
    static let cancelled = ClamatorTransportError("call cancelled", reason: .cancelled)
    /// For a start after the end, or one that the end overtook.
    public static let hasBeenStopped = ClamatorTransportError("transport has been stopped", reason: .notStarted)

    /// For a call outside of the life of a transport.
    ///
    /// - Parameter phase: What the transport is instead: "idle" or "stopped".
    /// - Returns: The error.
    public static func notStarted(_ phase: String) -> ClamatorTransportError {
        ClamatorTransportError("transport not started (state=\(phase))", reason: .notStarted)
    }
}
