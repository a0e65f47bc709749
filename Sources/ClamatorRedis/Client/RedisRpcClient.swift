public import ClamatorKit
public import Logging

/// A client of the servers that one Redis brings together.
public typealias RedisRpcClient = RpcClientCore

extension RpcClientCore {
    /// Makes a client.
    ///
    /// - Parameters:
    ///   - url: Where Redis is; nil for `$REDIS_URL`, and where that is not set `redis://localhost:6379`.
    ///   - keyPrefix: What the names of all keys begin with: the same for servers and clients that are to meet.
    ///   - instance: A name that no other client has; nil for a fresh UUID.
    ///   - contracts: What calls and their results are checked against on this side; services not among them are not
    ///     checked.
    ///   - defaultTimeout: How long a call waits for its reply, unless it says otherwise.
    ///   - logger: Where trouble with Redis is told.
    /// - Throws: `ClamatorTransportError` where the URL is wrong.
    public convenience init(
        url: String? = nil, keyPrefix: String, instance: String? = nil, contracts: [Contract] = [],
        defaultTimeout: Duration = .milliseconds(30_000), logger: Logger = Logger(label: "clamator")
    ) throws(ClamatorTransportError) {
        let transport = RedisClientTransport(
            url: try RedisURL(given: url), keyPrefix: keyPrefix, instance: instance, contracts: contracts,
            logger: logger)
        self.init(transport: transport, defaultTimeout: defaultTimeout)
    }

    /// Makes a client that tests servers: nothing is checked on this side, and what is no reply and names no call that waits
    /// is taken for the reply to the call that waits longest, as servers answer one call after another.
    package convenience init(
        testingAt url: String?, keyPrefix: String, defaultTimeout: Duration, logger: Logger
    ) throws(ClamatorTransportError) {
        let transport = RedisClientTransport(
            url: try RedisURL(given: url), keyPrefix: keyPrefix, instance: nil, contracts: [], attributesStrays: true,
            logger: logger)
        self.init(transport: transport, defaultTimeout: defaultTimeout)
    }
}
