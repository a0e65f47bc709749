import Testing

@testable import LineEditing

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
}
