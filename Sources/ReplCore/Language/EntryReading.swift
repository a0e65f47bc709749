internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// An entry as it is being typed, understood as far as it goes: which method it calls, where the cursor stands in it,
/// and what is expected there.
struct EntryReading {
    let entry: Entry
    /// The params of a call.
    let arguments: CallArguments
    /// The tokens of a raw line, or of the rule behind `.on METHOD`.
    let json: JSONTokens?
    let cursor: Int
    let vocabulary: Vocabulary
    /// The method that is called, where its name is known.
    let method: ServiceCatalogue.NamedMethod?
    /// What working out what is expected may cost.
    private(set) var work: TypingWork
    /// What the params should be.
    private(set) var params: Expectation

    init(_ buffer: TextBuffer, _ vocabulary: Vocabulary, _ memory: EntryMemory? = nil) {
        self.init(Entry(buffer.scalars, vocabulary, memory), cursor: buffer.cursor, vocabulary, memory: memory)
    }

    init(
        _ entry: Entry, cursor: Int, _ vocabulary: Vocabulary, _ work: TypingWork = TypingWork(),
        memory: EntryMemory? = nil
    ) {
        self.work = work
        self.entry = entry
        self.cursor = cursor
        arguments = CallArguments(entry, vocabulary.results)
        json = entry.json(memory)
        self.vocabulary = vocabulary
        method =
            entry.form == .raw
            ? json.flatMap { Self.methodOfEnvelope($0, in: entry.text) }.flatMap(vocabulary.method) : entry.method
        params = Self.params(of: method, work)
    }

    private static func params(of method: ServiceCatalogue.NamedMethod?, _ work: TypingWork) -> Expectation {
        Expectation(method.map { [$0.method.params.root] } ?? [], work)
    }

    /// The same reading, with work left for one thing more that is shown.
    var withNewWork: EntryReading {
        var copy = self
        copy.work = TypingWork()
        copy.params = Self.params(of: method, copy.work)
        return copy
    }

    // MARK: Params

    /// The members that a name leads through; behind a dot, that of a member is still to come, and empty.
    func path(_ name: Range<Int>) -> [ExactString] {
        let path = entry.names.path(typed: entry.text.text(name))
        guard name.count > 1, path.count == 1, !entry.names.isKnown(path[0]), entry.text[name].last == ".",
            entry.text[name].first != "\""
        else { return path }
        return entry.names.path(typed: entry.text.text(name.dropLast())) + [""]
    }

    /// What stands at a path in the params.
    func expectation(at path: [ExactString]) -> Expectation { path.reduce(params) { $0.member($1) } }

    /// The longest value that is looked at to tell which branch of a choice was meant, in scalars.
    private static let longestChoice = 1000
    /// The most arguments whose values are looked at for that.
    private static let mostChoices = 100

    /// The members that arguments give an object of the params, but for the argument that holds a range. Of many
    /// params, those that the schema does not name are left out: to list thousands would be felt at each key.
    func given(in path: [ExactString], except range: Range<Int>?) -> [Expectation.Given] {
        let all = arguments.arguments
        let areFew = all.count <= Self.mostChoices
        var given: [Expectation.Given] = []
        // By their indices: a copy of an argument would count references to all that it has.
        for index in all.indices where areFew || all[index].isOfKnownParam || !path.isEmpty {
            guard let value = all[index].value, all[index].path.count > path.count,
                path.isEmpty || all[index].path.starts(with: path),
                range.map({ !all[index].range.contains($0.lowerBound) || $0.isEmpty }) ?? true
            else { continue }
            var known: JSON?
            if areFew, all[index].path.count == path.count + 1, all[index].json?.isBalanced != false,
                value.count <= Self.longestChoice,
                case .value(let meant) = arguments.ownMeaning(of: all[index], in: params)
            {
                known = meant
            }
            given.append((all[index].path[path.count], known))
        }
        return given
    }
}
