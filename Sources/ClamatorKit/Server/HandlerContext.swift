public import Logging

/// What a handler may want to know of a call beside its params.
public struct HandlerContext: Sendable {
    /// The service's name.
    public let service: String
    /// The method's name.
    public let method: String
    /// The call's id; nil for a notification.
    public let id: RpcId?
    /// When the caller ceases to wait; nil where that is not known here, as with callers in other processes, whose
    /// messages do not say it, and for a notification.
    public let deadline: ContinuousClock.Instant?
    /// The server's logger, whose records say service, method and id.
    public let logger: Logger

    /// Whether no reply is wanted.
    public var isNotification: Bool { id == nil }

    package init(_ request: Request, of method: BoundMethod, in context: borrowing CallContext) {
        service = method.service
        self.method = method.name
        id = request.id
        deadline = context.timeout.map { .now.advanced(by: min($0, Deadlines.longest)) }
        logger = method.callLogger(for: request)
    }
}
