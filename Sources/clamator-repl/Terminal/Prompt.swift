internal import ReplCore

/// The prompt on a terminal: reads entries, lets the session do them, and shows what came of it.
@MainActor
struct Prompt {
    private let editor: LineEditor

    /// Takes the terminal over.
    init() throws {
        do {
            editor = try LineEditor(program: "clamator-repl")
        } catch {
            throw fail("cannot edit lines on this terminal (\(error)); -e - reads them plainly", ExitStatus.usage)
        }
        editor.isComplete = Session.isComplete
        editor.indentation = Indentation.ofNewLine
        editor.align = Indentation.aligningBracket
    }

    /// Writes a log record: above the entry being edited, where stderr is the terminal too.
    var log: @Sendable (String) -> Void {
        let above = editor.above
        return { StandardStream.error.isTerminal ? above.print($0) : StandardStream.error.print($0) }
    }

    func run(_ session: Session) async throws {
        editor.complete = { session.completions($0) }
        editor.decorate = { session.decoration(of: $0, for: $1) }
        editor.usesStyles = session.options.palette.usesColor
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
