internal import ArgumentParser
internal import ClamatorKit
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl check`: every problem in contracts and handlers.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        _superCommandName: Tool.name,
        abstract: "Report every problem in contracts and handlers.",
        usage: "clamator-repl check [CONTRACT...] [OPTION...]"
    )

    @Argument(help: .contracts) var words: [String] = []
    @OptionGroup var contracts: ContractOption

    @Flag(help: "Take warnings for errors.")
    var strict = false

    @Option(
        help: ArgumentHelp("Report methods whose schemas differ from those of a manifest.", valueName: "file"),
        completion: .file(extensions: ["json", "yaml", "yml"]))
    var manifest: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
        let loaded = try common.read(contracts.contracts(behind: words), findsMistakes: true)
        for diagnostic in loaded.diagnostics {
            try StandardStream.output.printData(diagnostic.description)
        }
        // What a file that cannot be used had is not gone.
        let drift = loaded.hasUselessFiles ? [] : try drift(from: manifest, to: loaded.services)
        for line in drift { try StandardStream.output.printData(line) }
        if loaded.hasErrors { throw loaded.statusOfErrors }
        if (strict && !loaded.diagnostics.isEmpty) || !drift.isEmpty {
            throw ExitStatus.wrongContract
        }
        try StandardStream.output.printData(CheckSummary(loaded).text)
    }

    private func drift(from file: String?, to services: [ContractLoader.Service]) throws -> [String] {
        guard let file else { return [] }
        let text = try loadingFiles { try Files.read(file) }
        do throws(UsageError) {
            return try Manifest.drift(from: text, named: file, to: services)
        } catch {
            throw fail(error.description, ExitStatus.wrongContract)
        }
    }
}
