internal import ArgumentParser
internal import ClamatorKit
internal import LineEditing
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl tail`: watches what passes over Redis.
struct TailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Watch calls and replies pass over Redis.",
        usage: "clamator-repl tail [CONTRACT...] --prefix PREFIX [OPTION...]",
        discussion: """
            Reads the streams of a prefix without joining any group, so that it takes nothing from anybody, until Ctrl-C. \
            Messages of the contracts that are given are checked against them. With --service only the calls of that \
            service are shown.

            Example:
              clamator-repl tail contracts/ --redis redis://localhost --prefix demo
            """
    )

    @OptionGroup var redis: RedisEndpointOptions

    @OptionGroup var contracts: ContractWords

    @OptionGroup var common: CommonOptions

    func run() async throws {
        EndSignals.install(endingWithin: Deadline.farewell)
        let named = try contracts.contracts
        let services = named.isEmpty ? [] : try common.load(named).services
        let (palette, width) = (common.palette(for: .output), Terminal.size.columns)
        let watching = Task { [endpoint = redis.endpoint, service = common.service.service] in
            var traffic = try await Traffic(at: endpoint, services: services, palette: palette, width: width) {
                LogQueue.standardError.print("clamator-repl: " + $0)
            }
            try await traffic.follow(service, until: { Task.isCancelled }) { try StandardStream.output.printData($0) }
            await traffic.close()
        }
        EndSignals.cancel(watching)
        do {
            try await watching.value
        } catch let error as ClamatorTransportError {
            if !EndSignals.came { throw RedisEndpointOptions.unavailable(error) }
        }
        LogQueue.standardError.drain()
    }
}
