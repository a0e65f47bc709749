public import ClamatorKit
public import Logging

/// A client of the servers that one Redis brings together.
public typealias RedisRpcClient = RpcClientCore

extension RpcClientCore {
    /// Makes a client.
    ///
    /// - Parameters:
    ///   - url: Where Redis is; nil for `$REDIS_URL`, and where that is not set `redis://localhost:6379`.
    ///   - access: What the URL does not say: files for TLS, where the password is.
    ///   - keyPrefix: What the names of all keys begin with: the same for servers and clients that are to meet.
    ///   - instance: A name that no other client has; nil for a fresh UUID.
    ///   - contracts: What calls and their results are checked against on this side; services not among them are not
    ///     checked.
    ///   - strictNulls: Whether a null in a result is refused where the contract refuses it. Otherwise it counts as
    ///     absent where the member may be absent, as generated Python servers mean it, with one warning for each
    ///     method.
    ///   - defaultTimeout: How long a call waits for its reply, unless it says otherwise.
    ///   - logger: Where trouble with Redis is told.
    /// - Throws: `ClamatorTransportError` where the URL is wrong.
    public convenience init(
        url: String? = nil, access: RedisAccess = RedisAccess(), keyPrefix: String, instance: String? = nil,
        contracts: [Contract] = [], strictNulls: Bool = false, defaultTimeout: Duration = .milliseconds(30_000),
        logger: Logger = Logger(label: "clamator")
    ) throws(ClamatorTransportError) {
        let nulls = strictNulls ? .refused : NullMembers.absent { logger.warning("\($0)") }
        try self.init(
            url: url, access: access, keyPrefix: keyPrefix, instance: instance, contracts: contracts, nulls: nulls,
            defaultTimeout: defaultTimeout, logger: logger)
    }

    /// Makes a client, which takes nulls in results as it is told to.
    package convenience init(
        url: String?, access: RedisAccess = RedisAccess(), keyPrefix: String, instance: String? = nil,
        contracts: [Contract], nulls: NullMembers, defaultTimeout: Duration, logger: Logger
    ) throws(ClamatorTransportError) {
        let transport = RedisClientTransport(
            url: try RedisURL(given: url, access), keyPrefix: keyPrefix, instance: instance, contracts: contracts,
            nulls: nulls, defaultTimeout: defaultTimeout, logger: logger)
        self.init(transport: transport, defaultTimeout: defaultTimeout)
    }

    /// Makes a client that tests servers: nothing is checked on this side, and what is no reply and names no call that
    /// waits is taken for the reply to the call that waits longest, as servers answer one call after another.
    package convenience init(
        testingAt url: String?, access: RedisAccess, keyPrefix: String, defaultTimeout: Duration, logger: Logger
    ) throws(ClamatorTransportError) {
        let transport = RedisClientTransport(
            url: try RedisURL(given: url, access), keyPrefix: keyPrefix, instance: nil, contracts: [], nulls: .refused,
            attributesStrays: true, defaultTimeout: defaultTimeout, logger: logger)
        self.init(transport: transport, defaultTimeout: defaultTimeout)
    }
}
