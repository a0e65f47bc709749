internal import ArgumentParser
internal import ReplCore

/// `clamator-repl batch`: calls as newline-delimited JSON.
struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        _superCommandName: Tool.name,
        abstract: "Answer NDJSON calls on stdin with NDJSON replies on stdout.",
        usage: "clamator-repl batch [CONTRACT...] [CALLS.ndjson] [OPTION...]",
        discussion: """
            One JSON-RPC request a line in, one reply a line out, in order. A notification, without an id or with null, \
            gets no line. A line may say what it expects: "expect": {"result": …}, {"matches": SCHEMA}, {"error": {"code", \
            "message", "messageMatches", "ignoreCase", "data"}} or {"kind": "transport-error" or "notification"}; \
            "repeat": N beside it sends the line N times.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Contract files, or folders of them; and the file of calls, *.ndjson or *.jsonl, instead of stdin.",
            valueName: "contract"))
    var words: [String] = []

    @OptionGroup var contracts: ContractOption

    @OptionGroup var timeout: TimeoutOption
    @OptionGroup var batch: BatchOptions
    @OptionGroup var live: LiveOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let calls = words.filter(Self.isCalls)
        guard calls.count < 2 else {
            throw fail("one file of calls can be read, not \(calls.count)", ExitStatus.usage)
        }
        if let file = calls.first { try StandardStream.readInput(from: file) }
        let named = try contracts.contracts(behind: words.filter { !Self.isCalls($0) })
        try await batch.run(named, timeout: timeout.duration, live, common)
    }

    /// Whether a word names a file of calls.
    static func isCalls(_ word: String) -> Bool {
        [".ndjson", ".jsonl"].contains { word.hasSuffix($0) }
    }
}
