internal import ArgumentParser
internal import ReplCore

/// `clamator-repl batch`: calls as newline-delimited JSON.
struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Answer NDJSON calls on stdin with NDJSON replies on stdout.",
        discussion: """
            One JSON-RPC request a line in, one reply a line out, in order. A notification, without an id or with null, \
            gets no line. A line may say what it expects: "expect": {"result": …}, {"matches": SCHEMA}, {"error": {"code", \
            "message", "messageMatches", "ignoreCase", "data"}} or {"kind": "transport-error" or "notification"}; \
            "repeat": N beside it sends the line N times.
            """
    )

    @Argument(help: "Contract files, or folders of them.", completion: .file(extensions: ["json", "yaml", "yml"]))
    var contract: [String] = []

    @OptionGroup var timeout: TimeoutOption
    @OptionGroup var batch: BatchOptions
    @OptionGroup var live: LiveOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await batch.run(contract, timeout: timeout.duration, live, common)
    }
}
