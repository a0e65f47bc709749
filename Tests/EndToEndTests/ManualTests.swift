import Foundation
import Testing

/// The manual page names what the tool understands, and nothing else.
@Suite struct ManualTests {
    /// What `--experimental-dump-help` tells of a command.
    private struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
            }
            let names: [Name]?
            let shouldDisplay: Bool
        }
        let commandName: String
        let arguments: [Argument]?
        let subcommands: [Command]?

        var options: Set<String> {
            let own = (arguments ?? []).filter(\.shouldDisplay).flatMap { $0.names ?? [] }
                .map { ($0.kind == "long" ? "--" : "-") + $0.name }
            return (subcommands ?? []).reduce(into: Set(own)) { $0.formUnion($1.options) }
        }
    }

    private struct Dump: Decodable {
        let command: Command
    }

    private let tool: Command
    private let page: String

    init() throws {
        let dump = try Run.tool("--experimental-dump-help").output
        tool = try JSONDecoder().decode(Dump.self, from: Data(dump.utf8)).command
        page = try String(contentsOfFile: Project.path + "/Documentation/clamator-repl.1", encoding: .utf8)
            .replacing("\\-", with: "-")
    }

    @Test func `The manual has a section for each subcommand`() {
        let sections = page.split(separator: "\n").filter { $0.hasPrefix(".SS ") }.map { String($0.dropFirst(4)) }
        #expect(Set(sections) == Set(tool.subcommands?.map(\.commandName) ?? []))
    }

    @Test func `The manual has each command of the prompt, in the order of .help`() throws {
        let help = try Run.tool(Project.contracts, "-e", ".help").output.split(separator: "\n")
        let commands = help.filter { $0.hasPrefix("  .") }.map { $0.split(separator: " ")[0] }
        let section = page.split(separator: "\n").drop { $0 != ".SH COMMANDS" }.dropFirst().prefix {
            !$0.hasPrefix(".SH ")
        }
        let tags = section.filter { $0.hasPrefix(".B .") || $0.hasPrefix(".BI .") }
        #expect(tags.map { $0.split(separator: " ")[1] } == commands)
    }

    @Test func `The manual names every option, and no other`() {
        let tags = page.split(separator: "\n").filter { $0.hasPrefix(".B") }
        let words = tags.flatMap { $0.split { !$0.isLetter && $0 != "-" }.map(String.init) }
        let named = words.filter { $0.hasPrefix("-") && $0 != "-" }
        #expect(Set(named) == tool.options)
    }
}
