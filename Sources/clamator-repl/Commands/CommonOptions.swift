internal import ArgumentParser
internal import ClamatorKit
internal import LineEditing
internal import Logging
internal import ReplCore
internal import ScriptedHandlers

/// What every subcommand understands.
struct CommonOptions: ParsableArguments {
    /// What `format` does in schemas.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case assert, annotate
    }

    @Option(
        help: ArgumentHelp("A handlers file, besides those found by their name.", valueName: "file"),
        completion: .file(extensions: ["json", "yaml", "yml"]))
    var handlers: [String] = []

    @Option(help: .service) var service: String?

    @Option(help: "Whether a value that breaks a schema's format is refused (assert) or not (annotate).")
    var format = Format.assert

    @Flag(help: "Answer methods without a handler from the contract: by its examples, else with a made-up result.")
    var mock = false

    @Option(help: ArgumentHelp("Fixes what is made up: mock results, uuid(), delays.", valueName: "n"))
    var seed: UInt64?

    @Option(help: "When to write colours. (default: auto)")
    var color: Configuration.Color?

    @Option(
        help: ArgumentHelp(
            "The least level of log records that is shown on stderr. (default: critical; serve: warning)",
            valueName: "level"))
    var logLevel: LogLevel?

    /// Loads what was named; where it has errors, shows them, and ends unless they only set methods aside. The handlers
    /// beside it may be of no interest.
    func load(_ contracts: [String], findsHandlers: Bool = true) throws -> ContractLoader.Loaded {
        try read(contracts, findsHandlers: findsHandlers).orFailure
    }

    /// Loads what was named, whatever its problems, and looks for likely mistakes where that is asked for.
    func read(
        _ contracts: [String], findsMistakes: Bool = false, findsHandlers: Bool = true
    ) throws -> ContractLoader.Loaded {
        var loader = loader
        loader.findsMistakes = findsMistakes
        loader.findsHandlers = findsHandlers
        let sources = try sources(contracts)
        return try loadingFiles { try sources.load(with: loader) }
    }

    /// Where contracts and handlers come from.
    func sources(_ contracts: [String]) throws -> ContractSources {
        return ContractSources(contracts: try ContractSources.orDefault(contracts), handlers: handlers)
    }

    /// Serves what was loaded, or reaches it where it is served.
    func host(
        _ services: [ContractLoader.Service], _ live: LiveOptions, timeout: Duration, maximumMessageLength: Int
    ) async throws -> ServiceHost {
        let news = ServerNews(palette: palette(for: .error), width: Terminal.size.columns) {
            StandardStream.error.print($0.ansi)
        }
        return try await live.host(
            services,
            LiveOptions.Way(
                timeout: timeout, maximumMessageLength: maximumMessageLength, news: news, logger: logger))
    }

    var loader: ContractLoader {
        var loader = ContractLoader()
        loader.assertsFormats = format == .assert
        // What only warns is searched for where it is shown: by `check` and `.load`.
        loader.findsMistakes = false
        loader.service = service
        loader.handlerOptions.seed = seed
        loader.handlerOptions.mocks = mock
        return loader
    }

    /// Logs to stderr.
    var logger: Logger { logger(writingTo: { LogQueue.standardError.print($0) }) }

    /// Logs line by line, from a level on where no option names another.
    func logger(
        atLeast level: Logger.Level = .critical, writingTo write: @escaping @Sendable (String) -> Void
    ) -> Logger {
        let level = logLevel?.level ?? level
        return Logger(label: "clamator") { _ in LineLogHandler(level: level, write: write) }
    }

    /// The palette for a stream.
    ///
    /// - Parameters:
    ///   - stream: Where the text goes.
    ///   - preference: When to write colours, where no option says so.
    /// - Returns: The palette.
    func palette(for stream: StandardStream, preference: Configuration.Color? = nil) -> Palette {
        switch color ?? preference ?? .auto {
        case .always: Palette(usesColor: true)
        case .never: Palette(usesColor: false)
        case .auto:
            Palette(
                usesColor: stream.isTerminal && Environment.value(of: "NO_COLOR") == nil && Terminal.understandsEscapes)
        }
    }
}

/// What a contract in another format is to be named.
struct ServiceOption: ParsableArguments {
    @Option(help: .service) var service: String?

    /// Loads contracts for what they say; where they have errors, as `orFailure`.
    func load(_ contracts: ContractOption, behind words: [String]) throws -> ContractLoader.Loaded {
        try load(ContractSources.orDefault(contracts.contracts(behind: words)))
    }

    /// Loads files of any format for what they say; where they have errors, as `orFailure`.
    func load(_ files: [String]) throws -> ContractLoader.Loaded {
        var loader = ContractLoader()
        loader.findsMistakes = false
        loader.service = service
        loader.findsHandlers = false
        return try loadingFiles { try loader.load(files) }.orFailure
    }
}

extension ArgumentHelp {
    static let service = ArgumentHelp(
        "The service's name for a contract in another format, such as OpenRPC's. (default: the one its file gives)",
        valueName: "name")
}

extension ContractSources {
    /// How a person without a contract gets one.
    static let beginning = "`clamator-repl init` begins a contract, and --demo opens samples"

