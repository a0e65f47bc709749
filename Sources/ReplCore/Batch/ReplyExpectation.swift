internal import ClamatorKit
internal import ECMAPattern

/// What a line's `"expect"` says of what comes of it.
///
/// Indirect, so that the many lines without one carry no more than a pointer.
indirect enum ReplyExpectation: Sendable {
    /// `{"result": VALUE}`
    case result(JSON)
    /// `{"error": {…}}`
    case error(ExpectedError)
    /// `{"matches": SCHEMA}`, for the result.
    case matches(Schema)
    /// `{"kind": …}`
    case kind(Kind)
    /// `{"anyOf": [EXPECTATION, …]}`: one of them is to be met.
    case anyOf([ReplyExpectation])
    /// An `"expect"` that says nothing that can be; the line is answered with why.
    case malformed

    /// What a line can come to besides a result and an error of the service.
    enum Kind: String, CaseIterable {
        /// A notification was handed over.
        case notification
        /// There was no reply: a time-out, or a transport that is stopped.
        case transportError = "transport-error"

        fileprivate var inWords: String {
            switch self {
            case .notification: "a notification that is handed over"
            case .transportError: "a transport error"
            }
        }
    }

    /// Why an `"expect"`, or what stands beside it, is none.
    struct FormatError: Error {
        let reason: String
        /// Whether there is an expectation at all.
        let isOfExpectation: Bool

        /// A line that is to be sent several times, and expects nothing.
        static let repeatAlone = FormatError(
            reason: "repeat: it stands beside expect alone", isOfExpectation: false)

        private init(reason: String, isOfExpectation: Bool) {
            self.reason = reason
            self.isOfExpectation = isOfExpectation
        }

        init(_ reason: String) { self.init(reason: "expect: " + reason, isOfExpectation: true) }

        /// What is wrong with a schema.
        fileprivate init(_ diagnostics: [SchemaDiagnostic]) {
            let shown = diagnostics.prefix(ReplyExpectation.mostShown).map {
                "\($0.message) (at /matches\($0.location))"
            }
            self.init(shown.joined(separator: "; ") + (diagnostics.count > shown.count ? "; …" : ""))
        }

        /// A member that is wrong, whatever it stands in.
        init(repeat reason: String) { self.init(reason: "repeat: " + reason, isOfExpectation: true) }
    }

    private static let memberNames: [ExactString] = ["result", "error", "matches", "kind", "anyOf"]

    /// Reads the value of an `"expect"`.
    ///
    /// - Parameters:
    ///   - json: The value.
    ///   - assertsFormats: Whether `format` is asserted in its schema.
    /// - Throws: `FormatError`, where the value is no expectation.
    init(_ json: JSON, assertsFormats: Bool) throws(FormatError) {
        try Self.checkNames(of: json, in: "an expectation", allowed: Self.memberNames)
        if let choices = json["anyOf"], json.count == 1 {
            self = .anyOf(try Self.choices(choices, assertsFormats: assertsFormats))
            return
        }
        switch (json["result"], json["error"], json["matches"], json["kind"]) {
        case (let result?, nil, nil, nil): self = .result(result)
        case (nil, let error?, nil, nil): self = .error(try ExpectedError(error))
        case (nil, nil, let schema?, nil): self = .matches(try Self.schema(schema, assertsFormats: assertsFormats))
        case (nil, nil, nil, let kind?): self = .kind(try Self.kind(kind))
        default: throw FormatError("expected one of \(Self.memberNames.inWords(joinedBy: "and")), got \(json.count)")
        }
    }

    /// Reads the expectations of which one is to be met; none of them is a choice itself.
    private static func choices(_ json: JSON, assertsFormats: Bool) throws(FormatError) -> [ReplyExpectation] {
        let choices = json.elements
        guard json.kind == .array, 1...mostChoices ~= choices.count else {
            throw FormatError("anyOf is an array of 1 to \(mostChoices) expectations")
        }
        guard !choices.contains(where: { $0["anyOf"] != nil }) else {
            throw FormatError("anyOf stands in no other anyOf")
        }
        return try choices.map { (choice) throws(FormatError) in
            try ReplyExpectation(choice, assertsFormats: assertsFormats)
        }
    }

    private static let mostChoices = 100

    /// Refuses what is no object, and members that are unknown or stand twice.
    fileprivate static func checkNames(of json: JSON, in what: String, allowed: [ExactString]) throws(FormatError) {
        guard json.kind == .object else {
            throw FormatError("\(what) is an object with \(allowed.inWords(joinedBy: "or"))")
        }
        var known: Set<ExactString> = []
        for (name, _) in json.members {
            guard allowed.contains(name) else {
                throw FormatError(
                    "\(what) has no \(oneLine { $0.string(name.string) })"
                        + Suggestion.sentence(for: name, among: allowed)
                        + "; it has \(allowed.inWords(joinedBy: "or"))")
            }
            guard known.insert(name).inserted else { throw FormatError("\"\(name)\" stands here twice") }
        }
    }

    private static func kind(_ json: JSON) throws(FormatError) -> Kind {
        if let kind = Kind.allCases.first(where: { ExactString($0.rawValue) == json.exactString }) { return kind }
        let known = Kind.allCases.map { ExactString($0.rawValue) }
        let hint = json.exactString.map { Suggestion.sentence(for: $0, among: known) } ?? ""
        throw FormatError("a kind is \(known.inWords(joinedBy: "or")), got \(json)\(hint)")
    }

    private static func schema(_ json: JSON, assertsFormats: Bool) throws(FormatError) -> Schema {
        // It is compiled for one line, and must not cost what a file of contracts does.
        guard json.withView(\.spelling.count) <= largestSchema else {
            throw FormatError("a schema under matches is at most \(largestSchema >> 20) MiB of text")
        }
        var options = Schema.Options()
        options.assertsFormats = assertsFormats
        let schema: Schema
        do throws(SchemaError) {
            schema = try Schema(json, options: options)
        } catch {
            throw FormatError(error.diagnostics)
        }
        // A keyword that does nothing would let every result pass.
        var budget = WorkBudget(steps: largestSchema)
        let unknown = schema.unknownWords(atMost: mostShown + 1, spending: &budget)
        guard unknown.isEmpty else { throw FormatError(unknown) }
        if let limit = budget.reached { throw FormatError(LimitReached(limit).description) }
        return schema
    }

    /// How many problems of a schema are told.
    private static let mostShown = 10

    /// How many bytes of text a schema may have.
    private static let largestSchema = 1 << 20
}

