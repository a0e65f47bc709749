public import ClamatorKit
public import Logging

/// What a person does with contracts, entry by entry: calls, commands, and what is remembered between them.
public final class Session {
    /// What an entry came to.
    public struct Output: Sendable {
        /// What belongs on stdout.
        public var text = ""
        /// What belongs on stderr.
        public var error = ""
        /// Whether the entry failed, or was answered with an error.
        public var isFailure = false
        /// Whether the session is over.
        public var ends = false
    }

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
    private var service: String?
    private var traces = false
    private var results: [JSON] = []

    /// Begins a session.
    ///
    /// - Parameters:
    ///   - host: Serves the contracts.
    ///   - sources: Where they came from, to which `.load` adds.
    ///   - loader: Loads more.
    ///   - options: How the session looks and behaves.
    public init(host: Host, sources: ContractSources, loader: ContractLoader, options: Options) {
        self.host = host
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
        return "Services: \(names). Type .help for help, .quit to leave."
    }

    /// Does what an entry says.
    ///
    /// - Parameter entry: What was typed; several lines where the first were not whole.
    /// - Returns: What to show, and whether to go on.
    public func run(_ entry: String) async -> Output {
        switch Entry(entry) {
        case .empty: return Output()
        case .command(let name, let argument): return await runCommand(name, argument)
        case .raw(let line): return await send(line)
        case .call(let name, let arguments): return await call(name, arguments)
        }
    }

    // MARK: Calls

    private func call(_ name: String, _ arguments: String) async -> Output {
        do {
            let (service, method) = try resolve(name)
            let schema = host.services.first { $0.contract.service == service }?.contract[method]?.params.root
            let params = try CallArguments(schema: schema, results: results).params(arguments)
            let isNotification = find(service, method)?.isNotification ?? false
            let request = try Request(
                service: service, method: method, params: params, id: isNotification ? nil : RpcId())
            return await perform(request)
        } catch let error as CallArguments.Failure {
            return failure(error.message)
        } catch let error as InvalidRequest {
            return failure(error.reason)
        } catch {
            return failure("\(error)")
        }
    }

    /// The service and method that a name means. A well-formed name that nothing has is called all the same, since −32601
    /// is what the caller of an unknown method gets; a word that is no name is refused here.
    private func resolve(_ name: String) throws -> (service: String, method: String) {
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 { return (parts[0], parts[1]) }
        if let service { return (service, name) }
        throw UnknownName(name, among: Description.names(host.services))
    }

    private func find(_ service: String, _ method: String) -> Contract.Method? {
        host.services.first { $0.contract.service == service }?.contract[method]
    }

    /// Sends a line as it is, as another program would.
    private func send(_ line: String) async -> Output {
        do {
            switch try Envelope(try JSON(parsing: line)) {
            case .request(let request): return await perform(request)
            case .success, .failure:
                return show(.error(.invalidRequest("a response is no request")), reached: .envelope)
            }
        } catch let error as JSONError {
            return show(.error(.parseError(error)), reached: .envelope)
        } catch let error as InvalidRequest {
            return show(.error(.invalidRequest(error.reason)), reached: .envelope)
        } catch {
            return failure("\(error)")
        }
    }

    private func perform(_ request: Request) async -> Output {
        var workspace = Workspace()
        let start = ContinuousClock.now
        if request.isNotification {
            do throws(ClamatorTransportError) {
                try host.client.notify(request, in: &workspace)
            } catch {
                return fail(error)
            }
            var output = Output(text: options.palette(.detail, "sent; a notification gets no reply"))
            if traces { output.text = trace(request, nil) + "\n" + output.text }
            return output
        }
        do throws(ClamatorTransportError) {
            let reply = try await host.client.send(request, timeout: options.timeout, in: &workspace).reply()
            let time = ContinuousClock.now - start
            var output = show(reply, reached: workspace.reached, request: request, time: time)
            if traces { output.text = trace(request, reply, reached: workspace.reached) + "\n" + output.text }
            if traces, output.text.hasSuffix("\n") { output.text.removeLast() }
            return output
        } catch {
            var output = fail(error)
            if traces { output.text = trace(request, nil, reached: workspace.reached) }
            return output
        }
    }

