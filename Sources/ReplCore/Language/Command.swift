internal import ClamatorKit

/// The commands of the prompt.
enum Command: String, CaseIterable {
    case help, services, describe, peek, errors, use, call, `repeat`, trace, timing, timeout, set, more
    case history, save, record, read, load, reload
    case handlers, on, off, reset
    case saveHandlers = "save-handlers"
    case quit

    /// The command that a first word means, the dot of which may be left out where other prompts have a word for it.
    init?(word: String) {
        switch word {
        case "help", "?", "\\h": self = .help
        case "quit", "exit", "\\q", ".exit": self = .quit
        default:
            guard word.utf8.first == UInt8(ascii: "."), let named = Command(rawValue: String(word.dropFirst())) else {
                return nil
            }
            self = named
        }
    }

    /// The command that a misspelled first word may have been meant as, as it is typed; nil where none is near.
    static func nearest(to word: String) -> String? {
        let nearest = Suggestion.nearest(to: word, among: names)
        return nearest.map { Command(word: $0) == nil ? ".\($0)" : $0 }
    }

    /// The words that stand behind a dot for a command.
    static let names = allCases.map(\.rawValue) + ["exit"]

    private var usage: (arguments: String, purpose: String) {
        switch self {
        case .help: ("[TOPIC]", "this text, or more on a topic")
        case .services: ("", "the services and their methods")
        case .describe: ("NAME", "a service, a method or a type: all there is to know")
        case .peek: ("[SERVICE]", "the last calls over Redis, and their replies")
        case .errors: ("[run]", "every error with a line that provokes it; run them")
        case .use: ("SERVICE", "lets METHOD stand for SERVICE.METHOD; .use ends that")
        case .call: ("METHOD", "begins a call of it, with its required params to edit")
        case .repeat: ("N [CALL]", "makes the last call, or another, N times: the rate")
        case .trace: ("[on|off]", "the way of the last call; on shows that of each")
        case .timing: ("on|off", "shows how long calls take")
        case .timeout: ("MS", "how many milliseconds a call may take")
        case .set: ("[NAME VALUE]", "the settings, or changes one")
        case .more: ("", "goes on with a text that was too long for the screen")
        case .history: ("[N]", "the last entries")
        case .save: ("FILE", "writes the requests sent so far as lines for a batch")
        case .record: ("[FILE|off]", "writes each call to a file as it is made")
        case .read: ("FILE", "runs the lines of a file")
        case .load: ("PATH", "loads a contract or a folder of them besides")
        case .reload: ("", "loads all files again, those that hold")
        case .handlers: ("[NAME]", "the rules that answer, and how often each did")
        case .on: ("METHOD RULE", "lets another rule answer: JSON, or silence")
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

    /// Whether something may stand behind the name.
    var takesArguments: Bool { self == .services || !usage.arguments.isEmpty }
}
