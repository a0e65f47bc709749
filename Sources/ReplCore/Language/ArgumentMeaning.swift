internal import ClamatorKit
internal import LineEditing

/// What arguments stand for, once it is known what is expected of them.
extension CallArguments {
    /// What an argument stands for.
    enum Meaning {
        case value(JSON)
        /// The JSON in a file, or in the standard input where the path is `-`.
        case file(String)
        case mistake(EntryMistake)
    }

    /// Judges what an argument stands for.
    ///
    /// - Parameters:
    ///   - argument: One of the arguments.
    ///   - params: What the params should be.
    /// - Returns: The value; a file that has it, which is not read here; or a mistake.
    func meaning(of argument: ArgumentSyntax, in params: Expectation) -> Meaning {
        if let mistake = mistake(of: argument) { return .mistake(mistake) }
        return ownMeaning(of: argument, in: params)
    }

    /// The same, whatever other arguments and its name say.
    func ownMeaning(of argument: ArgumentSyntax, in params: Expectation) -> Meaning {
        guard let range = argument.value else { return .value(.null) }
        let typed = text.text(range)
        do throws(UsageError) {
            if let result = try results.reference(typed) {
                return .value(argument.path.isEmpty ? try allParams(of: result) : result)
            }
            if let quote = argument.openQuote { return .mistake(openQuote(at: quote, in: argument)) }
            if typed.utf8.first == UInt8(ascii: "@") { return .file(try Self.path(typed)) }
            if argument.path.isEmpty {
                return .value(try allParams(of: try whole(range)))
            }
        } catch {
            let isWord = argument.path.isEmpty && argument.json == nil
            let end = isWord ? text.endOfWord(from: range.lowerBound) : range.upperBound
            return .mistake(EntryMistake(range: range.lowerBound..<end, message: error.description))
        }
        let expected = argument.path.reduce(params) { $0.member($1) }
        do throws(Expectation.ValueMistake) {
            return .value(try expected.value(of: typed))
        } catch {
            switch error {
            case .broken(let error):
                return .mistake(EntryMistake(range: range, message: BrokenJSON.text(error, in: typed)))
            case .singleQuotes: return .mistake(EntryMistake(range: range, message: Self.singleQuotes(typed)))
            }
        }
    }

    /// The path behind an at sign: a JSON string, where it begins with a quote.
    private static func path(_ typed: String) throws(UsageError) -> String {
        var path = String(Substring(typed.utf8.dropFirst()))
        if path.utf8.first == UInt8(ascii: "\"") {
            do throws(JSONError) { path = try JSON(parsing: path).string ?? "" } catch {
                throw UsageError(BrokenJSON.text(error, in: path))
            }
        }
        if path.isEmpty { throw UsageError("expected @FILE, got \(typed)") }
        return path
    }

    /// All params as one JSON value.
    private func whole(_ range: Range<Int>) throws(UsageError) -> JSON {
        let typed = text.text(range)
        do throws(JSONError) {
            return try JSON(parsing: typed)
        } catch {
            let advice = advice(on: range)
            if "{[\"".unicodeScalars.contains(typed.unicodeScalars.first ?? " "),
                text[range.lowerBound] != "\"" || advice.isEmpty
            {
                throw UsageError(BrokenJSON.text(error, in: typed))
            }
            if typed.utf8.first == UInt8(ascii: "'") { throw UsageError(Self.singleQuotes(typed)) }
            let word = range.lowerBound..<text.endOfWord(from: range.lowerBound)
            if let mark = word.first(where: { text[$0] == "=" }), mark > range.lowerBound {
                throw UsageError(Self.needsQuotes(text.text(range.lowerBound..<mark)))
            }
            throw UsageError("expected name=value, one JSON value or @FILE, got \(Printable.excerpt(typed))\(advice)")
        }
    }

    /// The params that one value is: an array of values by position, an object of params, or else the first param.
    func allParams(of value: JSON) throws(UsageError) -> JSON {
        guard let positions = names.positions else { return value }
        if value.kind == .array {
            guard value.count <= positions.count else { throw UsageError(TakenPaths.tooMany(value.count, positions)) }
            return JSON(members: zip(positions, value.elements).map { (name: $0, value: $1) })
        }
        if value.kind == .object, value.members.allSatisfy({ names.isKnown($0.name) }) { return value }
        guard let first = positions.first else { throw UsageError(TakenPaths.tooMany(1, positions)) }
        return JSON(members: [(first, value)])
    }
}