/// What an error is expected to be: each part only where it is given.
struct ExpectedError: Sendable {
    private let source: JSON
    private let code: RpcError.Code?
    private let message: Message?
    private let data: JSON?

    private enum Message {
        case text(ExactString)
        /// A pattern, which means what `pattern` means in a schema.
        case pattern(TextPattern, source: String)
    }

    private static let memberNames: [ExactString] = ["code", "message", "messageMatches", "ignoreCase", "data"]

    /// Reads the value of an `"error"`.
    fileprivate init(_ json: JSON) throws(ReplyExpectation.FormatError) {
        try ReplyExpectation.checkNames(of: json, in: "an expected error", allowed: Self.memberNames)
        source = json
        code = try Self.code(of: json)
        message = try Self.message(of: json)
        data = json["data"]
    }

    private static func code(of error: JSON) throws(ReplyExpectation.FormatError) -> RpcError.Code? {
        guard let json = error["code"] else { return nil }
        guard let code = json.int else { throw .init("an error's code is an integer, got \(json)") }
        return RpcError.Code(code)
    }

    private static func message(of error: JSON) throws(ReplyExpectation.FormatError) -> Message? {
        let ignoresCase = try error["ignoreCase"].map { (json) throws(ReplyExpectation.FormatError) in
            guard let flag = json.bool else { throw .init("ignoreCase is true or false, got \(json)") }
            return flag
        }
        switch (error["message"], error["messageMatches"]) {
        case (_?, _?): throw .init("an expected error has message or messageMatches, not both")
        case (_, nil) where ignoresCase != nil: throw .init("ignoreCase stands beside messageMatches alone")
        case (let message?, nil):
            guard let text = message.exactString else { throw .init("a message is a text, got \(message)") }
            return .text(text)
        case (nil, let pattern?):
            guard let source = pattern.string else { throw .init("messageMatches is a pattern, got \(pattern)") }
            do throws(TextPattern.SyntaxError) {
                return .pattern(
                    try TextPattern(source, ignoresCase: ignoresCase ?? false), source: source)
            } catch {
                throw .init("\(error) (at /messageMatches)")
            }
        case (nil, nil): return nil
        }
    }

