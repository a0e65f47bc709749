internal import ArgumentParser
internal import ClamatorKit
internal import ContractGeneration
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl generate`: code that uses contracts.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        _superCommandName: Tool.name,
        abstract: "Write types, clients and services of contracts, in a programming language.",
        usage: "clamator-repl generate LANGUAGE [CONTRACT...] -o FOLDER [OPTION...]",
        discussion: """
            LANGUAGE is swift or python. Writes a file for each service, and removes those of services that are gone. \
            Nothing but the contracts decides what is written: the same contracts give the same bytes.
            """
    )

    /// A language, as it is named here.
    enum Language: String, CaseIterable, ExpressibleByArgument {
        case swift, python
    }

    @Argument(help: "The language.")
    var language: Language

    @Argument(help: .contracts) var words: [String] = []
    @OptionGroup var contracts: ContractOption

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The folder to write to.", valueName: "dir"), completion: .directory)
    var output: String

    @Option(help: "Who sees what is declared in Swift.")
    var access: SwiftAccess = .public

    @Flag(help: "Write nothing; say how the folder differs from what would be written, and exit 1 where it does.")
    var check = false

    @OptionGroup var service: ServiceOption

    func run() throws {
        let loaded = try service.load(contracts, behind: words)
        // A method that is set aside has no types.
        if loaded.hasErrors { throw ExitStatus.wrongContract }
        let sources: [GenerationSource]
        do throws(ContractError) {
            sources = try loaded.services.map { service throws(ContractError) in
                try GenerationSource(
                    service.contract, text: service.source, standalone: service.standalone, file: service.file)
            }
        } catch {
            throw fail(error.description, ExitStatus.wrongContract)
        }
        let files = code.files(for: sources)
        let folder = OutputFolder(output, of: code)
        let changes: [OutputFolder.Change]
        do throws(FileError) {
            changes = try folder.changes(for: files)
            if !check { try folder.apply(changes) }
        } catch {
            throw fail(error.description, ExitStatus.outputFailed)
        }
        if check {
            try changes.flatMap(\.differences).forEach { try StandardStream.output.printData($0) }
            if !changes.isEmpty { throw ExitStatus.someError }
        } else {
            changes.forEach { StandardStream.error.print($0.report) }
        }
    }

    private var code: CodeLanguage {
        switch language {
        case .swift: .swift(access)
        case .python: .python
        }
    }
}

extension GenerateCommand {
    /// The languages, as candidates of completion.
    static let languages = Language.allCases.map { CommandLineCompleter.Candidate(text: $0.rawValue) }
}

extension SwiftAccess: ExpressibleByArgument {}
