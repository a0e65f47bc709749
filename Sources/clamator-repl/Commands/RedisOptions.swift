internal import ArgumentParser
internal import ClamatorKit
internal import ScriptedHandlers
internal import Logging
internal import ReplCore

/// Which Redis, for commands that work only there.
struct RedisEndpointOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where Redis is. (default: $REDIS_URL, else redis://localhost:6379)", valueName: "url"))
    var redis: String?

    @Option(help: ArgumentHelp("What the names of all keys begin with.", valueName: "prefix"))
    var prefix: String

    var endpoint: RedisEndpoint { RedisEndpoint(url: redis, prefix: prefix) }

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

/// What null is that a contract refuses.
struct StrictNullsOption: ParsableArguments {
    @Flag(
        help: "Refuse null in params and results where the contract does; otherwise it counts as absent if that may be."
    )
    var strictNulls = false
}
