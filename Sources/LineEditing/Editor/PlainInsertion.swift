/// Where a printable character is known to do nothing but insert itself, so that libedit need not see it.
struct PlainInsertion {
    private enum Known {
        case nowhere
        /// Behind all other text, where overwriting does the same.
        case atEnd
        case anywhere
    }
    private var known = Known.nowhere
    /// The character that was typed last, and the entry before it.
    private var typed: (scalar: Unicode.Scalar, before: TextBuffer)?

    /// A character was typed into an entry.
    mutating func take(_ scalar: Unicode.Scalar, into buffer: TextBuffer) { typed = (scalar, buffer) }

    /// Whether a character inserts itself at the cursor.
    func isKnown(at buffer: TextBuffer) -> Bool {
        switch known {
        case .nowhere: false
        case .atEnd: buffer.cursor == buffer.scalars.count
        case .anywhere: true
        }
    }

    /// A key came that may change what libedit does with characters.
    mutating func forget() { known = .nowhere }

    /// Whether the character that was typed last is one of these, and has done nothing but insert itself.
    func hasInserted(oneOf scalars: [Unicode.Scalar], into buffer: TextBuffer) -> Bool {
        guard let typed, scalars.contains(typed.scalar) else { return false }
        return hasInserted(into: buffer)
    }

    private func hasInserted(into buffer: TextBuffer) -> Bool {
        guard let typed, buffer.scalars.count == typed.before.scalars.count + 1 else { return false }
        var inserted = typed.before
        inserted.insert(String(typed.scalar))
        return buffer == inserted
    }

    /// Ends a key. Where libedit has inserted a character, it neither repeats keys nor takes them for something else.
    ///
    /// - Parameters:
    ///   - buffer: The entry as it stands now.
    ///   - isInserted: Whether a character is bound to being inserted.
    mutating func settle(_ buffer: TextBuffer, isInserted: (Unicode.Scalar) -> Bool) {
        defer { typed = nil }
        guard let typed, !isKnown(at: typed.before), isInserted(typed.scalar), hasInserted(into: buffer) else { return }
        known = typed.before.cursor == typed.before.scalars.count ? .atEnd : .anywhere
    }
}