    /// Where an error differs from this.
    fileprivate func differences(from actual: RpcError) -> [Difference] {
        let path = ReplyExpectation.errorPath
        var differences: [Difference] = []
        if let code, code != actual.code {
            differences.append(
                Difference(
                    path: path.appending("code"), expected: JSON(code.rawValue), actual: JSON(actual.code.rawValue)))
        }
        if let reason = reason(against: actual.message) {
            differences.append(
                Difference(
                    path: path.appending("message"), expected: JSON(reason), actual: JSON(actual.message),
                    sentence: reason))
        }
        if let data { differences += Difference.all(between: data, and: actual.data, at: path.appending("data")) }
        return differences
    }

    /// Why a message is not the one that is expected; nil where it is.
    private func reason(against text: String) -> String? {
        let expected: String
        switch message {
        case nil: return nil
        case .text(let wanted):
            if wanted == ExactString(text) { return nil }
            expected = oneLine { $0.string(wanted.string) }
        case .pattern(let pattern, let source):
            do throws(LimitReached) {
                if try pattern.matches(text) { return nil }
            } catch {
                return error.description
            }
            expected = "a match of \(source)"
        }
        return "expected \(expected), got \(oneLine { $0.string(text) })"
    }

    /// An error where a result came.
    fileprivate func differences(from result: JSON) -> [Difference] {
        [
            Difference(path: ReplyExpectation.errorPath, expected: source),
            Difference(path: ReplyExpectation.resultPath, actual: result),
        ]
    }
}

extension [ExactString] {
    /// `a, b or c`
    fileprivate func inWords(joinedBy word: String) -> String {
        dropLast().map(\.string).joined(separator: ", ") + " \(word) \(self[count - 1])"
    }
}

// MARK: Judging

extension ReplyExpectation {
    /// Who made a reply.
    enum Origin {
        /// The service, or the way to it: an answer by the protocol.
        case service
        /// The transport, for want of an answer.
        case transport
        /// The batch, for a line that is no request.
        case batch
    }

    /// What came of an expectation.
    enum Verdict: Sendable {
        case met
        /// Where the reply, or that there is one, differs from what was expected.
        case notMet([Difference])
        /// The expectation made no sense, and the reply says why.
        case malformed

        var isMet: Bool { if case .met = self { true } else { false } }

        fileprivate init(_ differences: [Difference]) { self = differences.isEmpty ? .met : .notMet(differences) }
    }

