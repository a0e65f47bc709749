internal import LineEditing

/// Shows texts that are longer than the screen, page by page.
final class Pager {
    private let state: SessionState
    /// The rest of a text that was too long for the screen.
    private var pages = Pages("")

    /// The rows that stay free where a text is shown as a whole: for the entry above it and the prompt below.
    private static let rowsBeside = 2

    init(_ state: SessionState) { self.state = state }

    /// What fits on the screen; the rest is kept for `.more`. All of it, where the user's own pager shows what is long.
    func firstPage(of output: Output) -> Output {
        if output.length == .page { return output }
        let whole = Pages(output.content)
        guard let rows = state.options.rows,
            !whole.fit(columns: state.options.width, rows: rows - Self.rowsBeside)
        else { return output }
        if state.options.hasOwnPager {
            var long = output
            long.length = .long
            return long
        }
        pages = whole
        var page = nextPage(rows: rows)
        (page.isFailure, page.ends) = (output.isFailure, output.ends)
        return page
    }

    /// `.more`
    func more() throws(UsageError) -> Output {
        guard let rows = state.options.rows, !pages.isEmpty else {
            throw UsageError("there is no more: nothing is left of a text that was too long for the screen")
        }
        return nextPage(rows: rows)
    }

    private func nextPage(rows: Int) -> Output {
        // The last rows but one say how much is left.
        let rowsOfNote = 1 + note(pages.linesLeft).plainText.utf8.count { $0 == UInt8(ascii: "\n") }
        let page = pages.next(columns: state.options.width, rows: rows - Self.rowsBeside - rowsOfNote)
        var output = Output(text: pages.isEmpty ? page : "\(page)\n\(note(pages.linesLeft))")
        output.length = .page
        return output
    }

    private func note(_ count: Int) -> StyledText {
        state.options.palette(.detail, "… \(count) more line\(count == 1 ? "" : "s"): .more")
            .brokenAtWords(to: state.options.width)
    }
}
