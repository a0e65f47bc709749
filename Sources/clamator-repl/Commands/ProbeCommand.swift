internal import ArgumentParser
internal import ClamatorKit
internal import ClamatorRedis
internal import LineEditing
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl probe`: calls made from the contract, and replies judged by it.
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        _superCommandName: Tool.name,
        abstract: "Call methods with made-up params, and judge the replies by the contract.",
        usage: "clamator-repl probe [CONTRACT...] [METHOD...] [OPTION...]",
        discussion: """
            Each method gets valid params at the boundaries of what its schema allows, params that break exactly one rule, \
            which must be answered -32602, and what the protocol itself has an answer for. The service is the contract's \
            own handlers, or live behind --redis or --stdio, where params are sent unchecked. Each finding comes with the \
            smallest params that show it, and a command that shows it again.

            Exit status: 0 nothing was found, 1 something was, or the time was over before all was tried, 69 nothing answers.

            Examples:
              clamator-repl probe contracts/arith.json
              clamator-repl probe -c shop.json cart.add --redis redis://localhost --prefix shop --save calls.ndjson
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Contract files, or folders of them, unless -c names them; then methods, or services for all of theirs.",
            valueName: "contract|method"))
    var words: [String] = []

    @OptionGroup var contracts: ContractOption

    @Option(
        help: ArgumentHelp(
            "How many calls each method gets at most. (default: \(ProbeRun.usual.calls), and up to"
                + " \(ProbeRun.usual.mostCalls) where each part of its params needs a turn)", valueName: "n"))
    var calls: Int?

    @Option(help: ArgumentHelp("How many calls of a live service may be under way at once.", valueName: "n"))
    var concurrency = ProbeRun.usual.concurrency

    @Option(help: ArgumentHelp("A method or service to leave out. Repeatable.", valueName: "method"))
    var exclude: [String] = []

    @Option(help: ArgumentHelp("Write what was found to a file for CI systems.", valueName: "junit=file"))
    var report: ReportFile?

    @Option(
        help: ArgumentHelp(
            "Save the calls for `batch`, each with what the contract demands of its reply.", valueName: "file"),
        completion: .file(extensions: ["ndjson", "jsonl"]))
    var save: String?

    @Option(
        help: ArgumentHelp(
            "How long a call may take, in milliseconds; delays of handlers in this process are not waited for."
                + " (default: 2000)", valueName: "ms"))
    var timeout: Int?

    @Option(
        help: ArgumentHelp(
            "How long all calls together may take, in seconds; what was found until then is shown.", valueName: "s"))
    var maxTime = Int(ProbeRun.usual.time.components.seconds)

    @OptionGroup var live: LiveOptions
    @OptionGroup var length: MaxLineOption
    @OptionGroup var common: CommonOptions

    mutating func validate() throws {
        if let calls { try checkNumber(calls, in: 1...100_000, of: "--calls", "calls") }
        try checkNumber(concurrency, in: 1...1000, of: "--concurrency", "calls")
        try checkNumber(maxTime, in: 1...1_000_000, of: "--max-time", "seconds")
        try timeout.map { try TimeoutOption.check($0, of: "--timeout") }
    }

    /// Live services get 2 s unless an option says otherwise: many calls may have to be waited for.
    private var milliseconds: Int { timeout ?? 2000 }

    func run() async throws {
        let leading = LeadingContracts(words, besides: contracts)
        let sources = try common.sources(contracts.contracts(behind: leading.contracts))
        let services = try services(from: sources)
        var run: ProbeRun
        do throws(UsageError) {
            run = try ProbeRun(Array(leading.rest), except: exclude, of: services)
        } catch {
            throw fail(error.description, ExitStatus.usage)
        }
        (run.calls, run.concurrency, run.seed, run.time) = (calls, concurrency, common.seed ?? 0, .seconds(maxTime))
        // Now, and not after a minute, since it may be that they cannot be written.
        var report = try report?.open(besides: services.flatMap(\.files))
        if let save {
            let identity = Files.Identity(of: save)
            if identity != nil, services.flatMap(\.files).contains(where: { Files.Identity(of: $0) == identity }) {
                throw fail("cannot save the calls to \(save): it is a file of the contracts", ExitStatus.usage)
            }
            try write("", to: save)
        }
        let (outcome, isInterrupted) = try await probe(services, run)
        let invocation = invocation(of: sources.contracts)
        if let save { try write(outcome.batch(assertsFormats: common.format == .assert), to: save) }
        do throws(StreamError) {
            try report?.write(Array(outcome.junit(invocation).utf8), at: 0)
        } catch {
            throw StandardStream.outputFailed(error)
        }
        let text = ProbeText(
            outcome, of: run, invocation, palette: common.palette(for: .output), width: Terminal.size.columns,
            showsTime: StandardStream.output.isTerminal)
        try StandardStream.output.printData(text.text)
        if isInterrupted { throw ExitStatus.interrupted }
        if outcome.isUnanswered { throw fail("nothing answers", ExitStatus.unavailable) }
        if outcome.isTimeOver {
            throw fail("not all was tried within \(maxTime) s; --max-time gives it longer", ExitStatus.someError)
        }
        if outcome.hasFindings { throw ExitStatus.someError }
    }

    private func services(from sources: ContractSources) throws -> [ContractLoader.Service] {
        var loader = common.loader
        // Equal seeds make equal probes, also of handlers that make something up.
        loader.handlerOptions.seed = common.seed ?? 0
        loader.handlerOptions.patience = .milliseconds(milliseconds)
        return try loadingFiles { try sources.load(with: loader) }.orFailure.services
    }

    /// Makes the calls, until Ctrl-C ends them.
    private func probe(
        _ services: [ContractLoader.Service], _ run: ProbeRun
    ) async throws -> (ProbeOutcome, isInterrupted: Bool) {
        let timeout = Duration.milliseconds(milliseconds)
        let host = try await live.host(
            services,
            LiveOptions.Way(
                timeout: timeout, maximumMessageLength: length.maxLine, restarts: true, testsServers: true,
                news: ServerNews(palette: common.palette(for: .error), width: Terminal.size.columns, write: nil),
                logger: common.logger))
        let progress = ProgressDisplay(run.progress)
        let probed = await Interrupts.cancelling(grace: timeout) { await run.run(on: host, timeout: timeout) }
        progress?.end()
        await host.stop()
        return (probed.value, probed.isCancelled)
    }

    private func write(_ text: String, to path: String) throws {
        do throws(FileError) {
            try Files.write(text, to: path)
        } catch {
            throw fail("cannot save the calls: \(error)", ExitStatus.outputFailed)
        }
    }

    // MARK: Commands that show a finding again

    /// The words that name contracts and what is done with them.
    private func commonWords(_ contracts: [String]) -> [String] {
        var words = contracts.flatMap { ["-c", $0] } + common.handlers.flatMap { ["--handlers", $0] }
        if let service = common.service { words += ["--service", service] }
        if common.mock { words.append("--mock") }
        if common.format == .annotate { words += ["--format", "annotate"] }
        if common.mock || common.seed != nil { words += ["--seed", "\(common.seed ?? 0)"] }
        return words
    }

    /// How such commands begin. Where the URL of Redis has a password, they ask for that in the environment, since they
    /// stand where others read them.
    private func invocation(of contracts: [String]) -> ProbeInvocation {
        let url = live.redis.flatMap { try? RedisURL($0) }
        var invocation = ProbeInvocation(words: commonWords(contracts) + liveWords(url), timeout: milliseconds)
        if url?.hasPassword == true { invocation.remark = "with the password of Redis in $REDIS_PASSWORD" }
        return invocation
    }

    /// The words that name where live services are.
    private func liveWords(_ url: RedisURL?) -> [String] {
        var words: [String] = []
        if let url { words += ["--redis", url.description] }
        if let prefix = live.prefix { words += ["--prefix", prefix] + live.accessWords }
        if let stdio = live.stdio { words += ["--stdio", stdio] }
        if let stdioShell = live.stdioShell { words += ["--stdio-shell", stdioShell] }
        if let framing = live.framing { words += ["--framing", framing.rawValue] }
        if let hello = live.hello { words += ["--hello", hello] }
        return live.isGiven ? words + ["--no-check"] : words
    }
}
