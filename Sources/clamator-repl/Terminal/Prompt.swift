internal import ReplCore

/// The prompt on a terminal: reads entries, lets the session do them, and shows what came of it.
@MainActor
struct Prompt {
    private let session: Session
    private let editor: LineEditor

    init(_ session: Session) throws {
        self.session = session
        do {
            editor = try LineEditor(program: "clamator-repl")
        } catch {
            throw fail("cannot edit lines on this terminal (\(error)); -e - reads them plainly", ExitStatus.usage)
        }
        editor.isComplete = Session.isComplete
        editor.complete = { text, cursor in session.completions(text, cursor) }
        editor.indentation = { _, _ in "  " }
    }

    func run() async throws {
        Terminal.write(session.greeting + "\n")
        while true {
            session.options.width = Terminal.size.columns
            switch editor.readEntry(prompt: session.prompt) {
            case .line(let entry):
                if !entry.allSatisfy(\.isWhitespace) { editor.addHistory(entry) }
                let task = Task { @MainActor in await session.run(entry) }
                let output = await Interrupts.cancelling(task)
                // The terminal has echoed the Ctrl-C.
                if task.isCancelled { Terminal.write("\n") }
                if !output.text.isEmpty { Terminal.write(output.text + "\n") }
                if !output.error.isEmpty { Terminal.write(output.error + "\n") }
                if output.ends { return }
            case .interrupted: continue
            case .endOfInput: return
            }
        }
    }
}
