internal import ArgumentParser
internal import ClamatorKit
internal import ClamatorRedis
internal import ScriptedHandlers
internal import Logging
internal import ReplCore

/// Waits for a start, and for what is to end it; messages about how it failed come when the wait is over.
typealias StartWait = @MainActor (@escaping @MainActor () async throws -> ServiceHost) async throws -> ServiceHost

/// Which Redis, for commands that work only there.
struct RedisEndpointOptions: RedisAccessOptions {
    @Option(help: ArgumentHelp("Where Redis is. (default: $REDIS_URL, else redis://localhost:6379)", valueName: "url"))
    var redis: String?

    @Option(help: ArgumentHelp("What the names of all keys begin with.", valueName: "prefix"))
    var prefix: String

    @Option(help: .tlsCa, completion: .pem) var tlsCa: String?
    @Option(help: .tlsCert, completion: .pem) var tlsCert: String?
    @Option(help: .tlsKey, completion: .pem) var tlsKey: String?
    @Flag(help: .tlsInsecure) var tlsInsecure = false
    @Option(help: .passwordFile, completion: .file()) var passwordFile: String?

    mutating func validate() throws { try checkPrefix(prefix) }

    /// Which Redis, and how it is entered.
    ///
    /// - Throws: The exit status where the file of the password cannot be read.
    func endpoint() throws -> RedisEndpoint { RedisEndpoint(url: redis, access: try readAccess(), prefix: prefix) }

    /// Reaches what was loaded over Redis, or ends.
    static func host(
        _ services: [ContractLoader.Service], at endpoint: RedisEndpoint, logger: Logger, timeout: Duration,
        waiting wait: StartWait
    ) async throws -> ServiceHost {
        warnOfInsecurity(endpoint)
        do {
            return try await wait {
                try await ServiceHost(services, at: endpoint, logger: logger, timeout: timeout)
            }
        } catch let error as ClamatorTransportError {
            throw unavailable(error)
        }
    }

    /// Says aloud that the server is not checked.
    static func warnOfInsecurity(_ endpoint: RedisEndpoint) {
        if endpoint.access.verifiesServer { return }
        StandardStream.error.print(
            "warning: --tls-insecure: any program between here and Redis can read and change calls, replies and the password"
        )
    }

    /// Ends where Redis is out of reach, or its URL or a file for it is wrong.
    static func unavailable(_ error: ClamatorTransportError) -> ExitCode {
        let text = error.message + (error.cause.map { ": \($0)" } ?? "")
        if let cause = error.cause as? FileError { return fail(text, ExitStatus.of(cause.fault)) }
        if (error.cause as? RedisError)?.isOfFile ?? false { return fail(text, ExitStatus.wrongContract) }
        return fail(text, error.cause == nil ? ExitStatus.usage : ExitStatus.unavailable)
    }
}

extension ArgumentHelp {
    static let strictNulls: ArgumentHelp =
        "Refuse null in params and results where the contract does; otherwise it counts as absent if that may be."
}
