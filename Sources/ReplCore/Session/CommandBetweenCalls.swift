internal import ClamatorKit

/// A command that came between calls and changes what later entries are, as no line of a batch can.
struct CommandBetweenCalls {
    let command: Command
    /// The entry as it was typed.
    let entry: String
    /// The service whose answers it changes; nil where that may be any.
    let service: String?
    /// How many calls came before it.
    let position: Int

    /// The command and the first word behind it.
    var summary: String {
        let (name, rest) = entry.trimmed.splitAtSpace
        let word = rest.splitAtSpace.0
        return word.isEmpty ? String(name) : "\(name) \(word)"
    }

    /// How it changes what answers calls.
    private enum Effect {
        /// It only says what is loaded, or what names mean.
        case none
        /// It puts back what was changed before.
        case restoring
        case changing
    }

    private var effect: Effect {
        switch command {
        case .on, .repeat, .errors: .changing
        case .off, .reset, .reload: .restoring
        default: .none
        }
    }

    /// Whether a command takes part in what a batch cannot repeat, or `.read` needs to repeat it. Of `.reload`, what it
    /// comes to is noted.
    static func isOne(_ command: Command, _ argument: String) -> Bool {
        switch command {
        case .on, .off, .reset, .repeat: true
        case .load, .use: !argument.isEmpty || command == .use
        case .errors: argument == "run"
        default: false
        }
    }

    /// Finds the first line that each command may change the answer of.
    struct Tracker {
        private var pending: [CommandBetweenCalls] = []
        /// The services that were called, or changed, so far.
        private var touched: Set<ExactString> = []

        /// Takes in the next command.
        mutating func note(_ command: CommandBetweenCalls) {
            switch command.effect {
            case .none: return
            case .restoring:
                // At the start there is nothing to put back.
                guard command.service.map({ touched.contains(ExactString($0)) }) ?? !touched.isEmpty else { return }
            case .changing:
                if let service = command.service { touched.insert(ExactString(service)) }
            }
            pending.append(command)
        }

        /// Takes in a call of a service.
        ///
        /// - Returns: The commands before it that may change its answer and that of no call before it.
        mutating func noteCall(of service: String) -> [CommandBetweenCalls] {
            touched.insert(ExactString(service))
            func concerns(_ command: CommandBetweenCalls) -> Bool {
                command.service.map { ExactString($0) == ExactString(service) } ?? true
            }
            defer { pending.removeAll(where: concerns) }
            return pending.filter(concerns)
        }
    }
}
