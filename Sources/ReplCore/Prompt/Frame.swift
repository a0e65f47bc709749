/// The size of a terminal in columns and rows, each at least one.
package struct TerminalSize: Hashable, Sendable {
    package let columns: Int
    package let rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = max(columns, 1)
        self.rows = max(rows, 1)
    }
}

/// What the terminal should show of the entry being edited.
package struct Frame: Equatable, Sendable {
    package var prompt: StyledLine
    /// Stands before every line of the entry but the first.
    package var continuation: StyledLine
    package var buffer: TextBuffer
    package var decoration: Decoration

    package init(
        prompt: StyledLine, continuation: StyledLine = [], buffer: TextBuffer, decoration: Decoration = .none
    ) {
        self.prompt = prompt
        self.continuation = continuation
        self.buffer = buffer
        self.decoration = decoration
    }
}
