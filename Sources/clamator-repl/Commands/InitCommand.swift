internal import ArgumentParser
internal import ClamatorKit
internal import ReplCore

/// `clamator-repl init`: the files that a contract of one's own begins with.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        _superCommandName: Tool.name,
        abstract: "Begin a contract: write one with its handlers, to be changed.",
        usage: "clamator-repl init [NAME] [-o FOLDER]",
        discussion: """
            Writes NAME.json, NAME.handlers.json, NAME.expect.ndjson, and the two JSON Schemas by which an editor completes \
            them. Nothing is overwritten.
            """
    )

    @Argument(help: ArgumentHelp("The service's name.", valueName: "name"))
    var name = "todo"

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The folder to write to.", valueName: "dir"), completion: .directory)
    var output = "."

    func run() throws {
        guard let starter = Starter(service: name) else {
            throw fail(
                "\"\(name)\" is no name of a service: lower-case letters, digits and hyphens, a letter first",
                ExitStatus.usage)
        }
        let folder = output == "." ? "" : output + "/"
        // All or nothing, except the schemas: those of an earlier contract serve this one too.
        for file in starter.files where Files.exists(folder + file.name) {
            throw fail("\(folder + file.name): is there already, and is not overwritten", ExitStatus.outputFailed)
        }
        let missing = starter.schemas.filter { !Files.exists(folder + $0.name) }
        for file in starter.files + missing {
            do throws(FileError) {
                try Files.makeFolders(output)
                try Files.write(file.text, to: folder + file.name, replaces: false)
            } catch {
                throw fail(
                    error.description, error.fault == .wrong ? ExitStatus.outputFailed : ExitStatus.of(error.fault))
            }
            StandardStream.error.print(Printable.escape("\(folder + file.name): \(file.purpose)"))
        }
        StandardStream.error.print(Printable.escape("Try: clamator-repl \(folder)\(name).json --mock"))
    }
}