    /// Compares a reply with what was expected.
    func judge(_ reply: Reply, from origin: Origin) -> Verdict {
        switch (self, reply) {
        case (.malformed, _): .malformed
        case (.anyOf(let choices), _): Self.judge(reply, from: origin, by: choices)
        case (.kind(.transportError), _) where origin == .transport: .met
        case (.kind(let kind), .result(let actual)):
            .notMet([Difference(expecting: kind.inWords, butGot: actual, at: Self.resultPath)])
        case (.kind(let kind), .error(let actual)):
            .notMet([Difference(expecting: kind.inWords, butGot: actual.json, at: Self.errorPath)])
        case (.result(let expected), .result(let actual)):
            Verdict(Difference.all(between: expected, and: actual, at: Self.resultPath))
        case (.matches(let schema), .result(let actual)): Self.judge(actual, by: schema)
        case (.error, .error(let actual)) where origin == .transport:
            .notMet([Difference(expecting: Self.errorInWords, butGot: actual.json, at: Self.errorPath)])
        case (.error(let expected), .error(let actual)): Verdict(expected.differences(from: actual))
        case (.error(let expected), .result(let actual)): .notMet(expected.differences(from: actual))
        case (.result(let expected), .error(let actual)):
            .notMet([
                Difference(path: Self.resultPath, expected: expected),
                Difference(path: Self.errorPath, actual: actual.json),
            ])
        case (.matches, .error(let actual)): .notMet([Difference(path: Self.errorPath, actual: actual.json)])
        }
    }

    /// Where no choice is met, the first that asks for a result or an error as the reply is one tells what differs.
    private static func judge(_ reply: Reply, from origin: Origin, by choices: [ReplyExpectation]) -> Verdict {
        var first: Verdict?
        for choice in choices {
            let verdict = choice.judge(reply, from: origin)
            if verdict.isMet { return .met }
            let asksForSame =
                switch (choice, reply) {
                case (.result, .result), (.matches, .result), (.error, .error): true
                default: false
                }
            if asksForSame || first == nil { first = verdict }
            if asksForSame { break }
        }
        return first ?? .malformed
    }

    /// Judges a notification, which has no reply.
    ///
    /// - Parameter refusal: Why it did not reach a handler, as far as is known; nil where it was handed over.
    /// - Returns: What came of it.
    func judgeNotification(_ refusal: String?) -> Verdict {
        switch (self, refusal) {
        case (.kind(.notification), nil): .met
        case (.anyOf(let choices), nil) where choices.contains { $0.judgeNotification(refusal).isMet }: .met
        case (.malformed, _): .malformed
        default:
            .notMet([
                Difference(
                    path: JSONPointer(), expected: JSON(Kind.notification.inWords),
                    sentence: "the notification was not handed over: \(refusal ?? "no reason")")
            ])
        }
    }

    private static let errorInWords =
        "an error that the service answers with; for no reply, expect {\"kind\": \"\(Kind.transportError.rawValue)\"}"
    fileprivate static let resultPath = JSONPointer(["result"])
    fileprivate static let errorPath = JSONPointer(["error"])

    /// How many bytes of values all differences of one reply quote.
    private static let mostQuoted = 1 << 20

    private static func judge(_ actual: JSON, by schema: Schema) -> Verdict {
        switch schema.validate(actual) {
        case .valid: return .met
        case .limitReached(let limit): return unjudged(limit)
        case .invalid: break
        }
        var quoted = 0
        do throws(LimitReached) {
            return .notMet(
                try schema.explain(actual).prefix(Difference.maximumCount).map { unit in
                    var value = actual[unit.instanceLocation]
                    // Errors within each other would quote the same value over and over.
                    quoted += value?.withView(\.spelling.count) ?? 0
                    if quoted > mostQuoted { value = .none }
                    return Difference(
                        path: JSONPointer(resultPath.tokens + unit.instanceLocation.tokens),
                        expected: JSON(unit.error), actual: value, sentence: unit.error)
                })
        } catch {
            return unjudged(error)
        }
    }

    /// A limit kept from telling whether the result is what was expected.
    private static func unjudged(_ limit: LimitReached) -> Verdict {
        .notMet([Difference(path: resultPath, expected: JSON(limit.description), sentence: limit.description)])
    }
}

extension Difference {
    fileprivate init(expecting what: String, butGot actual: JSON, at path: JSONPointer) {
        self.init(
            path: path, expected: JSON(what), actual: actual,
            sentence: "expected \(what), got \(oneLine { $0.value(actual) })")
    }
}

extension RpcError {
    fileprivate var json: JSON { ["code": JSON(code.rawValue), "message": JSON(message), "data": data] }
}
