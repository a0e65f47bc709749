internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// Runs entries: calls, and commands, which begin with a dot.
final class EntryRunner {
    let state: SessionState
    private let reloader: ContractReloader
    private let pager: Pager
    /// Gives the entries of the prompt's history, oldest first; nil where none is kept.
    var history: () -> [String]? = { nil }
    /// Shows what there is so far of an entry that runs others; false where no more can be shown. Where it is nil, all
    /// is shown at the end.
    var show: ((Output) -> Bool)?
    /// The files that `.read` is in, each named in the one before.
    var filesBeingRead: [String] = []

    init(_ state: SessionState, _ reloader: ContractReloader, _ pager: Pager) {
        self.state = state
        self.reloader = reloader
        self.pager = pager
    }

    /// Runs an entry, once files that changed are loaded again.
    func run(_ entry: Entry) async -> Output {
        // `.reload` itself says what it did.
        let isReload = entry.command == .reload && entry.rest.isEmpty
        var output = state.options.watchesFiles && !isReload ? await reloader.reloadIfChanged() ?? Output() : Output()
        // Errors in files are no failure of the entry.
        output.isFailure = false
        do throws(UsageError) {
            if let mistake = entry.mistake { throw UsageError(mistake.message) }
            switch entry.form {
            case .empty, .comment: break
            case .command: output.append(try await runCommand(entry))
            case .result: output.append(try showResult(entry))
            case .raw, .call: output.append(try await call(entry))
            }
        } catch {
            output.append(state.failure(error.description))
        }
        return output
    }

    /// Sends what an entry says, and keeps the result where it has a name for it.
    private func call(_ entry: Entry) async throws(UsageError) -> Output {
        let calls = CallRunner(state: state)
        guard let exchange = try await calls.exchange(entry) else { return Output() }
        if let name = entry.keptName, case .success(.result(let result)) = exchange.outcome {
            state.keep(result, as: entry.text.text(name))
        }
        return calls.show(exchange)
    }

    /// Shows an earlier result, or a part of one.
    private func showResult(_ entry: Entry) throws(UsageError) -> Output {
        let word = state.results.isReference(entry.name) ? entry.name : "_" + entry.name
        guard let result = try state.results.reference(word) else { return Output() }
        if let name = entry.keptName { state.keep(result, as: entry.text.text(name)) }
        let rendering = ReplyRendering(paint: state.options.palette, width: state.options.columns)
        return state.broken(Output(text: rendering.result(result, time: nil)))
    }

    private func runCommand(_ entry: Entry) async throws(UsageError) -> Output {
        guard let command = entry.command else { return Output() }
        let output = try await run(command, entry.restText, entry)
        state.note(command, entry)
        return output
    }

    private func run(_ command: Command, _ argument: String, _ entry: Entry) async throws(UsageError) -> Output {
        switch command {
        case .help:
            let help = Help(services: state.host.services, paint: state.options.palette)
            return Output(text: state.notice(try help.text(of: argument)))
        case .services:
            if argument.isEmpty, let endpoint = state.host.endpoint { return await redis.listeners(at: endpoint) }
            return try describe(argument.isEmpty ? nil : argument)
        case .peek: return await redis.peek(argument)
        case .describe: return try describe(argument.isEmpty ? state.serviceInUse : argument)
        case .errors: return try await ErrorCommand(calls: CallRunner(state: state)).run(argument)
        case .use: return try use(argument)
        case .call: return try beginCall(argument)
        case .repeat: return try await RepeatCommand(state: state).run(entry)
        case .trace: return argument.isEmpty ? try traceOfLastCall() : try settings.set(.trace, argument)
        case .timing: return try settings.set(.timing, argument)
        case .timeout: return try settings.set(.timeout, argument)
        case .set: return try settings.set(argument)
        case .more: return try pager.more()
        case .history: return try showHistory(argument)
        case .save: return Output(text: state.notice(try save(to: argument)))
        case .record: return Output(text: state.notice(try record(argument)))
        case .read: return try await read(argument)
        case .load: return try await reloader.load(argument)
        case .reload: return await reloader.reload()
        case .handlers: return Output(text: state.notice(try handlers.list(argument)))
        case .on: return Output(text: state.notice(try handlers.replace(argument)))
        case .off: return Output(text: state.notice(try handlers.takeBack(argument)))
        case .reset: return Output(text: state.notice(try handlers.reset(argument)))
        case .saveHandlers:
            let saved = try handlers.save(to: argument)
            reloader.adopt(argument, for: saved.service)
            return Output(text: state.notice(saved.text))
        case .quit: return Output(ends: true)
        }
    }

    private var redis: RedisCommands { RedisCommands(state: state) }
    private var settings: SettingCommands { SettingCommands(state: state) }
    private var handlers: HandlerCommands {
        HandlerCommands(
            catalogue: state.catalogue, serviceInUse: state.serviceInUse, paint: state.options.palette,
            width: state.options.columns)
    }

    private func describe(_ name: String?) throws(UsageError) -> Output {
        let description = Description(
            of: state.catalogue, paint: state.options.palette, width: state.options.columns, command: ".describe")
        do throws(UnknownName) {
            return Output(text: try description.styledText(of: name))
        } catch {
            throw UsageError(error.sentence(listedBy: ".services"))
        }
    }

    /// Puts a call with the required params into the next entry; where entries are not edited, it is shown.
    private func beginCall(_ name: String) throws(UsageError) -> Output {
        guard !name.isEmpty else { throw UsageError("expected .call METHOD") }
        guard let named = state.vocabulary.method(name) else {
            throw state.catalogue.unknown(name, listedBy: ".services")
        }
        let line = ExampleCall.beginning(of: named).line
        guard state.options.rows != nil else { return Output(text: StyledText(Printable.escape(line))) }
        var output = Output()
        output.typedAhead = line
        return output
    }

    private func traceOfLastCall() throws(UsageError) -> Output {
        guard let last = state.lastCall else { throw UsageError("there is no call to trace: none was sent yet") }
        return state.broken(Output(text: CallTraceRendering(paint: state.options.palette).text(last)))
    }

    private func use(_ name: String) throws(UsageError) -> Output {
        guard name.isEmpty || state.catalogue.service(name) != nil else { throw state.catalogue.unknownService(name) }
        state.serviceInUse = name.isEmpty ? nil : name
        return Output()
    }

    private func showHistory(_ argument: String) throws(UsageError) -> Output {
        guard let entries = history() else {
            throw UsageError("no history is kept here; the prompt on a terminal has one")
        }
        guard let count = argument.isEmpty ? 20 : Int(argument), count > 0 else {
            throw UsageError("expected .history or .history N, got \(Printable.excerpt(argument))")
        }
        let width = String(entries.count).count
        let lines = zip(1..., entries).suffix(count).map { number, entry -> StyledText in
            let label = state.options.palette(.detail, String(number).aligned(to: width))
            let indent = "\n" + String(repeating: " ", count: width + 4)
            return "  \(label)  \(Printable.escapeLines(entry).replacing("\n", with: indent))"
        }
        return Output(text: lines.joined(separator: "\n"))
    }
}
