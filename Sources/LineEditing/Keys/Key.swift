/// What was pressed, or pasted.
package enum Key: Hashable, Sendable {
    /// A character, or a control character such as U+0003 for Ctrl-C.
    case scalar(Unicode.Scalar)
    /// A tab or a newline that came together with more text behind it, and so is text.
    case text(Unicode.Scalar)
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

    /// What the terminal sent for it.
    package var typedText: String {
        switch self {
        case .scalar(let scalar), .text(let scalar): String(scalar)
        case .meta(let scalar): "\u{1B}" + String(scalar)
        case .escape: "\u{1B}"
        case .special(_, let sequence), .unknown(let sequence): sequence
        case .paste(let text): text
        }
    }
}

/// The keys that have no character and that a line editor knows what to do with.
package enum SpecialKey: Hashable, Sendable {
    case up, down, left, right, wordLeft, wordRight
    case home, end, pageUp, pageDown, delete, backTab
}
