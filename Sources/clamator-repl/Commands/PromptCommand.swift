internal import ArgumentParser
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

    @OptionGroup var timeout: TimeoutOption
    @OptionGroup var batch: BatchOptions
    @OptionGroup var common: CommonOptions

    @MainActor
    func run() async throws {
        let host = try await common.host(contract, timeout: timeout.duration)
        if lines.isEmpty, !StandardStream.input.isTerminal {
            return try await batch.run(host, timeout: timeout.duration)
        }
        var options = Session.Options()
        options.palette = common.palette(for: .output)
        options.errorPalette = common.palette(for: .error)
        options.width = Terminal.size.columns
        options.timeout = timeout.duration
        options.logger = common.logger
        options.showsTiming = lines.isEmpty
        let session = Session(
            host: host, sources: try common.sources(contract), loader: common.loader, options: options)
        if lines.isEmpty {
            try await Prompt(session).run()
        } else {
            try await run(session)
        }
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
