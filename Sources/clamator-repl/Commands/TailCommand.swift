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
        EndSignals.install()
        let named = try contracts.contracts
        let services = named.isEmpty ? [] : try common.load(named).services
        RedisEndpointOptions.warnOfInsecurity(redis.endpoint)
        do {
            var traffic = try await Traffic(
                at: redis.endpoint, services: services, palette: common.palette(for: .output),
                width: Terminal.size.columns)
            try await traffic.follow(common.service.service, until: { EndSignals.came }) {
                try StandardStream.output.printData($0)
            }
            await traffic.close()
        } catch let error as ClamatorTransportError {
            throw RedisEndpointOptions.unavailable(error)
        }
    }
}
