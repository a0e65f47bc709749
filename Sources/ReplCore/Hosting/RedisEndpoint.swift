internal import ClamatorKit
internal import ClamatorRedis

/// A prefix in a Redis, and how to call and serve there.
public struct RedisEndpoint: Sendable {
    /// Where Redis is; nil for `$REDIS_URL` or this machine.
    public var url: String?
    /// What the names of all keys begin with.
    public var prefix: String
    /// Whether params are checked before they are sent, and results when they come.
    public var checksCalls = true
    /// Whether servers are tested there: then nothing is checked on this side, and a reply that is none is told of the call
    /// that waits longest.
    public var testsServers = false
    /// How to serve there; nil for callers alone.
    public var serving: Serving?

    /// Names an endpoint.
    public init(url: String?, prefix: String) {
        self.url = url
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
        /// Whether null counts as absent where a member may be absent and may not be null.
        public var takesNullAsAbsent = false
        /// Gets every call.
        public var log: ServeLog?

        /// Serves with the defaults.
        public init() {}

        func options(for contracts: [Contract]) -> RedisServerOptions {
            var options = RedisServerOptions()
            options.claimIdle = claimIdle
            options.concurrency = concurrency
            options.takesNullAsAbsent = takesNullAsAbsent ? contracts : []
            if let log {
                let names = WireNames(contracts)
                options.observer = { log.note($0, as: names?.name(of: $0.request.service, $0.request.method)) }
            }
            return options
        }
    }
}
