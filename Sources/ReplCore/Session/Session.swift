internal import ClamatorKit
package import LineEditing
public import ScriptedHandlers

/// What a person does with contracts, entry by entry: calls, commands, and what is remembered between them.
public final class Session {
    private let state: SessionState
    private let reloader: ContractReloader
    private let pager: Pager
    private let assistant: TypingAssistant
    private let runner: EntryRunner

    /// Begins a session.
    ///
    /// - Parameters:
    ///   - host: Serves the contracts.
    ///   - sources: Where they came from, to which `.load` adds.
    ///   - loader: Loads more.
    ///   - options: How the session looks and behaves.
    public init(host: ServiceHost, sources: ContractSources, loader: ContractLoader, options: Options) {
        state = SessionState(host: host, options: options)
        reloader = ContractReloader(state, sources: sources, loader: loader)
        pager = Pager(state)
        assistant = TypingAssistant(state)
        runner = EntryRunner(state, reloader, pager)
    }

    /// How the session looks and behaves.
    public var options: Options {
        get { state.options }
        set { state.options = newValue }
    }

    /// Serves the contracts and calls them.
    var host: ServiceHost { state.host }

    /// Gives the entries of the prompt's history, oldest first; nil where none is kept.
    package var history: () -> [String]? {
        get { runner.history }
        set { runner.history = newValue }
    }

    /// Shows what there is so far of an entry that runs others, such as `.read`; false where no more can be shown.
    /// Where it is nil, all is shown at the end.
    public var show: ((Output) -> Bool)? {
        get { runner.show }
        set { runner.show = newValue }
    }

    /// Whether Enter runs a text: false where more lines could complete the JSON in the one entry that it is.
    public func isComplete(_ text: String) -> Bool {
        let entries = entries(in: text)
        return entries.count != 1 || entries[0].isComplete
    }

    /// How many lines of a text its first entry has; nil where more lines could complete it.
    package func lineCount(_ text: String) -> Int? {
        let scalars = Array(text.unicodeScalars)
        let ranges = EntryLines(scalars, state.vocabulary, joinsIndented: true).pieces.map(\.range)
        guard ranges.count > 1 else { return Entry(scalars, state.vocabulary).isComplete ? .max : nil }
        return scalars[..<ranges[0].upperBound].count { $0 == "\n" } + 1
    }

    /// What to say of a line of the standard input that is no UTF-8, and so is not run.
    package func refusal(ofLine line: Int) -> Output { state.failure("standard input:\(line): no UTF-8 text") }

    /// The entries that a text of several lines is, as if each had been typed; all but the last are whole. A call goes
    /// on with lines that are indented deeper than its first one.
    package func entries(in text: String) -> [(text: String, isComplete: Bool)] {
        let scalars = Array(text.unicodeScalars)
        let ranges = EntryLines(scalars, state.vocabulary, joinsIndented: true).pieces.map(\.range)
        // A single one stays as it is, spaces and all.
        if ranges.count < 2 { return [(text, Entry(scalars, state.vocabulary).isComplete)] }
        return ranges.map { range in
            let isLast = range.upperBound == ranges.last?.upperBound
            return (scalars.text(range), !isLast || Entry(Array(scalars[range]), state.vocabulary).isComplete)
        }
    }

    /// What the prompt shows before an entry.
    package var prompt: StyledText { state.prompt }

    /// The line above the first prompt.
    public var greeting: String { state.greeting }

    /// What to type first, for a new user.
    public var firstSteps: String {
        let first = state.host.services.exampleCall.map { "Try \(Printable.escape($0.line)), then" } ?? "Try"
        return "\(first) .errors run; Tab completes."
    }

    /// Whether calls failed since the server that is called is not there any more.
    public var hasLostCalls: Bool { state.host.hasLostCalls }

    /// Ends what the session serves and calls.
    public func stop() async { await state.host.stop() }

    /// Takes in files that changed since they were loaded.
    ///
    /// - Returns: What there is to say of it; nil where that is nothing.
    public func takeChanges() async -> Output? { await reloader.reloadIfChanged() }

    /// One of several entries, as if it had been typed at the prompt.
    package func echo(of entry: String) -> StyledText { "\(state.prompt)\(Printable.escapeJSON(entry))" }

    /// What to say of entries that were not run, since one before them failed.
    package func note(ofEntriesNotRun count: Int) -> StyledText {
        state.options.palette(.detail, "\(count) more \(count == 1 ? "entry was" : "entries were") not run")
    }

    /// Does what an entry says.
    ///
    /// - Parameter text: What was typed; several lines where the first were not whole.
    /// - Returns: What to show, and whether to go on.
    public func run(_ text: String) async -> Output {
        state.followTerminal()
        let entry = Entry(text, state.vocabulary)
        let count = state.exchanges.count
        let output = await runner.run(entry)
        guard state.options.rows != nil else { return output }
        // The entry is on the line above, so the marks come first.
        let marks = state.exchanges.count > count ? assistant.carets(below: entry) : nil
        var marked = Output(error: marks ?? "")
        marked.append(output)
        return pager.firstPage(of: marked)
    }

    /// Sends what an entry says, without showing it.
    func exchange(_ entry: String) async throws(UsageError) -> Exchange? {
        try await CallRunner(state: state).exchange(Entry(entry, state.vocabulary))
    }

    // MARK: Typing

    /// What could stand where the cursor is.
    package func completions(_ buffer: TextBuffer) -> Completions { assistant.completions(buffer) }

    /// The white space that a new line at the cursor begins with.
    package func indentation(_ buffer: TextBuffer) -> String { Indentation.ofNewLine(in: buffer, state.vocabulary) }

    /// The buffer with the closing bracket before the cursor put below what it closes; nil where it is right.
    package func aligningBracket(_ buffer: TextBuffer) -> TextBuffer? {
        Indentation.aligningBracket(in: buffer, state.vocabulary)
    }

    /// The entry's colours in a range and, below it, what the method takes and what is wrong already, else what is
    /// meant.
    package func decoration(of buffer: TextBuffer, in visible: Range<Int>, for size: TerminalSize) -> Decoration {
        assistant.decoration(of: buffer, in: visible, for: size)
    }
}
