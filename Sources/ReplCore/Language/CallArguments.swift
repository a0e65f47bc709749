internal import ClamatorKit
internal import LineEditing

/// The params of a call as people type them: `a=2 b.c=x`, values by position, one JSON value, `@FILE`, or `_`.
///
/// What checks an entry while it is typed, what completes it, what Enter sends, and what `call` sends of the words of a
/// shell, all go by this.
struct CallArguments {
    /// An argument, and where its value goes.
    struct Argument {
        let syntax: ArgumentSyntax
        /// The way to the value from the params; empty where it is all of them.
        let path: [ExactString]
        /// Whether no other argument may have the path.
        let takesPath: Bool
        /// Why it can go nowhere.
        var mistake: EntryMistake?
    }

    let text: [Unicode.Scalar]
    private var assignment = Assignment()
    let names: ParamNames
    let results: SessionResults

    var arguments: [Argument] { assignment.arguments }

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
        _ text: [Unicode.Scalar], _ syntax: [ArgumentSyntax], _ names: ParamNames, _ results: SessionResults,
        areCutAtSpaces: Bool = true
    ) {
        var assignment = Assignment()
        self.init(text, syntax, names, results, areCutAtSpaces: areCutAtSpaces, completing: &assignment)
    }

    /// The same, where it is known where the first of them go; it is known of all then.
    init(
        _ text: [Unicode.Scalar], _ syntax: [ArgumentSyntax], _ names: ParamNames, _ results: SessionResults,
        areCutAtSpaces: Bool = true, completing assignment: inout Assignment
    ) {
        (self.text, self.names, self.results) = (text, names, results)
        assign(syntax, areCutAtSpaces: areCutAtSpaces, &assignment)
        self.assignment = assignment
    }

    /// Finds out where the arguments go that were not assigned yet.
    private func assign(_ syntax: [ArgumentSyntax], areCutAtSpaces: Bool, _ assignment: inout Assignment) {
        if syntax.count == 1, let only = syntax.first, only.name == nil, let value = only.value, isWhole(only, value) {
            assignment = Assignment(whole: only)
            return
        }
        let quoted = areCutAtSpaces ? firstInSingleQuotes(syntax) : nil
        // Where no value may stand alone, none has a position.
        let values = names.positions == nil ? 0 : syntax.count { $0.name == nil }
        assignment.begin(TakenPaths(positions: names.positions ?? [], values: values))
        for argument in syntax[assignment.arguments.count...] {
            assignment.add(argument, mistake(in: argument)) { names.path(typed: text.text($0)) }
        }
        guard let quoted else { return }
        let mistake = EntryMistake(range: quoted.range, message: Self.singleQuotes(text.text(quoted.range)))
        assignment.refuse(quoted.words, mistake)
    }

    /// Whether a value without a name is all of the params. Where values may be given by position, that is one array or
    /// object whose members are params, a result or a file; and what such an array holds are the values.
    private func isWhole(_ argument: ArgumentSyntax, _ value: Range<Int>) -> Bool {
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
        guard names.positions != nil, let only = arguments.first, only.path.isEmpty, only.syntax.name == nil else {
            return false
        }
        return only.syntax.value.map { text[$0].first == "[" } ?? false
    }
}
