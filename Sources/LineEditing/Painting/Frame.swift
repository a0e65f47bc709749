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
