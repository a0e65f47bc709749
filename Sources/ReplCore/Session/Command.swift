/// The commands of the prompt.
enum Command: String, CaseIterable {
    case help, services, describe, errors, use, trace, timing, load, reload, handlers, on, off, reset
    case saveHandlers = "save-handlers"
    case quit

    private var usage: (arguments: String, purpose: String) {
        switch self {
        case .help: ("", "this text")
        case .services: ("", "the services and their methods")
        case .describe: ("NAME", "a service or a method: params, result, examples")
        case .errors: ("", "every error of the protocol, with a line that provokes it")
        case .use: ("SERVICE", "lets METHOD stand for SERVICE.METHOD; without a name, ends that")
        case .trace: ("on|off", "shows the messages and how far a call came")
        case .timing: ("on|off", "shows how long calls take")
        case .load: ("PATH", "loads a contract or a folder of them besides")
        case .reload: ("", "loads all files again, those that hold")
        case .handlers: ("[NAME]", "the rules that answer, and how often each did")
        case .on: ("METHOD RULE", "lets another rule answer a method: JSON as in a handlers file, or silence")
        case .off: ("METHOD", "takes that back")
        case .reset: ("[SERVICE]", "puts state and sequences back to their start")
        case .saveHandlers: ("FILE", "writes the rules that stand now as a handlers file")
        case .quit: ("", "ends")
        }
    }

    /// What the command is for.
    var purpose: String { usage.purpose }

    /// How the command is typed.
    var synopsis: String { usage.arguments.isEmpty ? ".\(rawValue)" : ".\(rawValue) \(usage.arguments)" }

    static func help(_ paint: Palette) -> String {
        var lines = [
            "A call is SERVICE.METHOD and its params:",
            "  arith.add a=2 b=3          each by its name; a value is JSON or, where that does not fit, text",
            "  arith.add {\"a\": 2, \"b\": 3}   all at once, as JSON; or @FILE",
            "  arith.negate n=_.sum       _ is the last result, _3 the third",
            "A line that begins with { or [ is sent as it is.",
            "",
        ]
        for command in allCases {
            let usage = command.usage
            let start = ".\(command.rawValue) \(usage.arguments)"
            let gap = String(repeating: " ", count: max(1, 27 - start.count))
            lines.append("  " + paint(.name, start) + gap + usage.purpose)
        }
        return lines.joined(separator: "\n")
    }
}
