/// Lays candidates out in lines: one a line where any has a type or a detail, else in columns, read downwards.
package enum CandidateList {
    /// The lines, at most `rows` of them; where there are more, the last tells how many candidates are left out.
    package static func lines(_ candidates: [Candidate], columns: Int, rows: Int) -> [StyledLine] {
        guard let widest = candidates.map({ DisplayWidth.columns(of: $0.display) }).max() else { return [] }
        let isDetailed = candidates.contains { $0.detail != nil || $0.type != nil }
        let cell = widest + 2
        let types = candidates.map { DisplayWidth.columns(of: $0.type ?? "") }.max() ?? 0
        // What is said of a candidate gets a third of the width, or what the type leaves.
        let typeCell = types == 0 ? 0 : min(types, max(columns * 2 / 3 - cell, 8)) + 2
        let perRow = isDetailed ? 1 : max((columns + 2) / cell, 1)
        let needed = (candidates.count + perRow - 1) / perRow
        let shown = min(needed, needed > rows ? max(rows - 1, 1) : rows)
        // What is cut off is the end, so the candidates shown are the first ones, down each column.
        let visible = needed > shown ? Array(candidates.prefix(shown * perRow)) : candidates
        let height = (visible.count + perRow - 1) / perRow
        var lines = (0..<height).map { row in
            stride(from: row, to: visible.count, by: height).flatMap {
                line(of: visible[$0], cell: cell, typeCell: typeCell)
            }
        }
        if visible.count < candidates.count, rows > 1 {
            lines.append([StyledRun("… \(candidates.count - visible.count) more", .dim)])
        }
        return lines
    }

    private static func line(of candidate: Candidate, cell: Int, typeCell: Int) -> StyledLine {
        var line = [StyledRun(candidate.display, candidate.style), gap(cell, behind: candidate.display)]
        if typeCell > 0 {
            let type = cut(candidate.type ?? "", to: typeCell - 2)
            line += [
                StyledRun(type, TextStyle(color: .cyan, isDim: candidate.style.isDim)), gap(typeCell, behind: type),
            ]
        }
        if let detail = candidate.detail { line.append(StyledRun(detail, .dim)) }
        return line
    }

    private static func gap(_ cell: Int, behind text: String) -> StyledRun {
        StyledRun(String(repeating: " ", count: max(cell - DisplayWidth.columns(of: text), 0)))
    }

    private static func cut(_ text: String, to columns: Int) -> String {
        guard DisplayWidth.columns(of: text) > columns else { return text }
        var kept = ""
        var used = 1
        for character in text {
            used += DisplayWidth.columns(of: String(character))
            if used > columns { break }
            kept.append(character)
        }
        return kept + "…"
    }
}
