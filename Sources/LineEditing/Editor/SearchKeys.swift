/// A search of the history as it is typed and shown.
extension HistorySearch {
    /// What a key does in a search.
    enum Step {
        /// The search goes on.
        case searching
        /// The search ends with what it has found, if anything; the key behind it does what it always does.
        case found(TextBuffer?, next: Key?)
        /// The search ends with the entry as it was.
        case cancelled
        /// The entry ends.
        case interrupted
    }

    /// Does what a key asks for.
    mutating func take(_ key: Key) -> Step {
        switch key {
        case .scalar("\u{12}"): older()
        case .scalar("\u{13}"): newer()
        case .scalar("\u{8}"), .scalar("\u{7F}"): shorten()
        case .scalar("\u{7}"): return .cancelled
        case .scalar("\u{3}"): return .interrupted
        case .scalar(let scalar) where scalar.value >= 0x20 && !KeyBindings.hiddenKeys.contains(scalar.value):
            extend(String(scalar))
        case .paste(let text): extend(text)
        default: return .found(buffer, next: key == .escape ? nil : key)
        }
        return .searching
    }

    /// The entry that was found, with the cursor where the query matches.
    private var buffer: TextBuffer? { match.map { TextBuffer($0.entry, cursor: $0.range.lowerBound) } }

    /// What is shown of the search, over the entry that is edited.
    func frame(over edited: TextBuffer, continuation: StyledText) -> Frame {
        let state = hasFailed ? "failed search" : "search"
        let prompt: StyledText = [StyledRun(state, .dim), StyledRun(" '\(query)': ")]
        let highlights = match.map { [Highlight($0.range, TextStyle(isUnderlined: true))] } ?? []
        return Frame(
            prompt: prompt, continuation: continuation, buffer: buffer ?? edited,
            decoration: Decoration(highlights: highlights))
    }
}
