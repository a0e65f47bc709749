internal import ArgumentParser
internal import ClamatorKit
internal import LineEditing
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl describe`: what contracts offer.
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        _superCommandName: Tool.name,
        abstract: "Show services, methods and their signatures.",
        usage: "clamator-repl describe [CONTRACT...] [NAME] [OPTION...]"
    )

    @Argument(
        help: ArgumentHelp(
            "Contract files, or folders of them, unless -c names them; then SERVICE, SERVICE.METHOD or a type behind one"
                + " of these, everything where none is given.", valueName: "contract|name"))
    var words: [String] = []

    @OptionGroup var contracts: ContractOption

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        let words = LeadingContracts(words, besides: contracts)
        guard words.rest.count < 2 else {
            throw fail("one name can be described at a time, not \(words.rest.count)", ExitStatus.usage)
        }
        let name = words.rest.first
        let hint = name.map(Tool.contractHint) ?? ""
        if let name, !hint.isEmpty, words.contracts.isEmpty, contracts.isEmpty, !ContractSources.defaultFolderExists {
            throw fail("no file, service or method \"\(Printable.excerpt(name))\"\(hint)", ExitStatus.usage)
        }
        let services = try common.load(contracts.contracts(behind: words.contracts)).services
        let description = Description(
            of: services, palette: common.palette(for: .output), width: Terminal.size.columns)
        do {
            let text = json ? try description.json(of: name) : try description.text(of: name)
            try StandardStream.output.printData(text)
        } catch let error as UnknownName {
            throw fail(error.sentence(listedBy: "describe", orHint: hint), ExitStatus.usage)
        }
    }
}
