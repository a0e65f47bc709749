internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// What a session knows, which the parts that do its work share.
final class SessionState {
    var options: Session.Options
    /// Serves the contracts and calls them.
    var host: ServiceHost {
        didSet {
            catalogue = ServiceCatalogue(host.services)
            if let serviceInUse, catalogue.service(serviceInUse) == nil { self.serviceInUse = nil }
        }
    }
    private(set) var catalogue: ServiceCatalogue
    var serviceInUse: String?
    /// What was sent, and the outcomes.
    private(set) var exchanges: [Exchange] = []
    /// The call that was made last, be it by `.repeat`; nil where there was none.
    var lastCall: Exchange?
    /// What `_`, `_3` and `_NAME` stand for.
    private(set) var results = SessionResults()

    /// The commands between the calls that a batch cannot repeat.
    private(set) var commands: [CommandBetweenCalls] = []
    /// Writes the calls to a file; nil where none is wanted.
    var recorder: CallRecorder?

    init(host: ServiceHost, options: Session.Options) {
        self.host = host
        self.options = options
        catalogue = ServiceCatalogue(host.services)
    }

    /// What an entry can speak of.
    var vocabulary: Vocabulary {
        Vocabulary(catalogue: catalogue, serviceInUse: serviceInUse, results: results)
    }

    /// Makes requests of calls, and texts of errors.
    var callBuilder: CallBuilder {
        CallBuilder(catalogue: catalogue, listing: ".services", isLive: host.isLive)
    }

    /// What the prompt shows before an entry.
    var prompt: StyledText {
        let text = options.prompt.replacing("${service}", with: serviceInUse.map { ":\($0)" } ?? "")
        return StyledText(text, options.palette.usesColor ? TextStyle(isBold: true) : .plain)
    }

    /// The line above the first prompt.
    var greeting: String {
        "Services: \(catalogue.serviceNames.joined(separator: " ")). .help helps, .quit leaves."
    }

    /// Notes a command that was run, where it takes part in what the calls come to.
    func note(_ command: Command, _ entry: Entry) {
        guard CommandBetweenCalls.isOne(command, entry.restText) else { return }
        note(
            command, String(entry.text.text(0..<entry.text.count).trimmed), service: serviceChanged(by: command, entry))
    }

    /// Notes that services began anew, since their files changed.
    func noteReload() { note(.reload, ".\(Command.reload.rawValue)", service: nil) }

    private func note(_ command: Command, _ entry: String, service: String?) {
        let noted = CommandBetweenCalls(command: command, entry: entry, service: service, position: exchanges.count)
        commands.append(noted)
        recorder?.note(noted)
    }

    /// The service whose answers a command changes; nil where that may be any.
    private func serviceChanged(by command: Command, _ entry: Entry) -> String? {
        let words = entry.words.map { entry.text.text($0) }
        switch command {
        case .on, .off: return words.first.flatMap { vocabulary.method($0)?.service.contract.service }
        case .reset: return words.first
        case .repeat:
            guard entry.calledName != nil else { return exchanges.last { $0.request != nil }?.request?.service }
            return entry.method?.service.contract.service
        default: return nil
        }
    }

    /// Keeps a call and its outcome, and records it where that is wanted.
    ///
    /// - Returns: What there is to say of the recording.
    func remember(_ exchange: Exchange) -> Output {
        exchanges.append(exchange)
        lastCall = exchange
        if case .success(.result(let result)) = exchange.outcome { results.append(result) }
        do throws(FileError) {
            let warnings = try recorder?.append(exchange, catalogue, callBuilder) ?? []
            return Output(warnings.map { Output.Piece.error(notice(options.errorPalette(.warning, $0.plainText))) })
        } catch {
            recorder = nil
            return failure("\(error.description); the recording has ended")
        }
    }

    /// Takes in that the terminal was resized.
    func followTerminal() {
        guard let size = options.terminalSize?() else { return }
        (options.width, options.rows) = (size.columns, size.rows)
    }

    /// Keeps a result under a name.
    func keep(_ result: JSON, as name: String) { results.keep(result, as: name) }

    func failure(_ message: String) -> Output {
        let text: StyledText = "\(options.errorPalette(.error, "✗")) \(Printable.escapeLines(message))"
        return Output(error: notice(text), isFailure: true)
    }

    /// What calls came to, with no word broken by a terminal. Elsewhere a result stays JSON.
    func broken(_ output: Output) -> Output {
        options.rows == nil ? output : output.brokenAtWords(to: options.columns)
    }

    /// Sentences for people: on a terminal, broken at their words.
    func notice(_ text: StyledText) -> StyledText {
        options.hasTerminal ? text.brokenAtWords(to: options.columns) : text
    }
}
