internal import ArgumentParser
internal import ClamatorKit
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl diff`: what changes between two contracts.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        _superCommandName: Tool.name,
        abstract: "Show what changes for callers between two contracts, and what breaks.",
        usage: "clamator-repl diff OLD NEW [OPTION...]",
        discussion: """
            OLD and NEW are contract files, or folders of them. A change of a schema that breaks callers is shown by a \
            value that one contract takes and the other refuses.

            Exit status: 0 compatible, 1 breaking, 2 possibly breaking: schemas differ, and no such value was found.
            """
    )

    @Argument(help: "The contract that callers know: a file, or a folder of them.")
    var old: String

    @Argument(help: "The contract that is to replace it.")
    var new: String

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Leave out the changes that are compatible.")
    var breakingOnly = false

    @Option(help: ArgumentHelp("Write the methods as test cases to a file.", valueName: "junit=file"))
    var report: ReportFile?

    @OptionGroup var common: CommonOptions

    func run() throws {
        let before = try common.load([old], findsHandlers: false).services
        let after = try common.load([new], findsHandlers: false).services
        var page = try report?.open(besides: (before + after).flatMap(\.files))
        let compared = ComparedContracts(before, after)
        let text =
            json
            ? compared.json(onlyBreaking: breakingOnly)
            : compared.text(onlyBreaking: breakingOnly, common.palette(for: .output))
        try StandardStream.output.printData(text)
        do throws(StreamError) {
            try page?.write(Array(compared.junit.utf8), at: 0)
        } catch {
            throw StandardStream.outputFailed(error)
        }
        if compared.isBreaking { throw ExitStatus.someError }
        if compared.isPossiblyBreaking { throw ExitStatus.possiblyBreaking }
    }
}
