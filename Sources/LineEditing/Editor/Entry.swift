package import SystemPackage

/// Why there is no line editor.
package enum LineEditorError: Error {
    /// No pipe could be made, and why.
    case noPipe(Errno)
    /// libedit did not open on this terminal.
    case noEditor
}

extension LineEditor {
    /// How one prompt ended.
    package enum Entry: Equatable {
        case line(String)
        /// Ctrl-C: what was typed is dropped.
        case interrupted
        /// Ctrl-D on an empty entry, or the input has ended.
        case endOfInput
    }
}
