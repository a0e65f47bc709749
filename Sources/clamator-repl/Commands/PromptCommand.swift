internal import ArgumentParser
internal import ClamatorKit
internal import Logging
internal import ReplCore

/// `clamator-repl` without a subcommand: the prompt; batch, where stdin is no terminal.
struct PromptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompt",
        abstract: "Call methods at a prompt (the default; batch, where stdin is no terminal)."
    )

    @Argument(help: "Contract files, or folders of them.", completion: .file(extensions: ["json"]))
    var contract: [String] = []

    @Option(
        name: .customShort("e"),
        help: ArgumentHelp("Run a line of the prompt and end; - reads lines from stdin. Repeatable.", valueName: "line")
    )
    var lines: [String] = []

    @Flag(help: "At the prompt, take in files that changed before each entry.")
    var watch = false

    @OptionGroup var timeout: TimeoutOption
    @OptionGroup var batch: BatchOptions
    @OptionGroup var common: CommonOptions

    @MainActor
    func run() async throws {
        if !lines.isEmpty {
            try await run(session(common.load(contract).services, common.logger, showsTiming: false))
        } else if StandardStream.input.isTerminal {
            // What is wrong with contracts is said before the terminal is taken over.
            let services = try common.load(contract).services
            let prompt = try Prompt()
            try await prompt.run(session(services, common.logger(writingTo: prompt.log), showsTiming: true))
        } else {
            try await batch.run(common.host(contract, timeout: timeout.duration), timeout: timeout.duration)
        }
    }

    @MainActor
    private func session(
        _ services: [ContractLoader.Service], _ logger: Logger, showsTiming: Bool
    ) async throws -> Session {
        var options = Session.Options()
        options.palette = common.palette(for: .output)
        options.errorPalette = common.palette(for: .error)
        options.width = Terminal.size.columns
        options.timeout = timeout.duration
        options.logger = logger
        options.showsTiming = showsTiming
        options.watchesFiles = watch
        let host = try await Host(services, logger: logger, timeout: timeout.duration)
        return Session(host: host, sources: try common.sources(contract), loader: common.loader, options: options)
    }

    /// Runs the lines given with `-e`.
    @MainActor
    private func run(_ session: Session) async throws {
        var isFailure = false
        for entry in lines.lazy.flatMap(entries) {
            let output = await session.run(entry)
            try StandardStream.show(output)
            isFailure = isFailure || output.isFailure
            if output.ends { break }
        }
        if isFailure { throw ExitStatus.someError }
    }

    private func entries(_ line: String) -> AnySequence<String> {
        guard line == "-" else { return AnySequence([line]) }
        return AnySequence { AnyIterator { PlainLineReader().readEntry(isComplete: Session.isComplete) } }
    }
}
