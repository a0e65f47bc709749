internal import LineEditing
internal import ReplCore

/// The prompt on a terminal: reads entries, runs them in the session, and shows their output.
@MainActor
struct Prompt {
    private let editor: LineEditor
    /// Whether data goes to the terminal, with what is said to people.
    private let showsData = StandardStream.output.isTerminal

    /// Takes the terminal over.
    ///
    /// - Parameter editing: Whose keys the line editor has; nil leaves that to `.editrc`.
    /// - Throws: The exit status for a terminal that cannot be edited on.
    init(editing: EditingMode?) throws {
        do {
            editor = try LineEditor(
                program: "clamator-repl",
                store: { above in
                    UserFiles.history.map { HistoryFile(path: $0) { above.print(Self.broken(StyledText($0))) } }
                },
                editing: editing)
        } catch {
            throw fail("cannot edit lines on this terminal (\(error)); -e - reads them plainly", ExitStatus.usage)
        }
        editor.fileEnding = ".json"
    }

    /// Writes a log record: above the entry being edited and broken at its words, where stderr is the terminal too.
    var log: @Sendable (StyledText) -> Void {
        let above = editor.above
        return {
            StandardStream.error.isTerminal ? above.print(Self.broken($0)) : LogQueue.standardError.print($0.ansi)
        }
    }

    /// The same for a text without styles.
    var logLine: @Sendable (String) -> Void {
        let log = log
        return { log(StyledText($0)) }
    }

    /// Writes what a live server does likewise, and waits while too much of it waits to be shown.
    var news: @Sendable (StyledText) -> Void {
        let above = editor.above
        return {
            StandardStream.error.isTerminal
                ? above.printInTurn(Self.broken($0)) : StandardStream.error.print($0.ansi)
        }
    }

    /// A text for the terminal, its long lines broken at their words.
    private nonisolated static func broken(_ text: StyledText) -> String {
        text.brokenAtWords(to: Terminal.size.columns).ansi
    }

    /// Lets SIGTERM and SIGHUP end what is typed or runs, and `run`, within a time. Plain lines are read by the system,
    /// which they end at once.
    func endAtSignals(within limit: Duration) {
        if editor.isDumb { return }
        EndSignals.install(endingWithin: limit, others: true)
        EndSignals.act(editor.end)
    }

    /// Gives the terminal back.
    func close() { editor.close() }

    /// Waits for what must be there before the first entry; Ctrl-C cancels it. The body shows nothing but above the
    /// prompt: a spinner may be there until it has ended.
    ///
    /// - Throws: What the body throws; the exit status where it was cancelled.
    func watching<Value: Sendable>(
        usesColor: Bool, _ body: @escaping @MainActor () async throws -> Value
    ) async throws -> Value {
        let task = Task { @MainActor in try await body() }
        await editor.watchCall(usesColor: usesColor, cancel: { task.cancel() }) { _ = try? await task.value }
        do { return try await task.value } catch { throw task.isCancelled ? ExitStatus.interrupted : error }
    }

    func run(_ session: Session) async throws {
        editor.isComplete = { session.isComplete($0) }
        editor.indentation = { session.indentation($0) }
        editor.align = { session.aligningBracket($0) }
        editor.complete = { session.completions($0) }
        editor.decorate = { session.decoration(of: $0, in: $1, for: $2) }
        editor.usesStyles = session.options.palette.usesColor
        session.history = { editor.entries }
        var failure: (any Error)?
        session.show = { [above = editor.above] output in
            do { try show(output, by: above.print) } catch { failure = error }
            return failure == nil
        }
        session.options.terminalSize = { [isDumb = editor.isDumb] in
            let size = Terminal.size
            // Where plain lines are read, the state of the screen is not known.
            return (size.columns, isDumb ? nil : size.rows)
        }
        for text in [session.greeting] + (editor.isFirstUse ? [session.firstSteps] : []) {
            say(Self.broken(StyledText(text)))
        }
        while !EndSignals.came {
            switch editor.readEntry(prompt: session.prompt) {
            case .line(let text):
                if try await run(text, in: session) { return }
                if let failure { throw failure }
            case .interrupted: continue
            case .endOfInput: return
            }
        }
    }

    /// Runs the entries of a text, as if each had been typed, until one fails, or is not whole and so is typed on.
    ///
    /// - Returns: Whether the session is over.
    /// - Throws: The exit status for output that could not be written.
    private func run(_ text: String, in session: Session) async throws -> Bool {
        let entries = session.entries(in: text)
        for (number, entry) in zip(1..., entries) {
            if entries.count > 1 {
                guard entry.isComplete else {
                    editor.typeAhead(entry.text)
                    return false
                }
                say(session.echo(of: entry.text).ansi)
            }
            editor.addHistory(entry.text)
            session.options.hasOwnPager = editor.hasPager
            let task = Task { @MainActor in await session.run(entry.text) }
            await editor.watchCall(usesColor: session.options.palette.usesColor, cancel: { task.cancel() }) {
                _ = await task.value
            }
            let output = await task.value
            if output.length != .long || !editor.page(output.content.ansi) { try show(output) }
            if let text = output.typedAhead { editor.typeAhead(text) }
            if output.ends { return true }
            if output.isFailure, number < entries.count {
                say(session.note(ofEntriesNotRun: entries.count - number).ansi)
                return false
            }
        }
        return false
    }

    /// Writes a line for people, who may look at the terminal alone.
    private func say(_ line: String) {
        if showsData { Terminal.write(line + "\n") } else { StandardStream.error.print(line) }
    }

    /// Shows what there is to show: on the terminal all of it, elsewhere data apart from what is said to people.
    ///
    /// - Throws: The exit status for output that could not be written. A terminal that is gone is noticed when it is
    ///   read from.
    private func show(
        _ output: Output, by print: (String) -> Void = { Terminal.write($0 + "\n") }
    ) throws {
        guard showsData else { return try StandardStream.show(output) }
        for piece in output.pieces { print(piece.content.ansi) }
    }
}
