internal import ClamatorKit
internal import ECMAPattern

/// What an error is expected to be: each part only where it is given.
struct ExpectedError: Sendable {
    private let source: JSON
    let code: RpcError.Code?
    private let message: Message?
    private let data: JSON?

    private enum Message {
        case text(ExactString)
        /// A pattern, which means what `pattern` means in a schema.
        case pattern(Pattern)
    }

    private static let memberNames: [ExactString] = ["code", "message", "messageMatches", "ignoreCase", "data"]

    /// Reads the value of an `"error"`.
    init(_ json: JSON) throws(ReplyExpectation.FormatError) {
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
            let longest = ReplyExpectation.longestPattern
            guard source.utf8.count <= longest else {
                throw .init("a pattern under messageMatches is at most \(longest >> 10) KiB long")
            }
            do throws(PatternError) {
                return .pattern(try Pattern(source, ignoresCase: ignoresCase ?? false))
            } catch {
                throw .init("\(error.reason) (at byte \(error.offset)) (at /messageMatches)")
            }
        case (nil, nil): return nil
        }
    }

    /// Where an error differs from this, as far as the budget pays for a pattern.
    func differences(from actual: RpcError, spending budget: inout WorkBudget) -> [Difference] {
        let path = ReplyExpectation.errorPath
        var differences: [Difference] = []
        if let code, code != actual.code {
            differences.append(
                Difference(
                    path: path.appending("code"), expected: JSON(code.rawValue), actual: JSON(actual.code.rawValue)))
        }
        if let difference = difference(from: actual.message, at: path.appending("message"), &budget) {
            differences.append(difference)
        }
        if let data { differences += Difference.all(between: data, and: actual.data, at: path.appending("data")) }
        return differences
    }

    /// How a message differs from the one that is expected; nil where it does not.
    private func difference(
        from text: String, at path: JSONPointer, _ budget: inout WorkBudget
    ) -> Difference? {
        switch message {
        case nil: return nil
        case .text(let wanted):
            if wanted == ExactString(text) { return nil }
            return Difference(path: path, expected: JSON(wanted.string), actual: JSON(text))
        case .pattern(let pattern):
            switch pattern.search(Array(text.utf8), spending: &budget) {
            case .matches: return nil
            case .doesNotMatch:
                return Difference(expecting: "a match of \(pattern.source)", butGot: JSON(text), at: path)
            case .limitReached:
                let reason = LimitReached(.pattern).description
                return Difference(path: path, expected: JSON(reason), actual: JSON(text), sentence: reason)
            }
        }
    }

    /// An error where a result came.
    func differences(from result: JSON) -> [Difference] {
        [
            Difference(path: ReplyExpectation.errorPath, expected: source),
            Difference(path: ReplyExpectation.resultPath, actual: result),
        ]
    }
}
