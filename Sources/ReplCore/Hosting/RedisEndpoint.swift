internal import ClamatorKit
public import ClamatorRedis

/// A prefix in a Redis, and how to call and serve there.
public struct RedisEndpoint: Sendable {
    /// Where Redis is; nil for `$REDIS_URL` or this machine.
    public var url: String?
    /// What the URL does not say: files for TLS, where the password is.
    public var access: RedisAccess
    /// What the names of all keys begin with.
    public var prefix: String
    /// Whether params are checked before they are sent, and results when they come.
    public var checksCalls = true
    /// Whether a null is refused where the contract refuses it, in params and results; otherwise it counts as absent
    /// where the member may be absent.
    public var strictNulls = false
    /// Gets, once for each method, that nulls of its result count as absent.
    public var noteNull: @Sendable (String) -> Void = { _ in }
    /// Whether servers are tested there: then nothing is checked on this side, and what is no reply counts as the reply
    /// to the call that waits longest.
    public var testsServers = false
    /// How to serve there; nil for callers alone.
    public var serving: Serving?

    /// Names an endpoint.
    public init(url: String?, access: RedisAccess = RedisAccess(), prefix: String) {
        self.url = url
        self.access = access
        self.prefix = prefix
    }

    /// How services are served over Redis.
    public struct Serving: Sendable {
        /// The server's name; nil for a fresh one.
        public var instance: String?
        /// How long a call lies with a server that does not answer before another takes it.
        public var claimIdle = Duration.milliseconds(60_000)
        /// How many calls of one service are answered at a time.
        public var concurrency = 1
        /// Whether what is served is called from here too. A client needs a stream for its replies, and may read it.
        public var callsToo = true
        /// Gets every call.
        public var log: ServeLog?

        /// Serves with the defaults.
        public init() {}

        func options(for contracts: [Contract], strictNulls: Bool) -> RedisServerOptions {
            var options = RedisServerOptions()
            options.claimIdle = claimIdle
            options.concurrency = concurrency
            options.strictNulls = strictNulls
            if let log {
                let names = WireNames(contracts)
                options.observer = { log.note($0, as: names?.name(of: $0.request.service, $0.request.method)) }
            }
            return options
        }
    }
}