    // MARK: Showing

    private func rendering(_ palette: Palette) -> ReplyRendering {
        ReplyRendering(paint: palette, width: options.width)
    }

    private func show(_ reply: Reply, reached: Step, request: Request? = nil, time: Duration? = nil) -> Output {
        switch reply {
        case .result(let result):
            results.append(result)
            return Output(text: rendering(options.palette).result(result, time: options.showsTiming ? time : nil))
        case .error(let error):
            let method = request.flatMap { find($0.service, $0.method) }
            let signature = method.map { method in
                "\(request?.service ?? "").\(method.name) \(method.params.signature)"
            }
            var text = rendering(options.errorPalette).error(error, signature: signature)
            if error.code == -32601, let request { text += suggestion(for: request) }
            return Output(error: text, isFailure: true)
        }
    }

    private func suggestion(for request: Request) -> String {
        let name = "\(request.service).\(request.method)"
        if find(request.service, request.method) != nil { return "\n    \(name) has no handler" }
        return "\n    \(UnknownName(name, among: Description.names(host.services)))"
    }

    private func fail(_ error: ClamatorTransportError) -> Output {
        Output(error: rendering(options.errorPalette).failure(error), isFailure: true)
    }

    func failure(_ message: String) -> Output {
        Output(error: options.errorPalette(.error, "✗") + " " + Printable.escape(message), isFailure: true)
    }

    private func trace(_ request: Request, _ reply: Reply?, reached: Step = .service) -> String {
        CallTrace(paint: options.palette).text(request: request, reply: reply, reached: reached)
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
        case .quit: return Output(ends: true)
        case nil:
            let known = Command.allCases.map(\.rawValue)
            return failure(
                "no command .\(name)"
                    + (Suggestion.nearest(to: name, among: known).map { "; did you mean .\($0)?" }
                        ?? "; .help lists them"))
        }
    }

    private func describe(_ name: String?) -> Output {
        do throws(UnknownName) {
            return Output(text: try Description(of: host.services, palette: options.palette).text(of: name))
        } catch {
            return failure("\(error)")
        }
    }

    private func use(_ name: String) -> Output {
        if name.isEmpty {
            service = nil
            return Output()
        }
        let known = host.services.map(\.contract.service)
        guard known.contains(name) else {
            return failure("no service \"\(name)\"" + Suggestion.sentence(for: name, among: known))
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
            let loaded = try wanted.load(with: loader)
            let problems = loaded.problems.map { Printable.escape($0.description) }.joined(separator: "\n")
            if loaded.hasErrors { return Output(error: problems, isFailure: true) }
            let next = try await Host(loaded.services, logger: options.logger, timeout: options.timeout)
            await host.stop()
            (host, sources) = (next, wanted)
            if let service, !host.services.contains(where: { $0.contract.service == service }) { self.service = nil }
            return Output(text: greeting, error: problems)
        } catch {
            return failure("\(error)")
        }
    }

    // MARK: Completion

    /// What could stand where the cursor is: commands, services with their methods.
    ///
    /// - Parameters:
    ///   - text: What was typed.
    ///   - cursor: Where the cursor is, in Unicode scalars.
    /// - Returns: The candidates for the first word; none behind it.
    package func completions(_ text: String, _ cursor: Int) -> Completions {
        let typed = String(String.UnicodeScalarView(text.unicodeScalars.prefix(cursor)))
        guard !typed.contains(where: \.isWhitespace) else { return .none }
        return Completions(
            range: 0..<cursor, candidates: firstWords.filter { $0.text.hasPrefix(typed) })
    }

    private var firstWords: [Candidate] {
        let commands = Command.allCases.map { Candidate(".\($0.rawValue)", suffix: " ", detail: $0.purpose) }
        let methods = host.services.flatMap { service in
            service.contract.methods.map {
                Candidate("\(service.contract.service).\($0.name)", suffix: " ", detail: Description.signature($0))
            }
        }
        let inUse = host.services.first { $0.contract.service == service }?.contract.methods ?? []
        return methods + inUse.map { Candidate($0.name, suffix: " ", detail: Description.signature($0)) } + commands
    }
}
