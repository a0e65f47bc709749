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
    private let loader: ContractLoader
    private(set) var sources: ContractSources
    private(set) var host: Host
    private(set) var service: String?
    private var traces = false
    private(set) var results: [JSON] = []
    /// The versions of the files that the services came from.
    private var stamps: FileStamps
    /// What was wrong with the files when they were loaded last.
    private var faults = FileFaults()

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
                service.map { "clamator:\($0)> " } ?? "clamator> ",
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

    // MARK: Calls

    private var caller: Caller { Caller(services: host.services, listing: ".services") }

    private func call(_ name: String, _ arguments: String) async -> Output {
        do throws(UsageError) {
            let request = try caller.request(name, using: service, results: results) {
                (reader) throws(UsageError) in try reader.params(arguments)
            }
            return await perform(request)
        } catch {
            return failure(error.description)
        }
    }

    /// Sends a line as it is, as another program would.
    private func send(_ line: String) async -> Output {
        let answer: RpcError
        do {
            if case .request(let request) = try Envelope(try JSON(parsing: line)) { return await perform(request) }
            answer = .invalidRequest("a response is no request")
        } catch let error as JSONError {
            answer = .parseError(error)
        } catch let error as InvalidRequest {
            answer = .invalidRequest(error.reason)
        } catch {
            answer = .internalError(error)
        }
        return Output(
            text: traces ? CallTrace(paint: options.palette).text(line: line, answer: answer) : "",
            error: rendering(options.errorPalette).error(answer, hint: nil), isFailure: true)
    }

    private func perform(_ request: Request) async -> Output {
        var workspace = Workspace()
        let start = ContinuousClock.now
        var output: Output
        var reply: Reply?
        do throws(ClamatorTransportError) {
            if request.isNotification {
                try host.client.notify(request, in: &workspace)
                output = Output(text: options.palette(.detail, "sent; a notification gets no reply"))
            } else {
                let answer = try await host.client.send(request, timeout: options.timeout, in: &workspace).reply()
                output = show(answer, to: request, time: ContinuousClock.now - start)
                reply = answer
            }
        } catch {
            output = Output(error: rendering(options.errorPalette).failure(error), isFailure: true)
        }
        if traces {
            let trace = CallTrace(paint: options.palette).text(request, reply: reply, reached: workspace.reached)
            output.text = output.text.isEmpty ? trace : trace + "\n" + output.text
        }
        return output
    }

    private func show(_ reply: Reply, to request: Request, time: Duration) -> Output {
        switch reply {
        case .result(let result):
            results.append(result)
            return Output(text: rendering(options.palette).result(result, time: options.showsTiming ? time : nil))
        case .error(let error):
            return Output(
                error: caller.text(of: error, to: request, in: rendering(options.errorPalette)), isFailure: true)
        }
    }

    private func rendering(_ palette: Palette) -> ReplyRendering {
        ReplyRendering(paint: palette, width: options.width)
    }

    private func failure(_ message: String) -> Output {
        Output(error: options.errorPalette(.error, "✗") + " " + Printable.escapeLines(message), isFailure: true)
    }

    // MARK: Commands

    private func runCommand(_ name: String, _ argument: String) async -> Output {
        switch Command(rawValue: name) {
        case .help: return Output(text: Command.help(options.palette))
        case .services: return describe(nil)
        case .describe: return describe(argument.isEmpty ? service : argument)
        case .errors: return Output(text: ErrorTour(host.services).text(options.palette))
        case .use: return use(argument)
        case .trace: return toggle(argument, "trace", \.traces)
        case .timing: return toggle(argument, "timing", \.options.showsTiming)
        case .load: return await load(argument)
        case .reload: return await reload()
        case .handlers: return handlers { (it) throws(HandlerCommands.Failure) in try it.list(argument) }
        case .on: return handlers { (it) throws(HandlerCommands.Failure) in try it.replace(argument) }
        case .off: return handlers { (it) throws(HandlerCommands.Failure) in try it.takeBack(argument) }
        case .reset: return handlers { (it) throws(HandlerCommands.Failure) in try it.reset(argument) }
        case .saveHandlers: return handlers { (it) throws(HandlerCommands.Failure) in try it.save(to: argument) }
        case .quit: return Output(ends: true)
        case nil:
            let known = Command.allCases.map(\.rawValue)
            return failure(
                "no command .\(Printable.excerpt(name))"
                    + (Suggestion.nearest(to: name, among: known).map { "; did you mean .\($0)?" }
                        ?? "; .help lists them"))
        }
    }

    private func describe(_ name: String?) -> Output {
        do throws(UnknownName) {
            return Output(text: try Description(of: host.services, palette: options.palette).text(of: name))
        } catch {
            return failure(error.description + (error.hasSuggestion ? "" : "; .services lists them"))
        }
    }

    private func use(_ name: String) -> Output {
        if name.isEmpty {
            service = nil
            return Output()
        }
        let known = host.services.map(\.contract.service)
        guard known.contains(name) else {
            return failure(
                "no service \"\(Printable.excerpt(name))\"" + Suggestion.sentence(for: name, among: known))
        }
        service = name
        return Output()
    }

    private func toggle(_ argument: String, _ name: String, _ flag: ReferenceWritableKeyPath<Session, Bool>) -> Output {
        switch argument {
        case "on": self[keyPath: flag] = true
        case "off": self[keyPath: flag] = false
        case "": return Output(text: "\(name) is \(self[keyPath: flag] ? "on" : "off")")
        default: return failure("expected .\(name) on or .\(name) off")
        }
        return Output()
    }

    private func load(_ argument: String) async -> Output {
        let path = String(argument.trimmed)
        guard !path.isEmpty else { return failure("expected .load FILE or .load FOLDER") }
        do {
            var wanted = sources
            wanted.add(path)
            // A path that leads nowhere is refused before the others are looked at.
            _ = try ContractSources(contracts: [path], handlers: []).load(with: loader)
            let seen = FileStamps(of: host.services)
            let read = try wanted.loadReadable(with: loader)
            // What was said of files when they were loaded first is not said again.
            let news = read.loaded.problems.filter { problem in
                !faults.contain(problem.file) && !host.services.contains { $0.origin[problem.file] != nil }
            }
            let newFaults = FileFaults(news)
            if !newFaults.isEmpty { return Output(error: text(of: newFaults), isFailure: true) }
            let reloaded = try await take(read, seen)
            sources = wanted
            let warnings = news.map { Printable.escapeLines($0.description) }
            return Output(
                text: (reloaded.changes + [greeting]).joined(separator: "\n"),
                error: (warnings + [text(of: faults)]).filter { !$0.isEmpty }.joined(separator: "\n"),
                isFailure: !faults.isEmpty)
        } catch {
            return failure("\(error)")
        }
    }

    private func handlers(
        _ command: (HandlerCommands) throws(HandlerCommands.Failure) -> String
    ) -> Output {
        let commands = HandlerCommands(
            services: host.services, inUse: service, paint: options.palette, width: options.width)
        do throws(HandlerCommands.Failure) { return Output(text: try command(commands)) } catch {
            return failure(error.message)
        }
    }

    // MARK: Reloading

    /// Loads all files again. A service whose files are as they were goes on as it is; one whose files have problems keeps
    /// its last good version; any other begins anew.
    private func reload() async -> Output {
        do {
            let lines = try await takeAll().lines
            return Output(
                text: lines.isEmpty ? "nothing changed" : lines.joined(separator: "\n"), error: text(of: faults),
                isFailure: !faults.isEmpty)
        } catch {
            return failure("\(error)")
        }
    }

    /// Loads again what has changed since it was loaded; nil where there is nothing to say of it.
    ///
    /// Where there were problems, files count that no service came from yet, so all are loaded again.
    private func reloadIfChanged() async -> Output? {
        guard !faults.isEmpty || FileStamps(of: host.services) != stamps else { return nil }
        let known = faults
        do {
            let reloaded = try await takeAll()
            if reloaded.isUnchanged, faults.isEmpty || faults == known { return nil }
            return Output(
                text: reloaded.lines.joined(separator: "\n"), error: text(of: faults), isFailure: !faults.isEmpty)
        } catch {
            return failure("\(error)")
        }
    }

    private func takeAll() async throws -> Reloaded {
        let seen = FileStamps(of: host.services)
        return try await take(sources.loadReadable(with: loader), seen)
    }

    /// Lets the services that were loaded run, those of them that hold.
    private func take(
        _ read: (loaded: ContractLoader.Loaded, unreadable: [FileError]), _ seen: FileStamps
    ) async throws -> Reloaded {
        let faults = FileFaults(read.loaded.problems, unreadable: read.unreadable)
        let reloaded = Reloaded(from: host.services, to: read.loaded.services, faults: faults)
        if !reloaded.isUnchanged {
            let next = try await Host(reloaded.services, logger: options.logger, timeout: options.timeout)
            await host.stop()
            host = next
            if let service, !host.services.contains(where: { $0.contract.service == service }) { self.service = nil }
        }
        stamps = FileStamps(of: host.services, earlier: seen)
        self.faults = faults
        return reloaded
    }

    private func text(of faults: FileFaults) -> String {
        faults.descriptions.map(Printable.escapeLines).joined(separator: "\n")
    }
}
