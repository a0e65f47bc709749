internal import ClamatorKit
internal import LineEditing

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
        switch trimmed.unicodeScalars.first {
        case nil: self = .empty
        case "{", "[": self = .raw(String(trimmed))
        case ".":
            let (name, rest) = Substring(trimmed.unicodeScalars.dropFirst()).splitAtSpace
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
        let first = rule.unicodeScalars.first
        return (first == "{" || first == "[") && couldBeContinued(rule)
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

/// Cut by scalars: a space with a combining mark behind it is white space all the same.
extension StringProtocol {
    /// Without white space at either end.
    var trimmed: Substring {
        let scalars = Substring(self).unicodeScalars
        let start = scalars.firstIndex { !$0.isSpace } ?? scalars.endIndex
        let end = scalars.lastIndex { !$0.isSpace }.map { scalars.index(after: $0) } ?? start
        return Substring(scalars[start..<end])
    }

    /// What stands before the first white space, and what behind it.
    var splitAtSpace: (Substring, Substring) {
        let scalars = Substring(self).unicodeScalars
        guard let space = scalars.firstIndex(where: \.isSpace) else { return (Substring(self), "") }
        return (Substring(scalars[..<space]), Substring(scalars[space...]).trimmed)
    }
}
