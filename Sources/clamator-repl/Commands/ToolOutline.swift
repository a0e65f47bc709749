internal import ArgumentParser
internal import ClamatorKit

/// The subcommands and options of the tool, as its parser tells them.
struct ToolOutline {
    struct Option {
        /// Its names, with their hyphens.
        let names: [String]
        /// Whether a value follows it.
        let takesValue: Bool
        let values: Values
        let purpose: String?

        /// Whether a contract follows it.
        var isContract: Bool { names.contains("--contract") }

        /// Words that may follow it beside files.
        var words: [String] { names.contains("--hello") ? ["mcp"] : [] }
    }

    /// What may stand where a word is wanted.
    enum Values {
        case unknown
        case list([String])
        /// Files whose names end so, or any; and folders.
        case files([String])
        case folders
    }

    struct Command {
        let name: String
        let purpose: String?
        let options: [Option]
    }

    let commands: [Command]

    init() {
        let tool = (try? JSON(parsing: Tool._dumpHelp()))?["command"]
        commands = tool?["subcommands"]?.elements.map(Command.init) ?? []
    }

    func command(_ name: String) -> Command? { commands.first { $0.name == name } }

    /// The option of a command that has a name; where no command is named, of the prompt or of a call.
    func option(_ name: String, of command: String?) -> Option? {
        let commands = (command.map { [$0] } ?? ["prompt", "call"]).compactMap(self.command)
        return commands.lazy.flatMap(\.options).first { $0.names.contains(name) }
    }
}

extension ToolOutline.Command {
    fileprivate init(_ json: JSON) {
        name = json["commandName"]?.string ?? ""
        purpose = json["abstract"]?.string
        options =
            json["arguments"]?.elements.filter {
                $0["kind"]?.string != "positional" && $0["shouldDisplay"]?.bool == true
            }
            .map(ToolOutline.Option.init) ?? []
    }
}

extension ToolOutline.Option {
    fileprivate init(_ json: JSON) {
        names =
            json["names"]?.elements.map { ($0["kind"]?.string == "long" ? "--" : "-") + ($0["name"]?.string ?? "") }
            ?? []
        takesValue = json["kind"]?.string == "option"
        values = ToolOutline.Values(json)
        purpose = json["abstract"]?.string
    }
}

extension ToolOutline.Values {
    fileprivate init(_ json: JSON) {
        let listed = json["allValues"]?.elements.compactMap(\.string) ?? []
        let kind = json["completionKind"]
        if !listed.isEmpty {
            self = .list(listed)
        } else if let file = kind?["file"] {
            self = .files(file["extensions"]?.elements.compactMap(\.string) ?? [])
        } else {
            self = kind?["directory"] == nil ? .unknown : .folders
        }
    }
}
