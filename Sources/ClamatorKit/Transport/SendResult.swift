/// What came of sending a request.
public enum SendResult: Sendable {
    /// The reply is there.
    case replied(Reply)
    /// There is no reply and there will be none.
    indirect case failed(ClamatorTransportError)
    /// The reply, or a failure, will come.
    case pending(PendingReply)

    /// Waits for the reply, if it is not there yet. One task at a time may wait for it.
    ///
    /// - Returns: The reply.
    /// - Throws: `ClamatorTransportError` for a time-out and everything else that is no reply.
    public func reply() async throws(ClamatorTransportError) -> Reply {
        switch self {
        case .replied(let reply): return reply
        case .failed(let error): throw error
        case .pending(let pending): return try await pending.reply()
        }
    }

    /// The message that came for it, as another process sent it; nil where none did so far.
    package var received: JSON? { if case .pending(let pending) = self { pending.received } else { .none } }
}
