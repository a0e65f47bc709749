internal import ArgumentParser
internal import ClamatorKit
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl check`: every problem in contracts and handlers.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Report every problem in contracts and handlers."
    )

    @Argument(help: "Contract files, or folders of them.", completion: .file(extensions: ["json"]))
    var contract: [String] = []

    @Flag(help: "Take warnings for errors.")
    var strict = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        let loaded = try common.read(contract, findsMistakes: true)
        for problem in loaded.problems {
            try StandardStream.output.printData(problem.description)
        }
        if loaded.hasErrors || (strict && !loaded.problems.isEmpty) { throw ExitStatus.wrongContract }
        try StandardStream.output.printData(CheckSummary(loaded).text)
    }
}
