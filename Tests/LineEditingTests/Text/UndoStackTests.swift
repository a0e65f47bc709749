import LineEditing
import Testing

@Suite struct UndoStackTests {
    @Test func `Typed words and single changes are undone`() {
        var stack = UndoStack()
        for text in ["o", "on", "one", "one ", "one t", "one tw"] { stack.record(TextBuffer(text)) }
        stack.record(TextBuffer(""))
        let states = [
            stack.undo()?.text,
            stack.undo()?.text,
            stack.undo()?.text,
            stack.undo()?.text,
        ]
        #expect(states == ["one tw", "one ", "", nil])
    }

    @Test func `Words typed in the middle of a long text are undone together, and another change there alone`() {
        let (before, after) = (String(repeating: "a", count: 100), String(repeating: "b", count: 100))
        func buffer(_ word: String) -> TextBuffer { TextBuffer(before + word + after, cursor: 100 + word.count) }
        var stack = UndoStack(buffer(""))
        for word in ["o", "on", "one"] { stack.record(buffer(word)) }
        // One more scalar, and one before it that became another: nothing that is typed does that.
        stack.record(TextBuffer("x" + buffer("one!").text.dropFirst(), cursor: 104))
        #expect([stack.undo(), stack.undo(), stack.undo()] == [buffer("one"), buffer(""), nil])
    }
}
