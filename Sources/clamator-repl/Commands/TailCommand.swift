internal import ArgumentParser
internal import ClamatorKit
internal import LineEditing
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl tail`: watches what passes over Redis.
struct TailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        _superCommandName: Tool.name,
        abstract: "Watch calls and replies pass over Redis.",
        usage: "clamator-repl tail [CONTRACT...] --prefix PREFIX [OPTION...]",
        discussion: """
            Reads the streams of a prefix without joining any group, so that it takes nothing from anybody, until Ctrl-C. \
            Messages of the contracts that are given are checked against them. With --service only the calls of that \
            service are shown. --save writes each call with its reply as a line for `batch`, in the order of the calls; \
            `handlers` makes handlers of such a file.

            Examples:
              clamator-repl tail contracts/ --redis redis://localhost --prefix demo
              clamator-repl tail --redis redis://localhost --prefix demo --save new.ndjson
            """
    )

    @OptionGroup var redis: RedisEndpointOptions

    @Argument(help: .contracts) var words: [String] = []
    @OptionGroup var contracts: ContractOption

    @Option(
        help: ArgumentHelp("A new file to write the calls to, with their replies.", valueName: "file"),
        completion: .file())
    var save: String?

    @Option(
        help: ArgumentHelp(
            "With --save: how long a call waits for its reply until it counts as timed out, in milliseconds."
                + " (default: 30000)", valueName: "ms"))
    var timeout: Int?

    @OptionGroup var common: CommonOptions

    mutating func validate() throws {
        guard let timeout else { return }
        guard save != nil else { throw ValidationError("--timeout stands beside --save alone") }
        try TimeoutOption.check(timeout, of: "--timeout")
    }

    func run() async throws {
        let endpoint = try redis.endpoint()
        EndSignals.install(endingWithin: Deadline.farewell)
        let named = try contracts.contracts(behind: words)
        let services = named.isEmpty ? [] : try common.load(named).services
        RedisEndpointOptions.warnOfInsecurity(endpoint)
        let (palette, width) = (common.palette(for: .output), Terminal.size.columns)
        let (file, wait) = (save, Duration.milliseconds(timeout ?? 30_000))
        let watching = Task { [service = common.service] in
            var traffic = try await Traffic(
                at: endpoint, services: services, waitingAtMost: nil, palette: palette, width: width
            ) {
                LogQueue.standardError.print("clamator-repl: " + $0)
            }
            if let file { try traffic.record(to: file, timeout: wait) }
            let recorded = try await traffic.follow(service, until: { Task.isCancelled }) {
                try StandardStream.output.printData($0)
            }
            await traffic.close()
            return recorded
        }
        EndSignals.cancel(watching)
        do {
            if let recorded = try await watching.value { LogQueue.standardError.print(Printable.escape(recorded)) }
        } catch let error as FileError {
            throw fail(error.description, ExitStatus.outputFailed)
        } catch let error as ClamatorTransportError {
            if !EndSignals.came { throw RedisEndpointOptions.unavailable(error) }
        }
        LogQueue.standardError.drain()
    }
}
