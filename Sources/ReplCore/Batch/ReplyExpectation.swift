internal import ClamatorKit

/// What a line's `"expect"` says of its reply: `{"result": …}`, `{"error": {"code", "messageMatches"}}` or
/// `{"matches": SCHEMA}`.
///
/// Indirect, so that the many lines without one carry no more than a pointer.
indirect enum ReplyExpectation: Sendable {
    case result(JSON)
    /// An error, with this code and a message that this schema of strings allows, where they are given.
    case error(JSON, code: Int?, message: Schema?)
    case matches(Schema)
    /// An `"expect"` that says nothing that can be; the line is answered with why.
    case malformed

    /// Why an `"expect"` is none.
    struct Malformed: Error {
        let reason: String
        init(_ reason: String) { self.reason = "expect: " + reason }
    }

    /// Reads the value of an `"expect"`.
    ///
    /// - Parameters:
    ///   - json: The value.
    ///   - assertsFormats: Whether `format` is asserted in its schema.
    /// - Throws: `Malformed`, where the value is no expectation.
    init(_ json: JSON, assertsFormats: Bool) throws(Malformed) {
        try Self.checkNames(of: json, in: "an expectation", allowed: ["result", "error", "matches"])
        switch (json["result"], json["error"], json["matches"]) {
        case (let result?, nil, nil): self = .result(result)
        case (nil, let error?, nil):
            try Self.checkNames(of: error, in: "an expected error", allowed: ["code", "messageMatches"])
            self = .error(error, code: try Self.code(of: error), message: try Self.message(of: error))
        case (nil, nil, let schema?):
            self = .matches(try Self.schema(schema, assertsFormats: assertsFormats, named: "matches"))
        default: throw Malformed("expected one of result, error and matches, got \(json.count)")
        }
    }

    private static func checkNames(of json: JSON, in what: String, allowed: [ExactString]) throws(Malformed) {
        guard json.kind == .object else {
            throw Malformed("\(what) is an object with \(allowed.map(\.string).joined(separator: ", "))")
        }
        for (name, _) in json.members where !allowed.contains(name) {
            throw Malformed("\(what) has no \"\(name)\"" + Suggestion.sentence(for: name, among: allowed))
        }
    }

    private static func code(of error: JSON) throws(Malformed) -> Int? {
        guard let json = error["code"] else { return nil }
        guard let code = json.int else { throw Malformed("an error's code is an integer, got \(json)") }
        return code
    }

    /// A pattern means what `pattern` means in a schema.
    private static func message(of error: JSON) throws(Malformed) -> Schema? {
        guard let pattern = error["messageMatches"] else { return nil }
        guard pattern.kind == .string else { throw Malformed("messageMatches is a pattern, got \(pattern)") }
        return try schema(["pattern": pattern], assertsFormats: false, named: "messageMatches")
    }

    private static func schema(
        _ json: JSON, assertsFormats: Bool, named name: String
    ) throws(Malformed) -> Schema {
        var options = Schema.Options()
        options.assertsFormats = assertsFormats
        do throws(SchemaError) {
            return try Schema(json, options: options)
        } catch {
            throw Malformed(error.problems.map { "\($0.message) (at /\(name)\($0.location))" }.joined(separator: "; "))
        }
    }

    // MARK: Judging

    /// What came of an expectation.
    struct Verdict: Sendable {
        let isMet: Bool
        /// Where reply and expectation differ.
        let differences: [Difference]
    }

    /// Compares a reply with what was expected.
    func judge(_ reply: Reply) -> Verdict {
        let differences: [Difference]
        switch (self, reply) {
        case (.malformed, _): return Verdict(isMet: false, differences: [])
        case (.result(let expected), .result(let actual)):
            differences = Difference.all(between: expected, and: actual, at: Self.resultPath)
        case (.matches(let schema), .result(let actual)):
            differences = schema.isValid(actual) ? [] : Self.differences(of: actual, from: schema)
        case (.error(_, let code, let message), .error(let actual)):
            differences = Self.differences(of: actual, from: code, message)
        case (.result(let expected), .error(let actual)):
            differences = [
                Difference(path: Self.resultPath, expected: expected),
                Difference(path: Self.errorPath, actual: actual.json),
            ]
        case (.matches, .error(let actual)): differences = [Difference(path: Self.errorPath, actual: actual.json)]
        case (.error(let expected, _, _), .result(let actual)):
            differences = [
                Difference(path: Self.errorPath, expected: expected),
                Difference(path: Self.resultPath, actual: actual),
            ]
        }
        return Verdict(isMet: differences.isEmpty, differences: differences)
    }

    private static let resultPath = JSONPointer(["result"])
    private static let errorPath = JSONPointer(["error"])

    private static func differences(of actual: JSON, from schema: Schema) -> [Difference] {
        do throws(LimitReached) {
            return try schema.explain(actual).map { unit in
                Difference(
                    path: JSONPointer(resultPath.tokens + unit.instanceLocation.tokens), expected: JSON(unit.error),
                    actual: actual[unit.instanceLocation], sentence: unit.error)
            }
        } catch {
            return [unjudged(actual, at: resultPath, error)]
        }
    }

    private static func differences(of actual: RpcError, from code: Int?, _ message: Schema?) -> [Difference] {
        var differences: [Difference] = []
        if let code, code != actual.code {
            differences.append(
                Difference(path: errorPath.appending("code"), expected: JSON(code), actual: JSON(actual.code)))
        }
        let text = JSON(actual.message)
        if let message, !message.isValid(text) {
            let path = errorPath.appending("message")
            do throws(LimitReached) {
                let reason = try message.explain(text).map(\.error).joined(separator: "; ")
                differences.append(Difference(path: path, expected: JSON(reason), actual: text, sentence: reason))
            } catch {
                differences.append(unjudged(text, at: path, error))
            }
        }
        return differences
    }

    /// A value of which a limit kept from telling whether it is what was expected.
    private static func unjudged(_ actual: JSON, at path: JSONPointer, _ limit: LimitReached) -> Difference {
        Difference(path: path, expected: JSON(limit.description), actual: actual, sentence: limit.description)
    }
}

extension RpcError {
    fileprivate var json: JSON { ["code": JSON(code), "message": JSON(message), "data": data] }
}
