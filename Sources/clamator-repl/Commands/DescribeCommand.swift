internal import ArgumentParser
internal import ClamatorKit
internal import LineEditing
internal import ReplCore
internal import ScriptedHandlers

/// `clamator-repl describe`: what contracts offer.
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Show services, methods and their signatures."
    )

    @Argument(
        help: "SERVICE, SERVICE.METHOD or a type behind one of them; everything where none is given.",
        completion: NameCompletion.all)
    var name: String?

    @OptionGroup var contracts: ContractOption

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        let services = try common.load(contracts.contract).services
        let description = Description(
            of: services, palette: common.palette(for: .output), width: Terminal.size.columns)
        do {
            let text = json ? try description.json(of: name) : try description.text(of: name)
            try StandardStream.output.printData(text)
        } catch let error as UnknownName {
            throw fail(error.description, ExitStatus.usage)
        }
    }
}
