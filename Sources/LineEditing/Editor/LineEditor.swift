internal import ClamatorSystem
private import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads entries at a prompt: libedit edits, a painter of our own draws.
///
/// One thread owns it and waits in `readEntry`; others may print above the prompt meanwhile, with `above`. Offsets
/// in buffers count Unicode scalars.
package final class LineEditor {
    /// Whether an entry is whole; where it is not, Enter goes on in a new line.
    package var isComplete: (String) -> Bool = { _ in true }
    /// What Tab offers.
    package var complete: (TextBuffer) -> Completions = { _ in .none }
    /// Colours of a range of the buffer, and lines below for a terminal of this size; asked whenever the entry is
    /// painted.
    package var decorate: (TextBuffer, Range<Int>, TerminalSize) -> Decoration {
        get { screen.decorate }
        set { screen.decorate = newValue }
    }
    /// What a new line at the cursor begins with.
    package var indentation: (TextBuffer) -> String = { _ in "" }
    /// The line, indented anew, that a closing bracket was just typed into; nil where it stays as it is.
    package var align: (TextBuffer) -> TextBuffer? = { _ in nil }
    /// What the name of the file ends with that the user's own editor gets.
    package var fileEnding = ""
    /// Stands before every line of an entry but the first.
    package var continuation: StyledText {
        get { screen.continuation }
        set { screen.continuation = newValue }
    }
    /// Whether anything is coloured or marked by a style.
    package var usesStyles: Bool {
        get { screen.usesStyles }
        set { screen.usesStyles = newValue }
    }
    /// Prints above the prompt, from any thread.
    package let above: ExternalPrinter

    private let engine: EditEngine
    /// Whether plain lines are read, since the terminal does not understand more.
    package let isDumb: Bool
    private let pipe: WakePipe
    private let reader: KeyReader
    private var screen: EntryScreen
    private var history: HistoryKeys
    private let program: String

    // The state of the entry being edited.
    private var outcome: Entry?
    /// What is edited on, after a function of libedit's own has ended its line.
    private var restored: TextBuffer?
    private var queued: [Unicode.Scalar] = []
    /// Whether libedit has read nothing yet since it was run.
    private var isBeginning = false
    /// What libedit has read last.
    private var lastScalar: Unicode.Scalar = "\0"
    /// The buffer before libedit's own search; nil where it reads none.
    private var beforeSearch: TextBuffer?
    private var pasted = ""
    private var undo = UndoStack()
    private var plainInsertion = PlainInsertion()
    private var plainLines = PlainLineReader()
    /// Whether the user's own pager could not show a text.
    private var hasPagerFailed = false
    /// The buffer before the last key.
    private var lastBuffer: TextBuffer?

    /// Takes the terminal over where there is one that can be edited on; plain lines are read otherwise.
    ///
    /// - Parameters:
    ///   - program: The name by which `.editrc` knows the editor.
    ///   - store: Where entries are kept beyond this session, nil for nowhere; it may print what is wrong with it.
    ///   - editing: Whose keys it has; nil leaves that to `.editrc`.
    /// - Throws: Where the system does not give what is needed.
    package init(
        program: String, store: (ExternalPrinter) -> (any EntryStore)?, editing: EditingMode?
    ) throws(LineEditorError) {
        let pipe: WakePipe
        do throws(Errno) { pipe = try WakePipe() } catch { throw .noPipe(error) }
        self.pipe = pipe
        let above = ExternalPrinter(pipe: pipe)
        self.above = above
        self.program = program
        history = HistoryKeys(store(above))
        engine = EditEngine(program: program)
        reader = KeyReader(pipe: pipe)
        screen = EntryScreen(reader)
        isDumb = Terminal.isDumb
        if isDumb { return }
        Terminal.useUTF8()
        TerminalSignals.remember()
        guard engine.open(editing) else { throw .noEditor }
        for keys in engine.endlessMacros {
            above.print(
                "✗ .editrc: the macro of \(Printable.escape(keys)) would have itself typed for ever; it is left out")
        }
        TerminalSignals.install(waking: pipe) { engine.prepareTerminal(editing: true) }
        engine.readScalar = { [unowned self] in nextScalar() }
        engine.perform = { [unowned self] command in perform(command) }
    }

    /// Ends the entry that is being edited as the end of input does, or cancels the call that is watched. From any
    /// thread.
    package var end: @Sendable () -> Void { { [pipe] in pipe.wake(.ended) } }

    /// Gives the terminal back. The editor is of no use any more.
    package func close() {
        if !isDumb { TerminalSignals.giveTerminalBack() }
    }

    /// Reads one entry. The prompt must hold no newline.
    package func readEntry(prompt: StyledText) -> Entry {
        // A terminal that cannot be read any more is gone.
        TerminalSignals.letStop()
        if isDumb { return readPlainEntry() }
        outcome = nil
        restored = nil
        queued = []
        isBeginning = true
        beforeSearch = nil
        plainInsertion = PlainInsertion()
        undo = UndoStack()
        history.begin()
        screen.begin(prompt)
        above.beginEditing()
        TerminalSignals.takeTerminal()
        repeat { goOn(after: engine.run()) } while outcome == nil
        // libedit has put the terminal back, which is for `close` to do.
        TerminalSignals.takeTerminal()
        above.endEditing()
        return outcome ?? .endOfInput
    }

    /// Reads an entry where there is nothing to edit with.
    private func readPlainEntry() -> Entry {
        switch try? plainLines.readEntry(lineCount: { isComplete($0) ? .max : nil }) {
        case .text(let text): return .line(text)
        case .notUTF8(let line):
            Terminal.write("line \(line) of the input is no UTF-8 text\n")
            return .interrupted
        case nil: return .endOfInput
        }
    }

    /// Goes on with the entry where a function of libedit's own has ended its line; with a text, it has accepted that.
    private func goOn(after accepted: String?) {
        guard outcome == nil else { return }
        // Without a key there was nothing to read, nor will there be.
        guard let lastBuffer else {
            finish(.endOfInput)
            return
        }
        TerminalSignals.takeTerminal()
        var buffer = accepted.map { TextBuffer($0) } ?? lastBuffer
        if let accepted {
            if isComplete(accepted) {
                finish(.line(accepted), showing: buffer)
                return
            }
            buffer.insert("\n" + indentation(buffer))
        }
        restored = buffer
        self.lastBuffer = nil
        queued = []
        isBeginning = true
    }

    /// Puts a text into the next entry, as if it had been pasted.
    package func typeAhead(_ text: String) { reader.giveBack(.paste(text)) }

    /// Whether the user has a pager for texts that are too long for the screen.
    package var hasPager: Bool { !isDumb && !hasPagerFailed && ExternalPager.command != nil }

    /// Lets the user's own pager show a text; false where it could not, which is said, and then it is not asked again.
    package func page(_ text: String) -> Bool {
        TerminalSignals.giveTerminalBack()
        defer { TerminalSignals.takeTerminal() }
        do throws(ExternalPagerError) {
            try ExternalPager.show(text, name: program)
            return true
        } catch {
            hasPagerFailed = true
            above.print("✗ " + Printable.escape(error.description))
            return false
        }
    }

    /// Waits for what an entry asked for, and looks after the terminal meanwhile.
    ///
    /// - Parameters:
    ///   - usesColor: Whether the spinner may be coloured.
    ///   - cancel: Called from another thread at Ctrl-C.
    ///   - body: Waits.
    package func watchCall(usesColor: Bool, cancel: @escaping @Sendable () -> Void, _ body: () async -> Void) async {
        // Plain lines are read from a terminal that makes a signal of Ctrl-C, which ends the tool at other times.
        if isDumb { TerminalSignals.interrupt(waking: pipe) }
        let watch = CallWatch(
            above: above, pipe: pipe, readsKeys: !isDumb, usesColor: usesColor, typed: reader.takeDecoder(),
            cancel: cancel)
        reader.giveBack(await watch.during(body))
        if isDumb { TerminalSignals.interrupt(waking: nil) }
    }

    // MARK: History

    /// Whether nothing was ever typed, as far as is known.
    package var isFirstUse: Bool { history.isFirstUse }

    /// The entries that are remembered, oldest first; none is where plain lines are read.
    package var entries: [String]? {
        if isDumb { return nil }
        takeInHistory()
        return history.entries
    }

    /// Adds an entry as the newest one; an equal older one goes. One that begins with a space is not remembered.
    package func addHistory(_ entry: String) {
        guard !isDumb, EntryHistory.keeps(entry) else { return }
        history.add(entry)
        engine.addHistory(entry)
    }

    /// Takes in what other sessions have added.
    private func takeInHistory() {
        if history.takeNews() { engine.setHistory(history.entries) }
    }

    // MARK: Keys

    /// What libedit reads: the characters of the next key; nil once the entry is finished, however often it asks.
    private func nextScalar() -> Unicode.Scalar? {
        guard outcome == nil, let scalar = nextOfKeys() else { return nil }
        lastScalar = scalar
        return scalar
    }

    private func nextOfKeys() -> Unicode.Scalar? {
        if isBeginning {
            isBeginning = false
            restore()
            queued = engine.scalarsToBegin
        }
        if !queued.isEmpty { return queued.removeFirst() }
        restore()
        while true {
            noteSearch()
            let buffer = settle()
            guard let key = nextKey() else {
                finish(.endOfInput)
                return nil
            }
            takeInHistory()
            screen.hideList()
            if key == .scalar("\u{3}") {
                finish(.interrupted)
                return nil
            }
            switch key {
            case .paste(let text): pasted = text
            case .text(let scalar): pasted = String(scalar)
            default: break
            }
            if case .scalar(let scalar) = key {
                plainInsertion.take(scalar, into: buffer)
                if engine.isInserted(scalar) {
                    history.forgetPrefix()
                    guard plainInsertion.isKnown(at: buffer) else { return scalar }
                    engine.insert(scalar)
                    continue
                }
            }
            queued = beforeSearch == nil ? engine.scalars(for: key) : scalarsOfSearch(for: key, buffer)
            // What moves the cursor or edits here leaves libedit as it is.
            let isOwn = queued.allSatisfy { KeyBindings.hiddenKeys.contains($0.value) }
            if !isOwn { plainInsertion.forget() }
            if !queued.isEmpty { return queued.removeFirst() }
        }
    }

    private func restore() {
        guard let restored else { return }
        engine.buffer = restored
        self.restored = nil
    }

    /// Takes note of whether libedit itself reads what is to be searched for. Behind a search that found nothing, or
    /// was left, libedit has no text: that of before comes back.
    private func noteSearch() {
        let buffer = engine.buffer
        if let before = beforeSearch {
            if EditEngine.isSearch(buffer) { return }
            beforeSearch = nil
            if buffer.scalars.isEmpty { engine.buffer = before }
        } else if engine.isReadingSearch(behind: lastScalar, buffer) {
            beforeSearch = lastBuffer
        }
    }

    /// What libedit is to read for a key where it takes everything for text: Escape leaves the search, and a paste is
    /// a part of it.
    private func scalarsOfSearch(for key: Key, _ buffer: TextBuffer) -> [Unicode.Scalar] {
        switch key {
        case .escape:
            // One more than there is to delete ends the search.
            return Array(repeating: "\u{8}", count: buffer.scalars.count - 2)
        case .meta(let scalar):
            reader.giveBack(.scalar(scalar))
            return scalarsOfSearch(for: .escape, buffer)
        case .paste(let text):
            return text.unicodeScalars.map { $0.isSpace ? " " : $0 }
                .filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
        case .scalar: return engine.scalars(for: key)
        case .text: return [" "]
        case .special, .unknown: return []
        }
    }

    /// Does what is due after a key, and gives the buffer as it stands now.
    private func settle() -> TextBuffer {
        var buffer = engine.buffer
        if plainInsertion.hasInserted(oneOf: ["}", "]"], into: buffer), let aligned = align(buffer) {
            // A closing bracket is indented like the line of the opening one.
            engine.buffer = aligned
            buffer = aligned
        }
        plainInsertion.settle(buffer, isInserted: engine.isInserted)
        lastBuffer = buffer
        engine.makeRoom(for: buffer.scalars)
        undo.record(buffer)
        screen.invalidate()
        return buffer
    }

    /// The next key, with everything done meanwhile that concerns only the screen.
    ///
    /// - Parameter isQuoted: Whether Ctrl-Z is a key like any other.
    /// - Returns: The key; nil at the end of the input.
    private func nextKey(isQuoted: Bool = false) -> Key? {
        while true {
            switch reader.next(idle: {
                screen.paint(engine.buffer)
                takeInHistory()
            }) {
            case .key(.scalar("\u{1A}")) where !isQuoted: suspend()
            case .key(let key): return key
            case .endOfInput: return nil
            case .woken(let reasons):
                if reasons.contains(.continued) { resume(fromShell: true) }
                if reasons.contains(.ended) { return nil }
                if reasons.contains(.interrupted) { return .scalar("\u{3}") }
                if reasons.contains(.printed) {
                    screen.writeAbove(above.takeWaiting())
                } else {
                    screen.followSize()
                }
                screen.invalidate()
            }
        }
    }

    // MARK: Commands

    private func perform(_ command: EditCommand) -> EditEngine.Outcome {
        if command != .previousMatch, command != .nextMatch { history.forgetPrefix() }
        // To repeat an insertion is to insert, whatever key has ended it.
        var isRepeated: Bool { engine.repeats(lastScalar) }
        switch command {
        case .enter:
            let buffer = engine.buffer
            if !isRepeated, isComplete(buffer.text) {
                finish(.line(buffer.text))
                return .finished
            }
            insertNewline()
        case .insertNewline: insertNewline()
        case .endTextLine:
            let buffer = engine.buffer
            if !isRepeated, buffer.cursor == buffer.scalars.count, isComplete(buffer.text) {
                finish(.line(buffer.text))
                return .finished
            }
            edit { $0.insert("\n") }
        case .quote:
            guard let key = nextKey(isQuoted: true) else {
                finish(.endOfInput)
                return .finished
            }
            // The codes of the editor's own keys stand for no text, and NUL ends a text in C.
            let text = key.typedText.unicodeScalars.filter {
                $0.value != 0 && !KeyBindings.hiddenKeys.contains($0.value)
            }
            edit { $0.insert(String(String.UnicodeScalarView(text))) }
        case .comment:
            let comment = engine.buffer.text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { "#" + $0 }.joined(separator: "\n")
            engine.buffer = TextBuffer(comment)
            finish(.line(comment))
            return .finished
        case .insertPaste:
            edit { $0.insert(pasted) }
            pasted = ""
        case .complete: completeOrList()
        case .completeWhole: completeWhole()
        case .left: edit { $0.moveLeft() }
        case .right: edit { $0.moveRight() }
        case .lineStart: edit { $0.moveToLineStart() }
        case .lineEnd: edit { $0.moveToLineEnd() }
        case .previous: recall(history.up(from: engine.buffer))
        case .next: recall(history.down(from: engine.buffer))
        case .previousMatch, .nextMatch: recall(history.match(command, from: engine.buffer))
        case .deleteBackward: edit { $0.deleteBackward() }
        case .deleteForward: edit { $0.deleteForward() }
        case .deleteForwardOrEnd:
            if !isRepeated, engine.buffer.scalars.isEmpty {
                finish(.endOfInput)
                return .finished
            }
            edit { $0.deleteForward() }
        case .undo:
            if let state = undo.undo() { engine.buffer = state }
        case .search: return searchHistory()
        case .clearScreen: screen.clear()
        case .editExternally: editExternally()
        }
        return .done
    }

    private func edit(_ change: (inout TextBuffer) -> Void) {
        var buffer = engine.buffer
        let before = buffer
        change(&buffer)
        if buffer != before { engine.buffer = buffer }
    }

    private func insertNewline() {
        edit { $0.insert("\n" + indentation($0)) }
    }

    private func completeOrList() {
        let buffer = engine.buffer
        let completions = complete(buffer)
        if let completed = completions.completed(buffer) { engine.buffer = completed }
        if completions.candidates.count > 1 { screen.show(completions, below: engine.buffer) }
    }

    /// Puts in what can stand here as a whole; completes as Tab does where there is nothing.
    private func completeWhole() {
        guard let whole = complete(engine.buffer).whole else {
            completeOrList()
            return
        }
        edit { $0.insert(whole) }
    }

    private func recall(_ buffer: TextBuffer?) {
        if let buffer { engine.buffer = buffer }
    }

    /// Ends the entry, and leaves it on the screen as it is, or as the text that libedit has accepted.
    private func finish(_ entry: Entry, showing buffer: TextBuffer? = nil) {
        outcome = entry
        screen.hideList()
        screen.search = nil
        screen.finish(buffer ?? engine.buffer)
    }

    // MARK: Search

    /// Searches the history as the query is typed, until a key comes that is no part of the search.
    private func searchHistory() -> EditEngine.Outcome {
        var search = HistorySearch(history.entries)
        while true {
            screen.search = search
            guard let key = nextKey() else {
                finish(.endOfInput)
                return .finished
            }
            switch search.take(key) {
            case .searching: continue
            case .interrupted:
                finish(.interrupted)
                return .finished
            case .cancelled: break
            case .found(let buffer, let next):
                recall(buffer)
                if let next { reader.giveBack(next) }
            }
            screen.search = nil
            return .done
        }
    }

    // MARK: The terminal

    /// Lets the user's own editor have the entry, and the terminal with it.
    private func editExternally() {
        screen.erase()
        TerminalSignals.giveTerminalBack()
        do throws(ExternalEditorError) {
            engine.buffer = TextBuffer(try ExternalEditor.edit(engine.buffer.text, name: program, ending: fileEnding))
        } catch {
            above.print("✗ " + Printable.escape(error.description))
        }
        resume()
    }

    private func suspend() {
        screen.finish(engine.buffer)
        TerminalSignals.suspend(pipe)
        screen.forget()
    }

    private func resume(fromShell: Bool = false) {
        // What the signals said is done here; what waits to be printed still has to be.
        if pipe.takeReasons().contains(.printed) { pipe.wake(.printed) }
        TerminalSignals.takeTerminal(fromShell: fromShell)
        screen.forget()
    }
}
