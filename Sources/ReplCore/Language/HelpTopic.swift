/// What there is help on, besides the commands.
enum HelpTopic: String, CaseIterable {
    case calls, json, handlers, errors, trace, settings, history, keys, files, batch

    /// All that there is help on, commands too.
    static let words =
        allCases.map(\.rawValue) + Command.allCases.map(\.rawValue).filter { HelpTopic(rawValue: $0) == nil }
}
