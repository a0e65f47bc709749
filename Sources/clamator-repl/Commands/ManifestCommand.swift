internal import ArgumentParser
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl manifest`: hashes of the schemas of contracts.
struct ManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Write a hash of each schema of contracts, for check --manifest.",
        discussion: "The format, and the hashes for the same schemas, are those of clamator's code generator."
    )

    @Argument(help: "Contract files, or folders of them.", completion: .file(extensions: ["json", "yaml", "yml"]))
    var contract: [String]

    @OptionGroup var service: ServiceOption

    func run() throws {
        try StandardStream.output.printData(Manifest.text(of: try service.load(contract).services))
    }
}
