/// Whose keys the line editor has.
package enum EditingMode: String, Sendable {
    /// Those of emacs.
    case emacs
    /// Those of vi.
    case vi
}
