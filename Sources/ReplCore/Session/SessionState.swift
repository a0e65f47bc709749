internal import ClamatorKit
internal import LineEditing

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
    /// What `_`, `_3` and `_NAME` stand for.
    private(set) var results = SessionResults()

    /// The last command that changed what answers calls, as no line of a batch can.
    private var change: Command?
    /// Such a command with calls behind it, which a batch may answer otherwise.
    private(set) var changeBeforeCalls: Command?

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

    /// Notes that a command changes what answers calls.
    func note(changeBy command: Command) {
        // At the start, there is nothing to reset or to load again.
        if !exchanges.isEmpty || command == .on { change = command }
    }

    func remember(_ exchange: Exchange) {
        exchanges.append(exchange)
        changeBeforeCalls = changeBeforeCalls ?? change
        if case .success(.result(let result)) = exchange.outcome { results.append(result) }
    }

    /// Keeps a result under a name.
    func keep(_ result: JSON, as name: String) { results.keep(result, as: name) }

    func failure(_ message: String) -> Output {
        Output(error: "\(options.errorPalette(.error, "✗")) \(Printable.escapeLines(message))", isFailure: true)
    }
}
