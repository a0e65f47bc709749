/// The entry that is edited, as it is on the screen: with its colours and hints, what Tab has listed, or a search.
struct EntryScreen {
    private let reader: KeyReader
    private var painter = Painter(size: Terminal.size)
    private var prompt: StyledText = []
    private var needsPainting = true
    /// What Tab has listed, and what it had listed before the last key.
    private var list: CandidateList?
    private var earlierList: CandidateList?

    /// Stands before every line of an entry but the first.
    var continuation: StyledText = []
    /// Colours of a range of the buffer, and lines below.
    var decorate: (TextBuffer, Range<Int>, TerminalSize) -> Decoration = { _, _, _ in .none }
    /// The search that is shown instead of the entry.
    var search: HistorySearch? { didSet { needsPainting = true } }

    /// Whether anything is coloured or marked by a style.
    var usesStyles: Bool {
        get { painter.usesStyles }
        set { painter.usesStyles = newValue }
    }

    /// - Parameter reader: Asks the terminal where its cursor is.
    init(_ reader: KeyReader) { self.reader = reader }

    /// Begins an entry below what the terminal shows.
    mutating func begin(_ prompt: StyledText) {
        self.prompt = prompt
        list = nil
        forget()
    }

    /// Takes the screen to be blank from the cursor's row on.
    mutating func forget() {
        painter.forget()
        painter.resize(to: Terminal.size)
        needsPainting = true
    }

    /// Has the entry painted, which may have changed, when no more keys wait.
    mutating func invalidate() { needsPainting = true }

    /// Paints an entry, unless it is shown already.
    mutating func paint(_ buffer: @autoclosure () -> TextBuffer) {
        guard needsPainting else { return }
        needsPainting = false
        followSize()
        Terminal.write(painter.paint(frame(of: buffer())))
    }

    /// Writes something above the entry.
    mutating func writeAbove(_ text: String) {
        followSize()
        Terminal.write(painter.erase() + text)
        needsPainting = true
    }

    /// Takes the entry off the screen.
    mutating func erase() { Terminal.write(painter.erase()) }

    mutating func clear() { Terminal.write(painter.clearScreen()) }

    /// Leaves an entry on the screen as it is; the cursor goes to the row behind.
    mutating func finish(_ buffer: TextBuffer) {
        followSize()
        Terminal.write(painter.finish(frame(of: buffer, coloured: 0..<buffer.scalars.count)))
    }

    /// Asks for the size before anything is drawn: the signal that tells of a new one may come later than the keys that
    /// were typed after it, since another thread may take it.
    mutating func followSize() { painter.resize(to: Terminal.size) { [reader] in reader.cursorPosition() } }

    // MARK: What Tab has listed

    /// Takes the list away, which the next key may show again.
    mutating func hideList() {
        earlierList = list
        list = nil
    }

    /// Lists candidates; the same once more, from where they were cut off.
    mutating func show(_ completions: Completions, below buffer: TextBuffer) {
        var next = CandidateList(completions)
        if let earlierList, earlierList.candidates == next.candidates {
            next = earlierList
            next.turn(columns: painter.size.columns, rows: painter.roomBelow(frame(of: buffer)))
        }
        list = next
    }

    // MARK: Frames

    /// What is seen of the entry. Each column of the screen shows one scalar at most, but for marks that join others.
    private func frame(of buffer: TextBuffer) -> Frame {
        let cells = painter.size.columns * painter.size.rows
        let seen = buffer.cursor - cells..<buffer.cursor + cells
        return frame(of: buffer, coloured: seen.clamped(to: 0..<buffer.scalars.count))
    }

    private func frame(of buffer: TextBuffer, coloured range: Range<Int>) -> Frame {
        if let search { return search.frame(over: buffer, continuation: continuation) }
        let decoration = decorate(buffer, range, painter.size)
        var frame = Frame(prompt: prompt, continuation: continuation, buffer: buffer, decoration: decoration)
        if let list {
            frame.decoration.below = list.lines(columns: painter.size.columns, rows: painter.roomBelow(frame))
        }
        return frame
    }
}
