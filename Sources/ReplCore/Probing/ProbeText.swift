internal import ClamatorKit
internal import ContractTesting
internal import LineEditing

/// What a probe found, for people.
public struct ProbeText {
    private let results: ProbeResults
    private let methods: MethodTable
    private let paint: Palette
    private let width: Int
    private let invocation: ProbeInvocation
    private let seed: UInt64
    private let showsTime: Bool

    /// - Parameters:
    ///   - outcome: What was found.
    ///   - run: What was asked for.
    ///   - invocation: How commands that show a finding again begin.
    ///   - palette: Colours.
    ///   - width: How many columns there are.
    ///   - showsTime: Whether to say how long it took.
    public init(
        _ outcome: ProbeOutcome, of run: ProbeRun, _ invocation: ProbeInvocation, palette: Palette, width: Int,
        showsTime: Bool
    ) {
        results = outcome.results
        methods = MethodTable(outcome.results)
        seed = run.seed
        self.showsTime = showsTime
        self.invocation = invocation
        paint = palette
        self.width = max(40, width)
    }

    /// The findings, a table of what was tried, and notes; without a line end.
    public var text: String {
        var blocks = results.findings.map { finding($0).joined(separator: "\n") }
        blocks.append(([total] + results.tried.compactMap(row)).joined(separator: "\n"))
        if !notes.isEmpty { blocks.append(notes.joined(separator: "\n")) }
        return blocks.joined(separator: "\n\n").ansi
    }

    private static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }

    private func name(_ service: String, _ method: Contract.Method?) -> String {
        Printable.escape(method?.fullName(in: service) ?? service)
    }

    // MARK: Findings

    private func finding(_ finding: ProbeFinding) -> [StyledText] {
        let method = methods.method(of: finding.call)
        let name = self.name(finding.call.service, method)
        let times = finding.count > 1 ? "  \(paint(.detail, Self.count(finding.count, "call")))" : StyledText()
        var lines: [StyledText] = [
            "\(paint(.error, "✗")) \(paint(.name, name))  \(paint(.heading, ProbeSentence(finding, invocation.timeout).text))\(times)"
        ]
        if let reason = reason(finding, method) { lines.append("    \(reason)") }
        if let reply = reply(finding) { lines.append("    \(paint(.detail, "reply")) \(reply)") }
        let command = ProbeReproduction(invocation).text(finding) { methods.method(of: $0) }
        lines.append("    \(Printable.escape(command))")
        if finding.isUnsteady { lines.append("    \(paint(.warning, ProbeSentence.unsteady))") }
        return lines
    }

    /// Why the params, or the result, break their schema.
    private func reason(_ finding: ProbeFinding, _ method: Contract.Method?) -> String? {
        var units: [OutputUnit] = []
        if finding.call.rule != nil, let method {
            units = (try? method.params.explain(finding.call.params)) ?? []
        } else if case .brokenResult = finding.replyClass {
            switch finding.reply {
            case .result(let result): units = (try? method?.result?.explain(result)) ?? []
            case .error(let error): units = OutputUnits(of: error, reasons: [])?.units ?? []
            default: break
            }
        }
        return units.first.map { unit in
            let path = unit.path.tokens.isEmpty ? "" : unit.path.tokens.dotted + ": "
            return Printable.escape(path + (unit.missing == nil ? unit.error : "required, but missing"))
        }
    }

    private func reply(_ finding: ProbeFinding) -> String? {
        switch finding.reply {
        case .result(let result): OneValue.excerpt(result, atMost: width - 12)
        case .error(let error):
            "\(error.code) \(Printable.excerpt(error.message))"
                + (error.data.isNull ? "" : " " + OneValue.excerpt(error.data, atMost: width - 12))
        case .malformed(let reason), .gone(let reason): Printable.escape(reason)
        case .timeout, .none: nil
        }
    }

    // MARK: Summary

    private var total: StyledText {
        let tried = results.tried.filter { $0.method != nil && $0.omission == nil }
        let calls = results.tried.reduce(0) { $0 + $1.calls.values.reduce(0, +) }
        let findings = results.findings.count
        let found = paint(
            findings == 0 ? .success : .error, findings == 0 ? "no findings" : Self.count(findings, "finding"))
        let time = showsTime ? ", " + BatchSummary.time(Double(results.duration.nanoseconds)) : ""
        let made = "\(Self.count(calls, "call")) of \(Self.count(tried.count, "method"))"
        return "\(found) in \(made)\(paint(.detail, ", seed \(seed)\(time)"))"
    }

    /// More notes are only counted.
    private static let mostNotes = 40

    private var nameWidth: Int {
        results.tried.map { DisplayWidth.columns(of: name($0.service, $0.method)) }.max() ?? 0
    }

    private func row(_ tried: ProbeResults.Tried) -> StyledText? {
        guard tried.omission == nil, let method = tried.method else { return nil }
        let calls = tried.calls.values.reduce(0, +)
        let findings = tried.findings.count
        let mark = findings == 0 ? paint(.success, "✓") : paint(.error, "✗")
        let start: StyledText =
            "  \(mark) \(paint(.name, name(tried.service, method)).padded(to: nameWidth))  \("\(calls)".aligned(to: 5)) calls  "
        let coverage = tried.coverage
        var words = coverage.keywords
        words += coverage.branches.map { "\($0.taken)/\($0.count) branches of \($0.path)" }
        let indent = start.columns
        let lines = Printable.escape(words.joined(separator: " ")).wrapped(to: max(20, width - indent))
        return start
            + paint(.detail, lines.replacing("\n", with: "\n" + String(repeating: " ", count: indent)))
    }

    private var notes: [StyledText] {
        var notes: [String] = []
        for tried in results.tried {
            let name = self.name(tried.service, tried.method)
            if let omission = tried.omission {
                notes.append("\(name) was not tried: \(omission)")
                continue
            }
            for (code, count) in tried.undeclared {
                notes.append(
                    "\(name) answered \(Self.count(count, "valid call")) with \(code), which its contract does not declare"
                )
            }
            if tried.isLeftOut {
                notes.append(
                    "\(name) did not answer \(ProbeResults.Tried.mostSilent) calls in a row; the rest was left out")
            }
            if tried.isCut { notes.append("\(name): the probe ended before all calls were made") }
            if tried.coverage.isEmpty {
                notes.append("\(name): no params could be made up")
            } else if tried.method?.isNotification == false, tried.results == 0, (tried.calls[.valid] ?? 0) > 0 {
                notes.append("\(name) answered no valid call with a result")
            }
            let unbroken = tried.coverage.unbroken
            if !unbroken.isEmpty {
                let shown = unbroken.prefix(6).joined(separator: ", ") + (unbroken.count > 6 ? ", …" : "")
                notes.append("\(name): no params could be made up that break only \(shown)")
            }
            let open = tried.coverage.branches.filter { $0.taken < $0.count }
            for branch in open {
                let count = branch.count - branch.taken
                notes.append(
                    "\(name): \(count == 1 ? "1 branch of \(branch.path) was" : "\(count) branches of \(branch.path) were") not taken"
                )
            }
        }
        let more = notes.count - Self.mostNotes
        if more > 0 { notes = notes.prefix(Self.mostNotes) + ["… and \(Self.count(more, "further note"))"] }
        return notes.map { "\(paint(.warning, "note")) \(Printable.escape($0))" }
    }
}

