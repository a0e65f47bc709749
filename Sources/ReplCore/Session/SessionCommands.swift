internal import ClamatorKit
internal import ScriptedHandlers

/// What begins with a dot.
extension Session {
    func runCommand(_ name: String, _ argument: String) async -> Output {
        do throws(UsageError) {
            guard let command = Command(rawValue: name) else { throw Self.unknownCommand(name) }
            guard argument.isEmpty || command.takesArguments else {
                throw UsageError(".\(name) takes nothing behind it, got \(Printable.excerpt(argument))")
            }
            return try await run(command, argument)
        } catch {
            return failure(error.description)
        }
    }

    private static func unknownCommand(_ name: String) -> UsageError {
        let known = Command.allCases.map(\.rawValue)
        return UsageError(
            "no command .\(Printable.excerpt(name))"
                + Suggestion.sentence(for: name, among: known, mark: ".", else: ".help lists them"))
    }

    private func run(_ command: Command, _ argument: String) async throws(UsageError) -> Output {
        switch command {
        case .help: return Output(text: try Help(services: host.services, paint: options.palette).text(of: argument))
        case .services:
            if argument.isEmpty, let endpoint = host.endpoint { return await listeners(at: endpoint) }
            return try describe(argument.isEmpty ? nil : argument)
        case .peek: return await peek(argument)
        case .describe: return try describe(argument.isEmpty ? service : argument)
        case .errors: return try await errors(argument)
        case .use: return try use(argument)
        case .trace: return try set(.trace, argument)
        case .timing: return try set(.timing, argument)
        case .timeout: return try set(.timeout, argument)
        case .set: return try set(argument)
        case .more: return try more()
        case .history: return try history(argument)
        case .save: return try save(to: argument)
        case .read: return try await read(argument)
        case .load: return await load(argument)
        case .reload: return await reload()
        case .handlers: return Output(text: try handlers.list(argument))
        case .on: return Output(text: try handlers.replace(argument))
        case .off: return Output(text: try handlers.takeBack(argument))
        case .reset: return Output(text: try handlers.reset(argument))
        case .saveHandlers: return Output(text: try handlers.save(to: argument))
        case .quit: return Output(ends: true)
        }
    }

    private func describe(_ name: String?) throws(UsageError) -> Output {
        do throws(UnknownName) {
            return Output(text: try Description(of: host.services, palette: options.palette).text(of: name))
        } catch {
            throw UsageError(error.description + (error.hasSuggestion ? "" : "; .services lists them"))
        }
    }

    private func use(_ name: String) throws(UsageError) -> Output {
        if name.isEmpty {
            service = nil
            return Output()
        }
        let known = host.services.map(\.contract.service)
        guard known.contains(name) else {
            throw UsageError("no service \"\(Printable.excerpt(name))\"" + Suggestion.sentence(for: name, among: known))
        }
        service = name
        return Output()
    }

    private var handlers: HandlerCommands {
        HandlerCommands(services: host.services, inUse: service, paint: options.palette, width: options.columns)
    }

    // MARK: Settings

    /// Changes a setting, or tells it.
    private func set(_ setting: Setting, _ value: String) throws(UsageError) -> Output {
        if value.isEmpty { return Output(text: setting.sentence(in: options)) }
        try setting.set(value, in: &options)
        return Output()
    }

    /// `.set`, `.set NAME`, `.set NAME VALUE`
    private func set(_ argument: String) throws(UsageError) -> Output {
        let (name, value) = argument.splitAtSpace
        if name.isEmpty { return Output(text: settings) }
        guard let setting = Setting(rawValue: String(name)) else {
            let known = Setting.allCases.map(\.rawValue)
            throw UsageError(
                "no setting \(Printable.excerpt(String(name)))"
                    + Suggestion.sentence(
                        for: String(name), among: known, else: "there are " + known.joined(separator: ", ")))
        }
        return try set(setting, String(value))
    }

    private var settings: String {
        Setting.allCases.map { setting in
            "  " + options.palette(.name, setting.rawValue.padded(to: 8)) + " "
                + setting.value(in: options).padded(to: 8) + options.palette(.detail, setting.purpose)
        }.joined(separator: "\n")
    }

    // MARK: History

    private func history(_ argument: String) throws(UsageError) -> Output {
        guard let entries = history() else {
            throw UsageError("no history is kept here; the prompt on a terminal has one")
        }
        guard let count = argument.isEmpty ? 20 : Int(argument), count > 0 else {
            throw UsageError("expected .history or .history N, got \(Printable.excerpt(argument))")
        }
        let width = String(entries.count).count
        let lines = zip(1..., entries).suffix(count).map { number, entry in
            let indent = "\n" + String(repeating: " ", count: width + 4)
            return "  " + options.palette(.detail, String(number).aligned(to: width)) + "  "
                + Printable.escapeLines(entry).replacing("\n", with: indent)
        }
        return Output(text: lines.joined(separator: "\n"))
    }
}
