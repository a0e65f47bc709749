public import ClamatorKit
public import Logging

/// What a person does with contracts, entry by entry: calls, commands, and what is remembered between them.
public final class Session {
    /// How a session looks and behaves.
    public struct Options: Sendable {
        /// Colours what is shown.
        public var palette = Palette(usesColor: false)
        /// Colours what goes to stderr.
        public var errorPalette = Palette(usesColor: false)
        /// How many columns a line has.
        public var width = 80
        /// What stands before an entry; `${service}` is `:NAME` while a service is in use, and nothing otherwise.
        public var prompt = "clamator${service}> "
        /// Whether results show how long they took.
        public var showsTiming = false
        /// How long a call may take.
        public var timeout = Duration.milliseconds(30_000)
        /// Whether files that changed are taken in before each entry.
        public var watchesFiles = false
        /// Where the server tells of failures.
        public var logger = Logger(label: "clamator")

        /// The options of a session without a terminal.
        public init() {}
    }

    /// How the session looks; the width follows the terminal.
    public var options: Options
    let loader: ContractLoader
    var sources: ContractSources
    var host: Host
    /// The service in use.
    var service: String?
    var traces = false
    var results: [JSON] = []
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
    public init(host: Host, sources: ContractSources, loader: ContractLoader, options: Options) {
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

    /// What somebody should know who sees the prompt for the first time.
    public var greeting: String {
        let names = host.services.map(\.contract.service).joined(separator: " ")
        return "Services: \(names). .help helps, .quit leaves."
    }

    /// Does what an entry says.
    ///
    /// - Parameter entry: What was typed; several lines where the first were not whole.
    /// - Returns: What to show, and whether to go on.
    public func run(_ entry: String) async -> Output {
        let entry = Entry(entry)
        // Who types .reload is told what it did.
        let isReload = entry == .command(name: Command.reload.rawValue, argument: "")
        let news = options.watchesFiles && !isReload ? await reloadIfChanged() : nil
        var output = await perform(entry)
        if let news {
            output.text = [news.text, output.text].filter { !$0.isEmpty }.joined(separator: "\n")
            output.error = [news.error, output.error].filter { !$0.isEmpty }.joined(separator: "\n")
        }
        return output
    }

    private func perform(_ entry: Entry) async -> Output {
        switch entry {
        case .empty: return Output()
        case .command(let name, let argument): return await runCommand(name, argument)
        case .raw(let line): return await send(line)
        case .call(let name, let arguments): return await call(name, arguments)
        }
    }

    func failure(_ message: String) -> Output {
        Output(error: options.errorPalette(.error, "✗") + " " + Printable.escapeLines(message), isFailure: true)
    }
}
