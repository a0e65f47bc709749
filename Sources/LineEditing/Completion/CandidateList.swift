/// Candidates as they are listed below an entry: one a line where any has a type or a detail, else in columns, read
/// downwards; in pages, where they need more rows than there are.
package struct CandidateList {
    package let candidates: [Candidate]
    /// What can be put in as a whole, and the key for it; shown below the others.
    private let whole: StyledText?
    /// The first that is shown.
    private var first = 0

    package init(_ completions: Completions) {
        candidates = completions.candidates
        whole = completions.whole.map {
            [StyledRun("Shift-Tab  ", .dim), StyledRun($0.hasPrefix(" ") ? String($0.dropFirst()) : $0)]
        }
    }

    /// The rows that are left for the candidates.
    private func rowsOfCandidates(_ rows: Int) -> Int { whole == nil || rows < 3 ? rows : rows - 1 }

    /// Goes on to those that a page left out, and behind the last to the first.
    package mutating func turn(columns: Int, rows: Int) {
        let next = first + layout(columns: columns, rows: rowsOfCandidates(rows)).visible.count
        first = next < candidates.count ? next : 0
    }

    /// The lines, at most `rows` of them; where candidates follow, the last tells how many.
    package func lines(columns: Int, rows: Int) -> [StyledText] {
        let (visible, cell, typeCell, perRow) = layout(columns: columns, rows: rowsOfCandidates(rows))
        let height = (visible.count + perRow - 1) / perRow
        var lines = (0..<height).map { row in
            stride(from: visible.startIndex + row, to: visible.endIndex, by: height).map {
                Self.line(of: visible[$0], cell: cell, typeCell: typeCell)
            }.joined()
        }
        let left = candidates.count - visible.endIndex
        if left > 0, rows > 1 { lines.append([StyledRun("… \(left) more", .dim)]) }
        if let whole, rows >= 3 { lines.append(whole) }
        return lines
    }

    private func layout(
        columns: Int, rows: Int
    ) -> (visible: ArraySlice<Candidate>, cell: Int, typeCell: Int, perRow: Int) {
        let isDetailed = candidates.contains { $0.detail != nil || $0.type != nil }
        let longest = candidates.map { DisplayWidth.columns(of: $0.display) }.max() ?? 0
        // One long name takes the room of its own type alone.
        let cell = (isDetailed ? min(longest, columns / 2) : longest) + 2
        let types = candidates.map { DisplayWidth.columns(of: $0.type ?? "") }.max() ?? 0
        // What is said of a candidate gets a third of the width, or what the type leaves.
        let typeCell = types == 0 ? 0 : min(types, max(columns * 2 / 3 - cell, 8)) + 2
        let perRow = isDetailed ? 1 : max((columns + 2) / cell, 1)
        let rest = candidates[first...]
        let needed = (rest.count + perRow - 1) / perRow
        // What is cut off is the end, so the candidates shown are the first ones, down each column.
        let visible = needed > rows ? rest.prefix(max(rows - 1, 1) * perRow) : rest
        return (visible, cell, typeCell, perRow)
    }

    private static func line(of candidate: Candidate, cell: Int, typeCell: Int) -> StyledText {
        var line: StyledText = [StyledRun(candidate.display, candidate.style), gap(cell, behind: candidate.display)]
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
        StyledRun(String(repeating: " ", count: max(cell - DisplayWidth.columns(of: text), 2)))
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
