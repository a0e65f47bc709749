public import ClamatorKit
public import Logging

/// A server of the clients that one Redis brings together; several with one prefix share the work.
public typealias RedisRpcServer = RpcServerCore

extension RpcServerCore {
    /// Makes a server.
    ///
    /// - Parameters:
    ///   - url: Where Redis is; nil for `$REDIS_URL`, and where that is not set `redis://localhost:6379`.
    ///   - access: What the URL does not say: files for TLS, where the password is.
    ///   - keyPrefix: What the names of all keys begin with: the same for servers and clients that are to meet.
    ///   - instance: A name that no other server has; nil for a fresh UUID. A server that comes back under its name
    ///     goes on at once with what it had not answered.
    ///   - options: How it serves.
    ///   - logger: Where failures of params, handlers and results, and trouble with Redis, are told.
    /// - Throws: `ClamatorTransportError` where the URL is wrong.
    public convenience init(
        url: String? = nil, access: RedisAccess = RedisAccess(), keyPrefix: String, instance: String? = nil,
        options: RedisServerOptions = .init(), logger: Logger = Logger(label: "clamator")
    ) throws(ClamatorTransportError) {
        let transport = RedisServerTransport(
            url: try RedisURL(given: url, access), keyPrefix: keyPrefix, instance: instance, options: options,
            logger: logger)
        self.init(transport: transport, logger: logger)
    }
}

/// How a server over Redis serves.
public struct RedisServerOptions: Sendable {
    /// How long a call lies with a server that does not answer before another takes it. What a server holds it reports
    /// to Redis every quarter of that time, at most every 25 ms; where it cannot, the call may run twice.
    public var claimIdle = Duration.milliseconds(60_000)
    /// How many calls of one service are answered at a time. With one, they are answered in the order they came in.
    public var concurrency = 1
    /// About how many replies a client's stream keeps.
    public var replyStreamLimit = 1024
    /// Whether a null in params is refused where the contract refuses it. Otherwise it counts as absent where the
    /// member may be absent, as generated Python clients mean it, with one warning for each method.
    public var strictNulls = false
    /// Called with each call when it is done.
    package var observer: (@Sendable (ServedCall) -> Void)?

    /// What servers do unless told otherwise.
    public init() {}
}

/// A call that a server is done with.
package struct ServedCall: Sendable {
    package let request: Request
    /// What it was answered with; nil where there is no reply, as for a notification.
    package let reply: Reply?
    /// How long the handler took.
    package let time: Duration
}
