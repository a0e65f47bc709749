internal import ArgumentParser
internal import ClamatorKit
internal import ClamatorRedis
internal import LineEditing
internal import Logging
internal import ReplCore
internal import ScriptedHandlers
private import SystemPackage

/// `clamator-repl` without a subcommand: the prompt; batch, where stdin is no terminal.
struct PromptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompt",
        _superCommandName: Tool.name,
        abstract: "Call methods at a prompt (the default; batch, where stdin is no terminal).",
        usage: "clamator-repl [prompt] [CONTRACT...] [-e LINE] [OPTION...]"
    )

    @Argument(help: .contracts) var words: [String] = []
    @OptionGroup var contracts: ContractOption

    /// Whether a word is no contract, so that it names a method to be called.
    var isCall: Bool {
        lines.isEmpty && !LeadingContracts(words, besides: contracts).rest.isEmpty
    }

    @Option(
        name: .customShort("e"),
        help: ArgumentHelp("Run a line of the prompt and end; - reads lines from stdin. Repeatable.", valueName: "line")
    )
    var lines: [String] = []

    @Flag(help: "At the prompt, take in files that changed before each entry.")
    var watch = false

    @OptionGroup var timeout: TimeoutOption
    @OptionGroup var batch: BatchOptions
    @OptionGroup var live: LiveOptions
    @OptionGroup var common: CommonOptions

    @MainActor
    func run() async throws {
        if !lines.isEmpty {
            var options = options()
            options.readsInput = !lines.contains("-")
            let services = try common.load(contracts.contracts(behind: words)).services
            let sources = try common.sources(contracts.contracts(behind: words))
            let host = try await self.host(services, common.logger, options)
            try await run(session(host, sources, common.logger, options))
        } else if StandardStream.input.isTerminal {
            // What is wrong with contracts is said before the terminal is taken over.
            let services = try common.load(contracts.contracts(behind: words)).services
            let configuration = configuration()
            var options = options(configuration)
            options.showsTiming = configuration.showsTiming ?? true
            let access = try live.readAccess()
            let prompt = try Prompt(editing: configuration.editing)
            defer { prompt.close() }
            let logger = common.logger(writingTo: prompt.logLine)
            let sources = try common.sources(contracts.contracts(behind: words))
            let host = try await self.host(services, logger, options, at: prompt, access)
            let session = session(host, sources, logger, options)
            try await stopping(session) { try await prompt.run(session) }
        } else {
            try await batch.run(contracts.contracts(behind: words), timeout: timeout.duration, live, common)
        }
    }

    /// The preferences in the file of the user; its errors are shown, and the prompt opens all the same.
    private func configuration() -> Configuration {
        guard let path = UserFiles.configuration else { return Configuration() }
        let (configuration, diagnostics) = Configuration.read(path)
        for diagnostic in diagnostics { StandardStream.error.print(diagnostic.description) }
        if !diagnostics.isEmpty { StandardStream.error.print("clamator-repl: goes on without these preferences") }
        return configuration
    }

    private func options(_ configuration: Configuration = Configuration()) -> Session.Options {
        var options = Session.Options()
        options.palette = common.palette(for: .output, preference: configuration.color)
        options.errorPalette = common.palette(for: .error, preference: configuration.color)
        options.width = Terminal.size.columns
        options.timeout = timeout.duration(preference: configuration.timeout)
        options.watchesFiles = watch
        if let prompt = configuration.prompt { options.prompt = prompt }
        return options
    }

    @MainActor
    private func host(
        _ services: [ContractLoader.Service], _ logger: Logger, _ options: Session.Options,
        at prompt: Prompt? = nil, _ access: RedisAccess? = nil
    ) async throws -> ServiceHost {
        let write: @Sendable (StyledText) -> Void
        if let prompt { write = prompt.news } else { write = { StandardStream.error.print($0.ansi) } }
        var way = LiveOptions.Way(
            timeout: options.timeout, maximumMessageLength: batch.maxLine, restarts: true, access: access,
            news: ServerNews(palette: options.errorPalette, width: options.width, write: write), logger: logger)
        if let prompt {
            let usesColor = options.palette.usesColor
            way.wait = { start in try await prompt.watching(usesColor: usesColor, start) }
            way.note = { [write = prompt.logLine] in write("clamator-repl: warning: " + $0) }
        }
        return try await live.host(services, way)
    }

    @MainActor
    private func session(
        _ host: ServiceHost, _ sources: ContractSources, _ logger: Logger, _ options: Session.Options
    ) -> Session {
        var options = options
        options.logger = logger
        return Session(host: host, sources: sources, loader: common.loader, options: options)
    }

    /// Uses a session, and ends what it serves and calls whatever happens.
    @MainActor
    private func stopping<Result>(_ session: Session, _ use: () async throws -> Result) async throws -> Result {
        let result: Result
        do { result = try await use() } catch {
            await session.stop()
            throw error
        }
        await session.stop()
        return result
    }

    /// Runs the lines given with `-e`.
    @MainActor
    private func run(_ session: Session) async throws {
        let isFailure = try await stopping(session) { try await runLines(session) }
        if session.hasLostCalls { throw ExitStatus.unavailable }
        if isFailure { throw ExitStatus.someError }
    }

    /// Runs the lines given with `-e`, and tells whether one of them failed.
    @MainActor
    private func runLines(_ session: Session) async throws -> Bool {
        var isFailure = false
        var outputFailure: (any Error)?
        session.show = { output in
            do { try StandardStream.show(output) } catch { outputFailure = error }
            return outputFailure == nil
        }
        var entries = GivenLines(lines)
        lines: while let given = try entries.next(lineCount: session.lineCount) {
            let text: String
            switch given {
            case .text(let entry): text = entry
            case .notUTF8(let line):
                try StandardStream.show(session.refusal(ofLine: line))
                isFailure = true
                continue
            }
            for (entry, _) in session.entries(in: text) {
                let output = await session.run(entry)
                if let outputFailure { throw outputFailure }
                try StandardStream.show(output)
                isFailure = isFailure || output.isFailure
                if output.ends { break lines }
            }
        }
        return isFailure
    }
}

/// The lines given with `-e`; each `-` stands for those of stdin.
private struct GivenLines {
    private var rest: ArraySlice<String>
    private var input = PlainLineReader()

    init(_ lines: [String]) { rest = lines[...] }

    /// The next entry; nil if there is none left.
    ///
    /// - Throws: The exit status where stdin cannot be read.
    mutating func next(lineCount: (String) -> Int?) throws -> PlainLineReader.Entry? {
        while let line = rest.first {
            guard line == "-" else { return .text(rest.removeFirst()) }
            do throws(Errno) {
                if let entry = try input.readEntry(lineCount: lineCount) { return entry }
            } catch {
                throw StandardStream.outputFailed(StandardStream.inputFailed(error))
            }
            rest.removeFirst()
        }
        return nil
    }
}
