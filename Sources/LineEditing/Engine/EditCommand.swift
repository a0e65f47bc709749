/// What the editor does itself, under the names that `.editrc` can bind keys to. Everything else is libedit's.
enum EditCommand: UInt8, CaseIterable {
    case enter, insertNewline, endTextLine, insertPaste, quote, comment, complete, completeWhole
    case left, right, lineStart, lineEnd, previous, next, previousMatch, nextMatch
    case deleteBackward, deleteForward, deleteForwardOrEnd, undo
    case search, clearScreen, editExternally

    var name: String {
        switch self {
        case .enter: "clamator-enter"
        case .insertNewline: "clamator-insert-newline"
        case .endTextLine: "clamator-end-text-line"
        case .insertPaste: "clamator-insert-paste"
        case .quote: "clamator-quote"
        case .comment: "clamator-comment"
        case .complete: "clamator-complete"
        case .completeWhole: "clamator-complete-whole"
        case .left: "clamator-left"
        case .right: "clamator-right"
        case .lineStart: "clamator-line-start"
        case .lineEnd: "clamator-line-end"
        case .previous: "clamator-previous"
        case .next: "clamator-next"
        case .previousMatch: "clamator-previous-match"
        case .nextMatch: "clamator-next-match"
        case .deleteBackward: "clamator-delete-backward"
        case .deleteForward: "clamator-delete-forward"
        case .deleteForwardOrEnd: "clamator-delete-forward-or-end"
        case .undo: "clamator-undo"
        case .search: "clamator-search"
        case .clearScreen: "clamator-clear-screen"
        case .editExternally: "clamator-edit-externally"
        }
    }
}
