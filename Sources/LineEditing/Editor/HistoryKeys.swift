/// The entries of earlier prompts, kept in a store, and what keys recall of them.
struct HistoryKeys {
    private let store: (any EntryStore)?
    private var history = EntryHistory()
    /// What the entries begin with that are gone through.
    private var prefix: String?

    init(_ store: (any EntryStore)?) { self.store = store }

    /// Whether nothing was ever typed, as far as is known.
    var isFirstUse: Bool { store?.isEmpty ?? true }

    /// The entries, oldest first.
    var entries: [String] { history.entries }

    /// Begins with a new entry.
    mutating func begin() {
        history.restart()
        prefix = nil
    }

    /// Adds an entry as the newest one; an equal older one goes.
    mutating func add(_ entry: String) {
        history.add(entry)
        store?.append(entry)
    }

    /// Takes in what other sessions have added, unless that would move what is being looked at.
    ///
    /// - Returns: Whether there was anything new.
    mutating func takeNews() -> Bool {
        guard !history.isWalking, let news = store?.news(), !news.isEmpty else { return false }
        return history.take(news)
    }

    /// Another key than those below was typed.
    mutating func forgetPrefix() { prefix = nil }

    /// The line above, or the entry before; nil where there is neither.
    mutating func up(from buffer: TextBuffer) -> TextBuffer? {
        var moved = buffer
        return moved.moveUp() ? moved : history.older(than: buffer.text).map { TextBuffer($0) }
    }

    /// The line below, or the entry behind; nil where there is neither.
    mutating func down(from buffer: TextBuffer) -> TextBuffer? {
        var moved = buffer
        return moved.moveDown() ? moved : history.newer(than: buffer.text).map { TextBuffer($0) }
    }

    /// Goes on through the entries that begin as the text before the cursor did when the first was looked for.
    mutating func match(_ command: EditCommand, from buffer: TextBuffer) -> TextBuffer? {
        let start = prefix ?? TextBuffer(scalars: Array(buffer.scalars[..<buffer.cursor])).text
        prefix = start
        let entry =
            command == .previousMatch
            ? history.older(than: buffer.text, beginningWith: start)
            : history.newer(than: buffer.text, beginningWith: start)
        return entry.map { TextBuffer($0) }
    }
}
