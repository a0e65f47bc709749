internal import ArgumentParser
internal import ClamatorKit
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl import`: contracts made of documents in other formats.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        _superCommandName: Tool.name,
        abstract: "Write contracts made of OpenRPC documents and of schemas.",
        usage: "clamator-repl import FILE... [-o FOLDER] [--service NAME]",
        discussion: """
            Takes OpenRPC 1.x documents, schemas that define requests with their methods (as MCP's), and pairs of \
            request and response schemas (as OCPP's; a folder of them too). Writes SERVICE.json for each, and says on \
            stderr what was not carried over.
            """
    )

    @Argument(help: "The documents, or folders of them.")
    var file: [String]

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The folder to write to; it is made where it is missing.", valueName: "dir"),
        completion: .directory)
    var output = "."

    @OptionGroup var service: ServiceOption

    func run() throws {
        let loaded = try service.load(file)
        for diagnostic in loaded.diagnostics where diagnostic.isOfFilePassedOver {
            StandardStream.error.print(diagnostic.description)
        }
        for service in loaded.services {
            let stem = "\(output)/\(service.contract.service)"
            let path = stem + ".json"
            if let twin = FileFormat.allEndings.map({ stem + $0 }).first(where: Files.exists), twin != path {
                throw fail("\(twin): stands where \(path) would; -o names another folder", ExitStatus.outputFailed)
            }
            do throws(FileError) {
                try Files.makeFolders(output)
                try Files.write(ContractText.text(of: service.completeSource) + "\n", to: path, replaces: false)
            } catch {
                let hint = Files.exists(path) ? "; -o names another folder" : ""
                throw fail(error.description + hint, ExitStatus.outputFailed)
            }
            let count = service.contract.methods.count
            StandardStream.error.print(
                Printable.escape("\(service.given): \(path), \(count) method\(count == 1 ? "" : "s")")
                    + (service.losses.isEmpty ? "" : "; not carried over: \(service.losses)"))
        }
    }
}
