internal import ArgumentParser
internal import ClamatorKit
internal import ClamatorRedis
internal import ClamatorStdio
internal import LineEditing
internal import Logging
internal import ReplCore
internal import ScriptedHandlers

/// Where live services are, for callers: they are called there instead of being served in this process.
struct LiveOptions: RedisAccessOptions {
    @Option(
        help: ArgumentHelp(
            "Call live services over this Redis; redis://USER:PASSWORD@HOST:PORT/DB, rediss:// with TLS or unix:///PATH.",
            valueName: "url")
    )
    var redis: String?

    @Option(help: ArgumentHelp("The key prefix of the services to call over Redis.", valueName: "prefix"))
    var prefix: String?

    @Option(help: .tlsCa, completion: .pem) var tlsCa: String?
    @Option(help: .tlsCert, completion: .pem) var tlsCert: String?
    @Option(help: .tlsKey, completion: .pem) var tlsKey: String?
    @Flag(help: .tlsInsecure) var tlsInsecure = false
    @Option(help: .passwordFile, completion: .file()) var passwordFile: String?

    @Option(
        help: ArgumentHelp(
            "Start this command and call it over its standard streams; split as a shell does, nothing is expanded.",
            valueName: "command"))
    var stdio: String?

    @Option(help: ArgumentHelp("The same with a line that a shell runs.", valueName: "line"))
    var stdioShell: String?

    @Option(help: "How messages follow each other over --stdio: a line each, or behind headers. (default: lines)")
    var framing: Form?

    /// A framing as an argument.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case lines
        case contentLength = "content-length"
    }

    @Option(
        help: ArgumentHelp(
            "What is sent over --stdio before the first call: a file of a request a line, or mcp.", valueName: "file"),
        completion: .file())
    var hello: String?

    @Flag(help: "Send params to live services and take results without checking them against the contract.")
    var noCheck = false

    @Flag(help: .strictNulls) var strictNulls = false

    mutating func validate() throws {
        try checkPrefix(prefix)
        if redis != nil, prefix == nil {
            throw ValidationError("--redis wants --prefix, the key prefix of the services.")
        }
        if let option = givenAccess, prefix == nil {
            throw ValidationError("\(option) is for Redis; it wants --prefix, the key prefix of the services.")
        }
        let ways = [
            prefix == nil ? nil : "--prefix", stdio.map { _ in "--stdio" }, stdioShell.map { _ in "--stdio-shell" },
        ]
        .compactMap(\.self)
        if ways.count > 1 { throw ValidationError("\(ways[0]) and \(ways[1]) exclude each other.") }
        if noCheck, ways.isEmpty {
            throw ValidationError("--no-check is for live services; it wants --prefix or --stdio.")
        }
        if strictNulls, ways.isEmpty {
            throw ValidationError("--strict-nulls is for live services; it wants --prefix or --stdio.")
        }
        for (name, value) in [("--framing", framing?.rawValue), ("--hello", hello)] where value != nil && !isCommand {
            throw ValidationError("\(name) is for a server that is a command; it wants --stdio.")
        }
    }

    /// Whether live services are called.
    var isGiven: Bool { prefix != nil || isCommand }

    private var isCommand: Bool { stdio != nil || stdioShell != nil }

    /// How calls of a command get there, besides what the options say.
    struct Way {
        /// How long a call may take.
        var timeout: Duration
        /// The longest message that is taken.
        var maximumMessageLength: Int
        /// Whether a server that has ended is started again.
        var restarts = false
        /// Whether servers are tested: nothing is checked on this side then.
        var testsServers = false
        /// How Redis is entered, where that is known; nil where the file of the password is still to be read.
        var access: RedisAccess?
        /// Waits for the start.
        var wait: StartWait = { try await $0() }
        /// Shows what the server does by itself.
        var news: ServerNews
        /// Gets failures.
        var logger: Logger
        /// Gets what is worth a warning.
        var note: @Sendable (String) -> Void = { LogQueue.standardError.print("clamator-repl: warning: " + $0) }
    }

    /// Serves or reaches what was loaded, or ends.
    func host(_ services: [ContractLoader.Service], _ way: Way) async throws -> ServiceHost {
        if let prefix {
            var endpoint = RedisEndpoint(url: redis, access: try way.access ?? readAccess(), prefix: prefix)
            endpoint.checksCalls = !noCheck
            endpoint.strictNulls = strictNulls
            endpoint.noteNull = way.note
            endpoint.testsServers = way.testsServers
            return try await RedisEndpointOptions.host(
                services, at: endpoint, logger: way.logger, timeout: way.timeout, waiting: way.wait)
        }
        guard var server = try server(note: way.note) else {
            return try await ServiceHost(services, logger: way.logger, timeout: way.timeout)
        }
        server.maximumMessageLength = way.maximumMessageLength
        server.restarts = way.restarts
        if way.testsServers { server.checksCalls = false }
        do {
            return try await way.wait { [server] in
                try await ServiceHost(
                    services, calling: server, news: way.news, logger: way.logger, timeout: way.timeout)
            }
        } catch let error as ClamatorTransportError {
            throw fail(error.message, ExitStatus.unavailable)
        }
    }

    /// The server that is a command; nil if there is none.
    private func server(note: @escaping @Sendable (String) -> Void) throws -> StdioServer? {
        var server: StdioServer
        if let stdio {
            do throws(ClamatorTransportError) { server = try StdioServer(command: stdio) } catch {
                throw fail(error.message, ExitStatus.usage)
            }
        } else if let stdioShell {
            server = StdioServer(shellLine: stdioShell)
        } else {
            return nil
        }
        server.framing = framing.flatMap { Framing(rawValue: $0.rawValue) } ?? .lines
        server.checksCalls = !noCheck
        server.takeNulls(strictly: strictNulls, note: note)
        if let hello { server.greeting = try Self.greeting(hello) }
        return server
    }

    private static func greeting(_ name: String) throws -> Greeting {
        if name == "mcp" { return .mcp }
        do {
            return try Greeting(lines: Files.read(name))
        } catch let error as FileError {
            throw fail(error.description, ExitStatus.of(error.fault))
        } catch {
            throw fail("\(name):\(error)", ExitStatus.wrongContract)
        }
    }
}

/// How long a line or message may be.
struct MaxLineOption: ParsableArguments {
    @Option(help: .maxLine) var maxLine = Batch().maximumLineLength

    mutating func validate() throws { try Self.check(maxLine) }

    /// A line is held as a whole, and its parts are counted in 32 bits.
    ///
    /// - Throws: What the option takes.
    static func check(_ length: Int) throws {
        try checkNumber(length, in: 1...1 << 30, of: "--max-line", "bytes")
    }
}

extension ArgumentHelp {
    static let maxLine = ArgumentHelp(
        "The longest line that a batch reads, and the longest message of a server that is a command, in bytes.",
        valueName: "bytes")
}
