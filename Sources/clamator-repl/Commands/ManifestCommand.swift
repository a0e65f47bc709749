internal import ArgumentParser
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl manifest`: hashes of the schemas of contracts.
struct ManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        _superCommandName: Tool.name,
        abstract: "Write a hash of each schema of contracts, for check --manifest.",
        usage: "clamator-repl manifest [CONTRACT...] [--service NAME]",
        discussion: "The format, and the hashes for the same schemas, are those of clamator's code generator."
    )

    @Argument(help: .contracts) var words: [String] = []
    @OptionGroup var contracts: ContractOption

    @OptionGroup var service: ServiceOption

    func run() throws {
        let services = try service.load(contracts, behind: words).services
        let text: String
        do throws(UsageError) {
            text = try Manifest.text(of: services)
        } catch {
            throw fail(error.description, ExitStatus.wrongContract)
        }
        try StandardStream.output.printData(text)
    }
}
