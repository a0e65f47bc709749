internal import ClamatorKit
internal import LineEditing

/// The params of a call as people type them: `a=2 b.c=x`, values by position, one JSON value, `@FILE`, or `_`.
///
/// What checks an entry while it is typed, what completes it, what Enter sends, and what `call` sends of the words of a
/// shell, all go by this.
struct CallArguments {
    let text: [Unicode.Scalar]
    let arguments: [ArgumentSyntax]
    /// Whether the only argument is the params as a whole.
    let isWhole: Bool
    let names: ParamNames
    let results: SessionResults
    private let areCutAtSpaces: Bool
    private let mistakes = Mistakes()

    /// Why arguments can go nowhere, by their starts: found when one is asked for.
    private final class Mistakes {
        var known: [Int: EntryMistake]?
    }

    /// The arguments of an entry.
    init(_ entry: Entry, _ results: SessionResults) {
        self.init(entry.text, entry.arguments, entry.names, results)
    }

    /// What stands behind a method's name.
    init(_ text: String, _ names: ParamNames, _ results: SessionResults = SessionResults()) {
        let text = Array(text.unicodeScalars)
        self.init(text, ArgumentSyntax.arguments(in: text, from: 0, names), names, results)
    }

    /// Words as a shell has cut them: each `name=value` or a value by position, or one that is the whole.
    init(words: [String], _ names: ParamNames) {
        let (text, arguments) = ArgumentSyntax.arguments(ofWords: words, names)
        self.init(text, arguments, names, SessionResults(), areCutAtSpaces: false)
    }

    init(
        _ text: [Unicode.Scalar], _ arguments: [ArgumentSyntax], _ names: ParamNames, _ results: SessionResults,
        areCutAtSpaces: Bool = true
    ) {
        (self.text, self.names, self.results, self.areCutAtSpaces) = (text, names, results, areCutAtSpaces)
        let only = arguments.count == 1 ? arguments[0] : nil
        isWhole = only.map { Self.isWhole($0, text, names, results) } ?? false
        self.arguments = isWhole ? arguments.map { $0.with(path: []) } : arguments
    }

    /// Why an argument can go nowhere; nil where it can.
    func mistake(of argument: ArgumentSyntax) -> EntryMistake? {
        if isWhole { return nil }
        let known = mistakes.known ?? allMistakes
        mistakes.known = known
        return known[argument.range.lowerBound]
    }

    private var allMistakes: [Int: EntryMistake] {
        let values = names.positions == nil ? 0 : arguments.count { $0.name == nil }
        var taken = TakenPaths(positions: names.positions ?? [], values: values)
        var mistakes: [Int: EntryMistake] = [:]
        for argument in arguments {
            mistakes[argument.range.lowerBound] = mistake(in: argument) ?? taken.take(argument.path, argument)
        }
        if areCutAtSpaces, let quoted = firstInSingleQuotes(arguments) {
            let mistake = EntryMistake(range: quoted.range, message: Self.singleQuotes(text.text(quoted.range)))
            for argument in arguments[quoted.words] { mistakes[argument.range.lowerBound] = mistake }
        }
        return mistakes
    }

    /// Whether a value without a name is all of the params. Where values may be given by position, that is one array or
    /// object whose members are params, a result or a file; and what such an array holds are the values.
    private static func isWhole(
        _ argument: ArgumentSyntax, _ text: [Unicode.Scalar], _ names: ParamNames, _ results: SessionResults
    ) -> Bool {
        guard argument.name == nil, let value = argument.value else { return false }
        guard names.positions != nil else { return true }
        switch text[value].first {
        case "[", "@": return true
        case "_": return results.isReference(text.text(value))
        case "{":
            guard let json = argument.json else { return false }
            return json.keys(of: 0).allSatisfy { key in
                // A name that is being typed may become one.
                key + 1 == json.tokens.count || names.isKnown(json.name(ofKey: key, in: text))
            }
        default: return false
        }
    }

    /// Whether the only argument is an array of values by position.
    var isArrayOfValues: Bool {
        guard names.positions != nil, let only = arguments.first, only.path.isEmpty, only.name == nil else {
            return false
        }
        return only.value.map { text[$0].first == "[" } ?? false
    }
}
