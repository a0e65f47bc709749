/// What the terminal should show of the entry being edited.
package struct Frame: Equatable, Sendable {
    package var prompt: StyledText
    /// Stands before every line of the entry but the first.
    package var continuation: StyledText
    package var buffer: TextBuffer
    package var decoration: Decoration

    package init(
        prompt: StyledText, continuation: StyledText = [], buffer: TextBuffer, decoration: Decoration = .none
    ) {
        self.prompt = prompt
        self.continuation = continuation
        self.buffer = buffer
        self.decoration = decoration
    }
}
