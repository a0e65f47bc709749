/// The text being edited, as scalars, and the cursor between them.
package struct TextBuffer: Equatable, Sendable {
    package private(set) var scalars: [Unicode.Scalar]
    /// The number of scalars before the cursor.
    package private(set) var cursor: Int

    /// A buffer with the cursor at `cursor`, or at the end where none is given.
    package init(_ text: String = "", cursor: Int? = nil) {
        self.init(scalars: Array(text.unicodeScalars), cursor: cursor)
    }

    package init(scalars: [Unicode.Scalar], cursor: Int? = nil) {
        self.scalars = scalars
        self.cursor = min(max(cursor ?? scalars.count, 0), scalars.count)
    }

    package var text: String { scalars.text(0..<scalars.count) }

    package mutating func insert(_ text: String) {
        replace(cursor..<cursor, with: text)
    }

    /// Replaces a range and leaves the cursor behind what was put in.
    package mutating func replace(_ range: Range<Int>, with text: String) {
        let bounds = range.clamped(to: 0..<scalars.count)
        let replacement = Array(text.unicodeScalars)
        scalars.replaceSubrange(bounds, with: replacement)
        cursor = bounds.lowerBound + replacement.count
    }

    /// Deletes the character before the cursor, whole.
    package mutating func deleteBackward() {
        replace(previousBoundary..<cursor, with: "")
    }

    /// Deletes the character after the cursor, whole.
    package mutating func deleteForward() {
        let start = cursor
        replace(start..<nextBoundary, with: "")
    }

    package mutating func moveLeft() { cursor = previousBoundary }

    package mutating func moveRight() { cursor = nextBoundary }

    package mutating func moveToLineStart() { cursor = lineStart(before: cursor) }

    package mutating func moveToLineEnd() { cursor = lineEnd(after: cursor) }

    /// Moves to the line above, as near to the same column as it allows; false if there is none.
    package mutating func moveUp() -> Bool {
        let start = lineStart(before: cursor)
        guard start > 0 else { return false }
        cursor = offset(ofColumn: column, inLineAt: lineStart(before: start - 1))
        return true
    }

    /// Moves to the line below, as near to the same column as it allows; false if there is none.
    package mutating func moveDown() -> Bool {
        let end = lineEnd(after: cursor)
        guard end < scalars.count else { return false }
        cursor = offset(ofColumn: column, inLineAt: end + 1)
        return true
    }

    private var column: Int {
        DisplayWidth.columns(of: scalars[lineStart(before: cursor)..<cursor])
    }

    private func lineStart(before offset: Int) -> Int {
        (scalars[..<offset].lastIndex(of: "\n") ?? -1) + 1
    }

    private func lineEnd(after offset: Int) -> Int {
        scalars[offset...].firstIndex(of: "\n") ?? scalars.count
    }

    private func offset(ofColumn column: Int, inLineAt start: Int) -> Int {
        var offset = start
        var reached = 0
        for character in String(String.UnicodeScalarView(scalars[start..<lineEnd(after: start)])) {
            reached += DisplayWidth.columns(of: String(character))
            guard reached <= column else { break }
            offset += character.unicodeScalars.count
        }
        return offset
    }

    // A character is an extended grapheme cluster (Unicode Standard Annex 29). None is longer than
    // a few dozen scalars in practice, so only those near the cursor are looked at.

    private var previousBoundary: Int {
        let start = max(lineStart(before: cursor), cursor - 64)
        guard start < cursor else { return max(cursor - 1, 0) }
        let before = String(String.UnicodeScalarView(scalars[start..<cursor]))
        return cursor - (before.last?.unicodeScalars.count ?? 0)
    }

    private var nextBoundary: Int {
        guard cursor < scalars.count else { return cursor }
        let after = String(String.UnicodeScalarView(scalars[cursor..<min(cursor + 64, scalars.count)]))
        return cursor + (after.first?.unicodeScalars.count ?? 0)
    }
}
