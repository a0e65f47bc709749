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

    @Option(help: ArgumentHelp("The longest line that is read, in bytes.", valueName: "bytes"))
    var maxLine = Batch().maximumLineLength

    @Flag(help: "Stop at the first error.")
    var failFast = false

    @OptionGroup var common: CommonOptions

    mutating func validate() throws {
        guard maxLine > 0 else { throw ValidationError("--max-line takes a number of bytes from 1 on.") }
    }

    func run() async throws {
        let host = try await common.host(contract, timeout: timeout.duration)
        var batch = Batch()
        batch.timeout = timeout.duration
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
