internal import ClamatorKit

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

        var inWords: String {
            switch self {
            case .notification: "a notification that is handed over"
            case .transportError: "a transport error"
            }
        }
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

    private static func kind(_ json: JSON) throws(FormatError) -> Kind {
        if let kind = Kind.allCases.first(where: { ExactString($0.rawValue) == json.exactString }) { return kind }
        let known = Kind.allCases.map { ExactString($0.rawValue) }
        let hint = json.exactString.map { Suggestion.sentence(for: $0, among: known) } ?? ""
        throw FormatError("a kind is \(known.inWords(joinedBy: "or")), got \(json)\(hint)")
    }

    private static func schema(_ json: JSON, assertsFormats: Bool) throws(FormatError) -> Schema {
        // It is compiled for one line, and must not cost what a file of contracts does.
        guard json.textLength <= largestSchema else {
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
    static let mostShown = 10

    /// How many bytes of text a schema may have.
    private static let largestSchema = 1 << 20

    /// The same for a pattern by itself, each of whose characters takes a hundred bytes to keep.
    static let longestPattern = 64 << 10
}
