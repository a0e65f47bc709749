internal import ClamatorKit

/// What somebody typed at the prompt, taken apart.
enum Entry: Equatable {
    /// Nothing but white space.
    case empty
    /// `.name argument`
    case command(name: String, argument: String)
    /// A line that begins with a bracket: it goes out as it is.
    case raw(String)
    /// `service.method` or, with a service in use, `method`; and what stands behind it.
    case call(name: String, arguments: String)

    /// Takes an entry apart.
    init(_ text: String) {
        let trimmed = text.trimmed
        switch trimmed.first {
        case nil: self = .empty
        case "{", "[": self = .raw(String(trimmed))
        case ".":
            let (name, rest) = trimmed.dropFirst().splitAtSpace
            self = .command(name: String(name), argument: String(rest))
        default:
            let (name, rest) = trimmed.splitAtSpace
            self = .call(name: String(name), arguments: String(rest))
        }
    }

    /// Whether an entry is whole: false where more lines could complete the JSON in it.
    static func isComplete(_ text: String) -> Bool {
        switch Entry(text) {
        case .empty: true
        // The rule of `.on METHOD RULE` is the one JSON that a command takes.
        case .command(let name, let argument):
            name != Command.on.rawValue || !beginsUnfinished(argument.splitAtSpace.1)
        case .raw(let json): !couldBeContinued(json)
        case .call(_, let arguments): !CallArguments.endsInsideValue(arguments)
        }
    }

    private static func beginsUnfinished(_ rule: Substring) -> Bool {
        (rule.hasPrefix("{") || rule.hasPrefix("[")) && couldBeContinued(rule)
    }

    /// Whether JSON text could become whole by further lines.
    static func couldBeContinued(_ json: some StringProtocol) -> Bool {
        do throws(JSONError) {
            _ = try JSON(parsing: json + "\n")
            return false
        } catch {
            return error.reason == .unexpectedEnd
        }
    }
}

extension StringProtocol {
    /// Without white space at either end.
    var trimmed: Substring {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? start
        return Substring(self[start..<end])
    }

    /// What stands before the first white space, and what behind it.
    var splitAtSpace: (Substring, Substring) {
        guard let space = firstIndex(where: \.isWhitespace) else { return (Substring(self), "") }
        return (Substring(self[..<space]), self[space...].trimmed)
    }
}
