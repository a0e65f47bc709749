internal import ArgumentParser
internal import ReplCore

/// `clamator-repl batch`: calls as newline-delimited JSON.
struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Answer NDJSON calls on stdin with NDJSON replies on stdout.",
        discussion: "One JSON-RPC request a line in, one reply a line out, in order. A notification gets no line."
    )

    @Argument(help: "Contract files, or folders of them.", completion: .file(extensions: ["json"]))
    var contract: [String] = []

    @OptionGroup var timeout: TimeoutOption
    @OptionGroup var batch: BatchOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await batch.run(common.host(contract, timeout: timeout.duration), timeout: timeout.duration)
    }
}

/// What a batch understands, asked for by name or because stdin is no terminal.
struct BatchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The longest line that a batch reads, in bytes.", valueName: "bytes"))
    var maxLine = Batch().maximumLineLength

    @Flag(help: "Stop a batch at its first error.")
    var failFast = false

    mutating func validate() throws {
        guard maxLine > 0 else { throw ValidationError("--max-line takes a number of bytes from 1 on.") }
    }

    /// Answers the calls on stdin.
    func run(_ host: Host, timeout: Duration) async throws {
        var batch = Batch()
        batch.timeout = timeout
        batch.maximumLineLength = maxLine
        batch.stopsAtFirstError = failFast
        var output = StandardStream.output
        let tally: Batch.Tally
        do {
            tally = try await batch.run(from: StandardStream.input, to: &output, through: host.client)
        } catch {
            throw StandardStream.outputFailed(error)
        }
        if tally.errors > 0 { throw ExitStatus.someError }
    }
}
