internal import ArgumentParser
internal import ClamatorKit
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl export`: contracts in the formats of others.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        _superCommandName: Tool.name,
        abstract: "Write contracts in another format.",
        usage: "clamator-repl export [CONTRACT...] --format FORMAT [-o FILE]"
    )

    @Argument(help: .contracts) var words: [String] = []
    @OptionGroup var contracts: ContractOption

    @Option(help: "The format.")
    var format: ContractExports.Format

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file to write. (default: stdout)", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var service: ServiceOption

    func run() throws {
        let services = try service.load(contracts, behind: words).services
        let (text, losses) = ContractExports.export(services, in: format)
        if !losses.isEmpty { StandardStream.error.print("not carried over: \(losses)") }
        guard let output else { return try StandardStream.output.printData(text) }
        do throws(FileError) {
            try Files.write(text + "\n", to: output)
        } catch {
            throw fail(error.description, ExitStatus.outputFailed)
        }
    }
}

extension ContractExports.Format: ExpressibleByArgument {}
