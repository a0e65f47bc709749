/// What was pressed, or pasted.
package enum Key: Hashable, Sendable {
    /// A character, or a control character such as U+0003 for Ctrl-C.
    case scalar(Unicode.Scalar)
    /// A character with Alt held, or typed at once after Escape.
    case meta(Unicode.Scalar)
    /// Escape alone.
    case escape
    /// A key that sends a sequence, and the sequence itself.
    case special(SpecialKey, sequence: String)
    /// A sequence of a key that has no name here.
    case unknown(sequence: String)
    /// A pasted text, its line ends made newlines.
    case paste(String)
}

/// The keys that have no character and that a line editor knows what to do with.
package enum SpecialKey: Hashable, Sendable {
    case up, down, left, right, wordLeft, wordRight
    case home, end, pageUp, pageDown, delete, backTab
}
