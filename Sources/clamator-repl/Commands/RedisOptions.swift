internal import ArgumentParser
internal import ClamatorKit
internal import ScriptedHandlers
internal import Logging
internal import ReplCore

/// Which Redis, for callers: the services are called there instead of being served in this process.
struct RedisOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Call live services over this Redis; redis://USER:PASSWORD@HOST:PORT/DB or unix:///PATH.", valueName: "url")
    )
    var redis: String?

    @Option(help: ArgumentHelp("The key prefix of the services to call over Redis.", valueName: "prefix"))
    var prefix: String?

    @Flag(help: "Over Redis, send params and take results without checking them against the contract.")
    var noCheck = false

    mutating func validate() throws {
        if redis != nil, prefix == nil {
            throw ValidationError("--redis wants --prefix, the key prefix of the services.")
        }
        if noCheck, prefix == nil { throw ValidationError("--no-check is for calls over Redis; it wants --prefix.") }
    }

    /// Where to call; nil where that is this process.
    var endpoint: RedisEndpoint? {
        guard let prefix else { return nil }
        var endpoint = RedisEndpoint(url: redis, prefix: prefix)
        endpoint.checksCalls = !noCheck
        return endpoint
    }

    /// Serves or reaches what was loaded.
    func host(_ services: [ContractLoader.Service], logger: Logger, timeout: Duration) async throws -> ServiceHost {
        guard let endpoint else { return try await ServiceHost(services, logger: logger, timeout: timeout) }
        return try await Self.host(services, at: endpoint, logger: logger, timeout: timeout)
    }

    /// Reaches what was loaded over Redis, or ends.
    static func host(
        _ services: [ContractLoader.Service], at endpoint: RedisEndpoint, logger: Logger, timeout: Duration
    ) async throws -> ServiceHost {
        do {
            return try await ServiceHost(services, at: endpoint, logger: logger, timeout: timeout)
        } catch let error as ClamatorTransportError {
            throw unavailable(error)
        }
    }

    /// Ends where Redis is out of reach, or its URL is wrong.
    static func unavailable(_ error: ClamatorTransportError) -> ExitCode {
        let text = error.message + (error.cause.map { ": \($0)" } ?? "")
        return fail(text, error.cause == nil ? ExitStatus.usage : ExitStatus.unavailable)
    }
}

/// Which Redis, for commands that work only there.
struct RedisEndpointOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where Redis is. (default: $REDIS_URL, else redis://localhost:6379)", valueName: "url"))
    var redis: String?

    @Option(help: ArgumentHelp("What the names of all keys begin with.", valueName: "prefix"))
    var prefix: String

    var endpoint: RedisEndpoint { RedisEndpoint(url: redis, prefix: prefix) }
}
