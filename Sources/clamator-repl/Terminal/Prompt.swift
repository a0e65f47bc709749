internal import LineEditing
internal import ReplCore

/// The prompt on a terminal: reads entries, runs them in the session, and shows their output.
@MainActor
struct Prompt {
    private let editor: LineEditor

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
        session.show = { [above = editor.above] output in
            for piece in output.pieces { above.print(piece.content.ansi) }
            return true
        }
        session.options.hasOwnPager = editor.hasPager
        session.options.terminalSize = { [isDumb = editor.isDumb] in
            let size = Terminal.size
            // Where plain lines are read, the state of the screen is not known.
            return (size.columns, isDumb ? nil : size.rows)
        }
        Terminal.write(Self.broken(StyledText(session.greeting)) + "\n")
        if editor.isFirstUse { Terminal.write(Self.broken(StyledText(session.firstSteps)) + "\n") }
        while true {
            switch editor.readEntry(prompt: session.prompt) {
            case .line(let text): if await run(text, in: session) { return }
            case .interrupted: continue
            case .endOfInput: return
            }
        }
    }

    /// Runs the entries of a text, as if each had been typed, until one fails, or is not whole and so is typed on.
    ///
    /// - Returns: Whether the session is over.
    private func run(_ text: String, in session: Session) async -> Bool {
        let entries = session.entries(in: text)
        for (number, entry) in zip(1..., entries) {
            if entries.count > 1 {
                guard entry.isComplete else {
                    editor.typeAhead(entry.text)
                    return false
                }
                Terminal.write(session.echo(of: entry.text).ansi + "\n")
            }
            editor.addHistory(entry.text)
            let task = Task { @MainActor in await session.run(entry.text) }
            await editor.watchCall(usesColor: session.options.palette.usesColor, cancel: { task.cancel() }) {
                _ = await task.value
            }
            let output = await task.value
            if !output.isLong || !editor.page(output.content.ansi) {
                for piece in output.pieces { Terminal.write(piece.content.ansi + "\n") }
            }
            if let text = output.typedAhead { editor.typeAhead(text) }
            if output.ends { return true }
            if output.isFailure, number < entries.count {
                Terminal.write(session.note(ofEntriesNotRun: entries.count - number).ansi + "\n")
                return false
            }
        }
        return false
    }
}
