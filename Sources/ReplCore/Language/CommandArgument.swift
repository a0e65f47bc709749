extension Command {
    /// What stands behind the command's name, for completion.
    enum Argument: Equatable {
        case none
        case service
        case method
        /// A service or a method.
        case name
        /// A method, and JSON behind it.
        case rule
        case file
        /// A number, and a call behind it.
        case countedCall
        /// One of these words.
        case words([String])
        /// A setting, and its value behind it.
        case setting
    }

    var argument: Argument {
        switch self {
        case .reload, .more, .history, .timeout, .quit: .none
        case .services, .describe, .handlers: .name
        case .use, .reset, .peek: .service
        case .off, .call: .method
        case .on: .rule
        case .load, .save, .record, .read, .saveHandlers: .file
        case .trace, .timing: .words(["on", "off"])
        case .set: .setting
        case .repeat: .countedCall
        case .errors: .words(["run"])
        case .help: .words(HelpTopic.words)
        }
    }
}
