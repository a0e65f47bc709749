internal import ClamatorKit
package import LineEditing
public import ScriptedHandlers

/// What a person does with contracts, entry by entry: calls, commands, and what is remembered between them.
public final class Session {
    /// How the session looks and behaves.
    public var options: Options
    let loader: ContractLoader
    var sources: ContractSources
    var host: ServiceHost
    /// The service in use.
    var service: String?
    /// What was sent, and what came of it.
    var exchanges: [Exchange] = []
    /// What `_` and `_3` stand for.
    var results: [JSON] = []
    /// The rest of a text that was too long for the screen.
    var pages = Pages("")
    /// The files that `.read` is in, each named in the one before.
    var filesBeingRead: [String] = []
    /// Gives the entries of the prompt's history, oldest first; nil where none is kept.
    package var history: () -> [String]? = { nil }
    /// The versions of the files that the services came from.
    var stamps: FileStamps
    /// What was wrong with the files when they were loaded last.
    var faults = FileFaults()

    /// Begins a session.
    ///
    /// - Parameters:
    ///   - host: Serves the contracts.
    ///   - sources: Where they came from, to which `.load` adds.
    ///   - loader: Loads more.
    ///   - options: How the session looks and behaves.
    public init(host: ServiceHost, sources: ContractSources, loader: ContractLoader, options: Options) {
        self.host = host
        stamps = FileStamps(of: host.services)
        self.sources = sources
        self.loader = loader
        self.options = options
    }

    /// Whether an entry is whole: false where more lines could complete the JSON in it.
    public static func isComplete(_ entry: String) -> Bool { Entry.isComplete(entry) }

    /// What the prompt shows before an entry.
    package var prompt: StyledLine {
        [
            StyledRun(
                options.prompt.replacing("${service}", with: service.map { ":\($0)" } ?? ""),
                options.palette.usesColor ? TextStyle(isBold: true) : .plain)
        ]
    }

    /// What to type first, for somebody who has never seen the prompt.
    public var firstSteps: String {
        let first = host.services.exampleCall.map { "Try \(Printable.escape($0.line)), then" } ?? "Try"
        return "\(first) .errors run; Tab completes."
    }

    /// What somebody should know who sees the prompt.
    public var greeting: String {
        let names = host.services.map(\.contract.service).joined(separator: " ")
        return "Services: \(names). .help helps, .quit leaves."
    }

    /// Ends what the session serves and calls.
    public func stop() async { await host.stop() }

    /// Takes in files that changed since they were loaded.
    ///
    /// - Returns: What there is to say of it; nil where that is nothing.
    public func takeChanges() async -> Output? { await reloadIfChanged() }

    /// Does what an entry says.
    ///
    /// - Parameter entry: What was typed; several lines where the first were not whole.
    /// - Returns: What to show, and whether to go on.
    public func run(_ entry: String) async -> Output {
        let count = exchanges.count
        let output = await perform(entry)
        guard let rows = options.rows else { return output }
        // The entry is on the line above, so the marks come first.
        var marked = Output(error: exchanges.count > count ? carets(below: entry) ?? "" : "")
        marked.append(output)
        return firstPage(of: marked, rows: rows)
    }

    /// The same, with texts as long as they are.
    func perform(_ text: String) async -> Output {
        let entry = Entry(text)
        // Who types .reload is told what it did.
        let isReload = entry == .command(name: Command.reload.rawValue, argument: "")
        var output = options.watchesFiles && !isReload ? await reloadIfChanged() ?? Output() : Output()
        // What is wrong with files is not the entry's failure.
        output.isFailure = false
        output.append(await perform(entry))
        return output
    }

    private func perform(_ entry: Entry) async -> Output {
        if case .command(let name, let argument) = entry { return await runCommand(name, argument) }
        do throws(UsageError) {
            return try await exchange(entry).map(show) ?? Output()
        } catch {
            return failure(error.description)
        }
    }

    func failure(_ message: String) -> Output {
        Output(error: options.errorPalette(.error, "✗") + " " + Printable.escapeLines(message), isFailure: true)
    }
}