/// What is wrong with a reply, in a sentence.
struct ProbeSentence {
    let text: String

    /// What is said of a finding that did not show again.
    static let unsteady = "called again it did not show: it may hang on the calls before it, or on chance"

    /// - Parameters:
    ///   - finding: What was found.
    ///   - timeout: How many milliseconds were waited.
    init(_ finding: ProbeFinding, _ timeout: Int) {
        let rule = finding.call.rule.map { Self.text(of: $0) } ?? ""
        let answer = Self.answer(finding.replyClass, timeout)
        text =
            switch finding.kind {
            case .refused: "a valid call is refused: it \(answer)"
            case .crashed: "a valid call fails: it \(answer)"
            case .badResult:
                if case .brokenResult(let broken?) = finding.replyClass {
                    "the result breaks its schema: \(Self.text(of: broken))"
                } else {
                    "the result breaks its schema"
                }
            case .silent: "a valid call gets no reply within \(timeout) ms"
            case .malformed: "the reply is no JSON-RPC response"
            case .gone: "the server ended"
            case .missing: "a method of the contract is not there: a valid call \(answer)"
            case .accepted: "params are accepted that break \(rule)"
            case .wrongCode: "a call with params that break \(rule) \(answer), not -32602"
            case .unknownMethod: "a call of a method that is not there \(answer), not -32601"
            case .notificationAnswered:
                finding.call.demand == .nothing
                    ? "a notification is answered" : "a notification that is called with an id \(answer)"
            }
    }

    private static func answer(_ reply: ReplyClass, _ timeout: Int) -> String {
        switch reply {
        case .result, .brokenResult: "gets a result"
        case .error(let code): "is answered \(code)"
        case .silence: "gets no reply within \(timeout) ms"
        case .malformed: "is answered with what is no response"
        case .gone: "ends the server"
        }
    }

    /// `/slot maximum`
    static func text(of rule: ProbeRule) -> String {
        let path = rule.path.tokens.isEmpty ? "" : "\(rule.path) "
        return Printable.escape(path + rule.keyword.string + (rule.name.map { " \(JSON($0))" } ?? ""))
    }
}
