internal import ArgumentParser
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl manifest`: hashes of the schemas of contracts.
struct ManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Write a hash of each schema of contracts, for check --manifest.",
        usage: "clamator-repl manifest [CONTRACT...] [--service NAME]",
        discussion: "The format, and the hashes for the same schemas, are those of clamator's code generator."
    )

    @OptionGroup var contracts: ContractWords

    @OptionGroup var service: ServiceOption

    func run() throws {
        try StandardStream.output.printData(Manifest.text(of: try service.load(contracts).services))
    }
}
