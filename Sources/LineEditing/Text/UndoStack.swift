/// The earlier states of a buffer. Characters typed one after the other are undone together, up to a space.
package struct UndoStack {
    /// How many steps are kept, and how many scalars in all of them.
    private static let limit = (steps: 200, scalars: 1_000_000)

    private var states: [TextBuffer] = []
    private var scalars = 0
    private var current: TextBuffer
    private var isTyping = false

    package init(_ buffer: TextBuffer = TextBuffer()) {
        current = buffer
    }

    /// Takes note of the buffer as it is after a key.
    package mutating func record(_ buffer: TextBuffer) {
        let countInCommon = buffer.scalars.countInCommon(with: current.scalars)
        guard countInCommon < max(buffer.scalars.count, current.scalars.count) else {
            if buffer.cursor != current.cursor { isTyping = false }
            current = buffer
            return
        }
        let typed = Self.isTypedScalar(from: current, to: buffer, countInCommon)
        if !(typed && isTyping) {
            states.append(current)
            scalars += current.scalars.count
            while states.count > Self.limit.steps || scalars > Self.limit.scalars {
                scalars -= states.removeFirst().scalars.count
            }
        }
        isTyping = typed && buffer.scalars[buffer.cursor - 1] != " "
        current = buffer
    }

    /// The state before the last change; nil if there is none.
    package mutating func undo() -> TextBuffer? {
        guard let state = states.popLast() else { return nil }
        scalars -= state.scalars.count
        current = state
        isTyping = false
        return state
    }

    private static func isTypedScalar(from old: TextBuffer, to new: TextBuffer, _ countInCommon: Int) -> Bool {
        let behind = old.scalars.count - old.cursor
        return new.scalars.count == old.scalars.count + 1 && new.cursor == old.cursor + 1
            && countInCommon >= old.cursor
            && new.scalars.countInCommonAtEnd(with: old.scalars, atMost: behind) == behind
    }
}
