/// Lays candidates out in lines: one a line where any has a detail, else in columns, read downwards.
package enum CandidateList {
    /// The lines, at most `rows` of them; where there are more, the last tells how many candidates are left out.
    package static func lines(_ candidates: [Candidate], columns: Int, rows: Int) -> [StyledLine] {
        guard let widest = candidates.map({ DisplayWidth.columns(of: $0.display) }).max() else { return [] }
        let isDetailed = candidates.contains { $0.detail != nil }
        let cell = widest + 2
        let perRow = isDetailed ? 1 : max((columns + 2) / cell, 1)
        let needed = (candidates.count + perRow - 1) / perRow
        let shown = min(needed, needed > rows ? max(rows - 1, 1) : rows)
        // What is cut off is the end, so the candidates shown are the first ones, down each column.
        let visible = needed > shown ? Array(candidates.prefix(shown * perRow)) : candidates
        let height = (visible.count + perRow - 1) / perRow
        var lines = (0..<height).map { row in
            stride(from: row, to: visible.count, by: height).flatMap { line(of: visible[$0], cell: cell) }
        }
        if visible.count < candidates.count, rows > 1 {
            lines.append([StyledRun("… \(candidates.count - visible.count) more", .dim)])
        }
        return lines
    }

    private static func line(of candidate: Candidate, cell: Int) -> StyledLine {
        let padding = String(repeating: " ", count: cell - DisplayWidth.columns(of: candidate.display))
        var line = [StyledRun(candidate.display, candidate.style), StyledRun(padding)]
        if let detail = candidate.detail { line.append(StyledRun(detail, .dim)) }
        return line
    }
}
