internal import ArgumentParser
internal import ClamatorKit
internal import LineEditing
internal import Logging
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl serve`: the handlers on Redis Streams.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        _superCommandName: Tool.name,
        abstract: "Serve contracts over Redis Streams.",
        usage: "clamator-repl serve [CONTRACT...] --prefix PREFIX [OPTION...]",
        discussion: """
            Joins the consumer group of each service, beside whatever servers there are, until Ctrl-C, SIGTERM or SIGHUP; calls \
            that are being answered then are given five seconds.

            Example:
              clamator-repl serve contracts/ --redis redis://localhost --prefix demo
            """
    )

    @Argument(help: .contracts) var words: [String] = []
    @OptionGroup var contracts: ContractOption

    @OptionGroup var redis: RedisEndpointOptions

    @Option(help: ArgumentHelp("A name that no other server has. (default: a fresh one)", valueName: "name"))
    var instance: String?

    @Option(
        help: ArgumentHelp("How long a call lies with a server that is gone before another takes it.", valueName: "ms"))
    var claimIdle = 60_000

    @Option(help: ArgumentHelp("How many calls of one service are answered at a time.", valueName: "n"))
    var concurrency = 1

    @Flag(help: .strictNulls) var strictNulls = false

    @Flag(help: "Show no line for each call.")
    var quiet = false

    @Flag(help: "Take in files that change.")
    var watch = false

    @Flag(help: "Open the prompt on what is served.")
    var prompt = false

    @OptionGroup var timeout: TimeoutOption
    @OptionGroup var common: CommonOptions

    mutating func validate() throws {
        try TimeoutOption.check(claimIdle, of: "--claim-idle")
        try checkNumber(concurrency, in: 1...10_000, of: "--concurrency", "calls")
    }

    @MainActor
    func run() async throws {
        let services = try common.load(contracts.contracts(behind: words)).services
        let endpoint = try redis.endpoint()
        RedisEndpointOptions.warnOfInsecurity(endpoint)
        let palette = common.palette(for: .error)
        if prompt {
            let prompt = try Prompt(editing: nil)
            defer { prompt.close() }
            let log = ServeLog(palette: palette, write: quiet ? nil : prompt.log)
            let usesColor = common.palette(for: .output).usesColor
            let session = try await session(services, at: endpoint, log, writingTo: prompt.logLine) {
                try await prompt.watching(usesColor: usesColor, $0)
            }
            guard let session else { return }
            prompt.endAtSignals(within: .seconds(5) + Deadline.farewell)
            try await prompt.run(session)
            await session.stop()
            StandardStream.error.print(log.summary)
        } else {
            EndSignals.install(endingWithin: .seconds(5) + Deadline.farewell)
            let write: @Sendable (String) -> Void = { LogQueue.standardError.print($0) }
            let show: @Sendable (StyledText) -> Void = { write($0.ansi) }
            let log = ServeLog(palette: palette, write: quiet ? nil : show)
            let session = try await session(services, at: endpoint, log, writingTo: write) { start in
                let joining = Task { try await start() }
                EndSignals.cancel(joining)
                return try await joining.value
            }
            guard let session else { return }
            write("serving " + services.map(\.contract.service).joined(separator: ", "))
            var nextLook = ContinuousClock.now
            while !EndSignals.came {
                try? await Task.sleep(for: .milliseconds(50))
                guard watch, ContinuousClock.now >= nextLook else { continue }
                nextLook = ContinuousClock.now.advanced(by: .seconds(1))
                guard let news = await session.takeChanges() else { continue }
                for text in [news.text, news.error] where !text.isEmpty { write(text) }
            }
            await session.stop()
            StandardStream.error.print(log.summary)
        }
    }

    /// Begins to serve.
    ///
    /// - Returns: The session on what is served; nil where a signal came before it had joined.
    @MainActor
    private func session(
        _ services: [ContractLoader.Service], at endpoint: RedisEndpoint, _ log: ServeLog,
        writingTo write: @escaping @Sendable (String) -> Void, waiting wait: StartWait
    ) async throws -> Session? {
        var endpoint = endpoint
        var serving = RedisEndpoint.Serving()
        serving.instance = instance
        serving.claimIdle = .milliseconds(claimIdle)
        serving.concurrency = concurrency
        serving.log = log
        serving.callsToo = prompt
        endpoint.serving = serving
        endpoint.strictNulls = strictNulls
        var options = Session.Options()
        options.palette = common.palette(for: .output)
        options.errorPalette = common.palette(for: .error)
        options.width = Terminal.size.columns
        options.timeout = timeout.duration
        options.watchesFiles = watch
        options.showsTiming = prompt
        options.logger = common.logger(atLeast: .warning, writingTo: write)
        let waiting = Task { [prefix = redis.prefix] in
            try await Task.sleep(for: .seconds(10))
            write("serve could not join the services under \(prefix) for 10 s, and goes on trying")
        }
        defer { waiting.cancel() }
        let host: ServiceHost
        do {
            host = try await wait { [endpoint, logger = options.logger, timeout = timeout.duration] in
                try await ServiceHost(services, at: endpoint, logger: logger, timeout: timeout)
            }
        } catch let error as ClamatorTransportError {
            if EndSignals.came { return nil }
            throw RedisEndpointOptions.unavailable(error)
        }
        return Session(
            host: host, sources: try common.sources(contracts.contracts(behind: words)), loader: common.loader,
            options: options)
    }
}