    /// The contracts that were named; where that is none, the folder that stands for it.
    ///
    /// - Throws: The exit status where that is not there either.
    static func orDefault(_ contracts: [String]) throws -> [String] {
        if !contracts.isEmpty { return contracts }
        guard defaultFolderExists else {
            throw fail(
                "no contract given, and there is no folder contracts/; name a contract file or a folder of them;"
                    + " \(beginning)", ExitStatus.usage)
        }
        return [defaultFolder]
    }
}

extension ContractLoader.Loaded {
    /// The exit status for errors: that of a missing file where each is of such.
    var statusOfErrors: ExitCode {
        diagnostics.allSatisfy { $0.severity == .warning || $0.isOfMissingFile }
            ? ExitStatus.missingFile : ExitStatus.wrongContract
    }

    /// What was loaded; where it has errors, shows them, and ends unless they only set methods aside.
    var orFailure: Self {
        get throws {
            for diagnostic in diagnostics where diagnostic.severity != .warning {
                StandardStream.error.print(diagnostic.description)
            }
            if hasUselessFiles { throw statusOfErrors }
            if let note = noteOnSetAside { StandardStream.error.print(note) }
            return self
        }
    }
}

/// Does what reads files; where one cannot be read, says why and ends.
func loadingFiles<Result>(_ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as FileError {
        var hint: String {
            if error.isShortage { return "" }
            // A folder that is there lacks contracts.
            let isEmpty = error.fault == .missing && Files.isFolder(error.path) == true
            return isEmpty ? "; " + ContractSources.beginning : Tool.hint(for: error.path)
        }
        throw fail(error.description + hint, ExitStatus.of(error.fault))
    }
}

/// How long a call may take.
struct TimeoutOption: ParsableArguments {
    @Option(help: ArgumentHelp("How long a call may take, in milliseconds. (default: 30000)", valueName: "ms"))
    var timeout: Int?

    var duration: Duration { duration(preference: nil) }

    /// The time, where no option says so, of a preference.
    func duration(preference: Duration?) -> Duration {
        timeout.map { .milliseconds($0) } ?? preference ?? .milliseconds(30_000)
    }

    mutating func validate() throws {
        try timeout.map { try Self.check($0, of: "--timeout") }
    }

    /// Milliseconds that can be waited for: 24 days at most.
    ///
    /// - Throws: What the option takes.
    static func check(_ milliseconds: Int, of option: String) throws {
        try checkNumber(milliseconds, in: 1...2_147_483_647, of: option, "milliseconds")
    }
}

/// Refuses a number that an option does not take.
///
/// - Throws: What it takes.
func checkNumber(_ number: Int, in range: ClosedRange<Int>, of option: String, _ unit: String) throws {
    guard range.contains(number) else {
        throw ValidationError(
            "\(option) takes a number of \(unit) from \(range.lowerBound) to \(range.upperBound), not \(number).")
    }
}

extension Configuration.Color: ExpressibleByArgument {}

/// A level of swift-log as an argument.
struct LogLevel: ExpressibleByArgument {
    let level: Logger.Level

    init(level: Logger.Level) { self.level = level }

    init?(argument: String) {
        guard let level = Logger.Level(rawValue: argument) else { return nil }
        self.level = level
    }

    var defaultValueDescription: String { level.rawValue }
    static var allValueStrings: [String] { Logger.Level.allCases.map(\.rawValue) }
}

extension Tool {
    /// A hint for a word that is no file: it is a subcommand, or nearly one, or nearly the name of a contract.
    static func hint(for word: String) -> String {
        let hint = subcommandHint(for: word)
        return hint.isEmpty ? contractHint(for: word) : hint
    }

    /// A hint for a word that is a subcommand, or nearly one.
    static func subcommandHint(for word: String) -> String {
        let names = subcommandNames.filter { $0 != "prompt" }
        if names.contains(word) { return "; a subcommand comes before all options" }
        return Suggestion.sentence(for: word, among: names + ["help"])
    }

    /// A hint for a word that is nearly the path of a contract, but for what it ends with, or of a folder.
    static func contractHint(for word: String) -> String {
        let path = word.hasSuffix("/") ? String(word.dropLast()) : word
        let name = Files.name(of: path)
        let folder = String(Substring(path.utf8.dropLast(name.utf8.count)))
        // Where the folder cannot be read, nothing in it is meant.
        let names = (try? Files.names(in: folder.isEmpty ? "." : folder)) ?? []
        let contracts = names.filter { other in
            let mayHoldContracts =
                FileFormat.allEndings.contains(where: other.hasSuffix) || Files.isFolder(folder + other) == true
            // What is said can be typed as it is said.
            return mayHoldContracts && !other.utf8.elementsEqual(name.utf8) && !other.contains(".handlers.")
                && Printable.excerpt(folder + other) == folder + other
        }
        func stem(_ name: String) -> String { String(name.prefix { $0 != "." }) }
        let nearest = Suggestion.nearest(to: stem(name), among: contracts.map(stem))
        // A contract's own name is shorter than those of the files beside it.
        let meant = contracts.filter { stem($0) == nearest }.min { $0.utf8.count < $1.utf8.count }
        return meant.map { "; did you mean \"\(folder + $0)\"?" } ?? ""
    }
}
