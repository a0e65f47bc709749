/// Texts that are longer than the screen.
extension Session {
    /// The rows that stay free where a text is shown as a whole: for the entry above it and the prompt below.
    private static let rowsBeside = 2

    /// What fits on the screen; the rest is kept for `.more`.
    func firstPage(of output: Output, rows: Int) -> Output {
        let whole = Pages(output.pieces.map(\.content).joined(separator: "\n"))
        guard !whole.fit(columns: options.width, rows: rows - Self.rowsBeside) else { return output }
        pages = whole
        return Output(text: nextPage(rows: rows), isFailure: output.isFailure, ends: output.ends)
    }

    /// `.more`
    func more() throws(UsageError) -> Output {
        guard let rows = options.rows, !pages.isEmpty else {
            throw UsageError("there is no more: nothing is left of a text that was too long for the screen")
        }
        return Output(text: nextPage(rows: rows))
    }

    private func nextPage(rows: Int) -> String {
        // The last row but one tells of the rest.
        let page = pages.next(columns: options.width, rows: rows - Self.rowsBeside - 1)
        guard !pages.isEmpty else { return page }
        let count = pages.linesLeft
        return page + "\n" + options.palette(.detail, "… \(count) more line\(count == 1 ? "" : "s"): .more")
    }
}
