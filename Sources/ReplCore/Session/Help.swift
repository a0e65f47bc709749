internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// What `.help` says, with lines to try on the loaded contracts.
struct Help {
    let services: [ContractLoader.Service]
    let paint: Palette

    /// The help on a topic or a command; an overview where none is named.
    ///
    /// - Throws: `UsageError` where there is no such topic, with the nearest.
    func text(of name: String) throws(UsageError) -> StyledText {
        if name.isEmpty { return overview }
        let name = name.hasPrefix(".") ? String(name.dropFirst()) : name
        if let topic = HelpTopic(rawValue: name) { return text(topic) }
        if let command = Command(rawValue: name) { return Self.line(command, paint) }
        throw UsageError(
            "no help on \(Printable.excerpt(name))"
                + Suggestion.sentence(for: name, among: HelpTopic.words, else: "topics are " + Self.topics))
    }

    private static let topics = HelpTopic.allCases.map(\.rawValue).joined(separator: ", ")

    private var overview: StyledText {
        var lines: [StyledText] = ["A call is SERVICE.METHOD and its params:"]
        if let call = services.exampleCall {
            lines += [call.line, call.jsonLine].reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
                .map(tryable)
        }
        lines += ["Tab completes. A line that begins with { or [ is sent as it is.", ""]
        lines += Command.allCases.map { Self.line($0, paint) }
        lines += ["", StyledText("More by .help TOPIC: \(Self.topics)".wrapped(to: 80))]
        return lines.joined(separator: "\n")
    }

    private static func line(_ command: Command, _ paint: Palette) -> StyledText {
        "  \(paint(.name, command.synopsis.padded(to: 23))) \(command.purpose)"
    }

    private func tryable(_ line: String) -> StyledText { "  \(paint(.name, Printable.escape(line)))" }

    // MARK: Topics

    private func text(_ topic: HelpTopic) -> StyledText {
        let lines = services.exampleCall.map { linesToTry(topic, $0) } ?? []
        let heading = [paint(.heading, topic.rawValue), StyledText(Self.explanation(topic))]
        return (heading + (lines.isEmpty ? [] : ["Try:"]) + lines.map(tryable)).joined(separator: "\n")
    }

    private static func explanation(_ topic: HelpTopic) -> String {
        switch topic {
        case .calls:
            """
            A call is SERVICE.METHOD and its params, each as name=value. A value is JSON
            where that fits the method's schema, and text otherwise; what begins with a
            double quote is JSON, and what holds spaces needs such quotes. a.b=1 reaches
            inside; a name that is no plain word stands in quotes: "two words"=1. @FILE is
            the JSON in a file; a path that holds spaces stands in quotes too.
            Where a method has positions, its params may stand in their order without
            names: METHOD VALUE VALUE NAME=VALUE; one array alone stands for all of them.
            _ is the last result, _3 the third; _.NAME reaches into it. X = METHOD keeps a
            result as _X. Each alone is shown. A line that begins with # is a comment.
            .use SERVICE lets METHOD stand for SERVICE.METHOD.
            """
        case .json:
            """
            All params at once are one JSON value. JSON that is not complete goes on in the
            next line. A line that begins with { or [ is sent byte for byte, well-formed or
            not, as another program would send it; without an id it is a notification.
            """
        case .handlers:
            """
            Handlers answer the calls: rules from NAME.handlers.json beside the contract.
            .on lets another rule answer instead of a method's own until .off or .reload.
            An outcome is "result", "error", "throw", "invalidResult", "silence", "builtin"
            or "sequence"; "delayMs" lets it wait.
            """
        case .errors:
            """
            Every step of a call that can fail has one code. .errors has a line for each
            that provokes it here; .errors run sends them all, one after the other.
            """
        case .trace:
            """
            .trace shows the way of the last call, .trace on that of each: the request as
            sent; each step with the time spent in it, and where it failed; the reply as it
            came, and what it was taken for here if that differs. The time of envelope is
            what it took to read the line, that of handler holds any wait.
            """
        case .settings:
            """
            .set lists the settings, .set NAME VALUE changes one until the session ends.
            .timing, .trace and .timeout are settings too. A text that is too long for the
            screen goes on with .more.
            """
        case .history:
            """
            Up and Down recall earlier entries, Ctrl-R searches them, .history lists them.
            """
        case .keys:
            """
            Tab            completes; once more lists what there is
            Up, Down       earlier and later entries
            PgUp           the last entry that begins like this one
            Ctrl-R         searches the entries
            Ctrl-C         drops the line, or cancels the call that is waiting
            Ctrl-D         ends, on an empty line
            Ctrl-L         clears the screen
            Ctrl-_         undoes
            Ctrl-X Ctrl-E  edits the entry in $VISUAL or $EDITOR
            Ctrl-Z         suspends, also while a call waits
            """
        case .files:
            """
            .save writes the requests of this session to a new file, a line each, with what
            came back as "expect": a test for clamator-repl batch; .record does so for each
            call as it is made, until .record off. clamator-repl handlers makes handlers of
            such a file. A batch runs no commands: .save NAME.repl writes lines of the
            prompt instead, .on and .reset among them. .read runs a file of such lines; what
            fails is told with its line. .load and .reload bring contracts in.
            """
        case .batch:
            """
            clamator-repl batch CONTRACT < FILE reads one JSON-RPC request a line, and
            writes one reply a line, in the order of the requests. Such a line can be sent
            here too.
            """
        }
    }

    private func linesToTry(_ topic: HelpTopic, _ call: ExampleCall) -> [String] {
        switch topic {
        case .calls: [call.line, chained(call), ".describe \(call.name)", ".use \(call.service)"].compactMap { $0 }
        case .json: [call.jsonLine, call.request, "{\"jsonrpc\": \"2.0\",}"]
        case .handlers:
            call.method.isNotification
                ? [".handlers \(call.service)"]
                : [
                    ".handlers \(call.name)",
                    ".on \(call.name) {\"error\": {\"code\": -32001, \"message\": \"refused\"}}",
                    call.line, ".on \(call.name) silence", ".off \(call.name)",
                ]
        case .errors: [".errors", ".errors run"] + ErrorTour(services).stops.compactMap(\.line).suffix(3)
        case .trace: [call.line, ".trace", ".trace on", "\(call.service).noSuchMethod", ".trace off"]
        case .settings: [".set", ".set width 40", ".timeout 1000", ".timing on"]
        case .history: [".history 5"]
        case .keys: []
        case .files: [call.line, ".save calls.ndjson"]
        case .batch: [call.request]
        }
    }

    /// The same call with a member of its result as its first param, where that fits.
    private func chained(_ call: ExampleCall) -> String? {
        guard let result = call.method.examples.first?.result, let first = call.params.members.first,
            let schema = call.method.params.root.property(first.name),
            let member = result.members.first(where: { schema.accepts($0.value) })
        else { return nil }
        let rest = JSON(members: Array(call.params.members.dropFirst()))
        let line = ExampleCall(service: call.service, method: call.method, params: rest).line
        guard rest.count == 0 || line.contains("=") else { return nil }
        return call.name + " \(first.name)=_.\(member.name)" + line.dropFirst(call.name.count)
    }
}
