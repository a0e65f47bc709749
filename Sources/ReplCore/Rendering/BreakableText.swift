package import LineEditing

/// A text in the pieces between which its lines may be broken.
struct BreakableText {
    private typealias Piece = (text: StyledText, hasSpace: Bool)
    private var pieces: [Piece] = []
    /// Whether lines are broken behind commas and arrows rather than elsewhere.
    private var prefersCommas = true

    /// Makes a text of pieces; the spaces between them stand at their ends. Lines are broken behind commas and arrows,
    /// and elsewhere where what stands between two of these is longer than a line.
    init(_ pieces: [String], _ styled: (String) -> StyledText = { StyledText($0) }) {
        for piece in pieces {
            let hasSpace = piece.utf8.last == UInt8(ascii: " ")
            append(styled(hasSpace ? String(piece.dropLast()) : piece), hasSpace: hasSpace)
        }
    }

    /// Makes a text of the words of a line, which may be broken at every space.
    init(words line: String, _ styled: (String) -> StyledText = { StyledText($0) }) {
        prefersCommas = false
        for word in line.split(separator: " ", omittingEmptySubsequences: false) {
            append(styled(String(word)), hasSpace: true)
        }
    }

    /// Makes a text of the words of a line in styles, likewise; members of JSON that has no spaces are words too.
    init(words line: StyledText) {
        prefersCommas = false
        var word = StyledText()
        for run in line.runs {
            for (number, part) in run.text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
                if number > 0 {
                    append(word, hasSpace: true)
                    word = StyledText()
                }
                var rest = part
                while let comma = rest.firstRange(of: ",\"") {
                    let end = rest.index(after: comma.lowerBound)
                    word.append(StyledRun(String(rest[..<end]), run.style))
                    append(word, hasSpace: false)
                    word = StyledText()
                    rest = rest[end...]
                }
                word.append(StyledRun(String(rest), run.style))
            }
        }
        append(word, hasSpace: true)
    }

    mutating func append(_ text: StyledText, hasSpace: Bool) { pieces.append((text, hasSpace)) }

    static func += (text: inout BreakableText, end: BreakableText) { text.pieces += end.pieces }

    /// Puts text before the first piece and behind the last, which lines are not broken at.
    func enclosed(_ start: StyledText, _ end: StyledText, hasSpace: Bool) -> BreakableText {
        var text = self
        if pieces.isEmpty { text.append("", hasSpace: false) }
        text.pieces[0].text = start + text.pieces[0].text
        let last = text.pieces.count - 1
        text.pieces[last] = (text.pieces[last].text + end, hasSpace)
        return text
    }

    /// The text in lines.
    ///
    /// - Parameters:
    ///   - label: What the first line begins with.
    ///   - width: How many columns a line may have; a piece that is longer has a line of its own.
    ///   - indentation: The spaces before all other lines; fewer where that leaves little of the width, or too little
    ///     for a word.
    /// - Returns: The lines.
    func wrapped(behind label: StyledText = "", to width: Int, indentedBy indentation: Int) -> StyledText {
        let indentation = min(indentation, max(2, width / 3))
        var text = label
        var used = label.columns
        var hasSpace = false
        // A label that ends before the others' margin needs no line of its own.
        var isFresh = used <= indentation
        func startLine(for columns: Int) {
            used = max(0, min(indentation, width - columns))
            text += StyledText("\n" + String(repeating: " ", count: used))
            (hasSpace, isFresh) = (false, true)
        }
        func put(_ pieces: ArraySlice<Piece>) {
            let columns = Self.columns(pieces)
            let fits = used + (hasSpace ? 1 : 0) + columns <= width
            if !fits, indentation + columns > width {
                var parts = pieces.count > 1 ? Array(pieces) : pieces.flatMap(Self.words)
                if pieces.count == 1, parts.count > 1, !isFresh { startLine(for: 0) }
                if parts.count == 1 { parts = Self.parts(ofWord: parts[0]) }
                if parts.count > 1 { return parts.indices.forEach { put(parts[$0...$0]) } }
            }
            // No line of its own keeps a word whole that is longer than all lines: a mark stays before it.
            let isMarked = columns > width && used <= indentation
            if !fits, !isFresh, !isMarked, columns > 0 {
                startLine(for: columns)
            } else if hasSpace {
                text += " "
                used += 1
            }
            for (number, piece) in pieces.enumerated() {
                text += piece.text
                if piece.hasSpace, number < pieces.count - 1 { text += " " }
            }
            used += columns
            (hasSpace, isFresh) = (pieces.last?.hasSpace == true, isFresh && columns == 0)
        }
        var start = 0
        for (index, piece) in pieces.enumerated()
        where !prefersCommas || index == pieces.count - 1 || Self.endsGroup(piece) {
            put(pieces[start...index])
            start = index + 1
        }
        return text
    }

    /// The words of a piece.
    private static func words(_ piece: Piece) -> [Piece] {
        var words = BreakableText(words: piece.text).pieces
        words[words.count - 1].hasSpace = piece.hasSpace
        return words
    }

    /// What stands between the commas of a word: in JSON without spaces they are behind members and elements.
    private static func parts(ofWord word: Piece) -> [Piece] {
        var text = BreakableText([])
        var part = StyledText()
        for run in word.text.runs {
            for piece in run.text.split(separator: ",", omittingEmptySubsequences: false) {
                let isLast = piece.endIndex == run.text.endIndex
                part.append(StyledRun(isLast ? String(piece) : piece + ",", run.style))
                if isLast { continue }
                text.append(part, hasSpace: false)
                part = StyledText()
            }
        }
        if !part.isEmpty { text.append(part, hasSpace: false) }
        if !text.pieces.isEmpty { text.pieces[text.pieces.count - 1].hasSpace = word.hasSpace }
        return text.pieces
    }

    /// Whether lines are rather broken behind a piece than elsewhere.
    private static func endsGroup(_ piece: Piece) -> Bool {
        piece.text.runs.last?.text.unicodeScalars.last.map { [",", ":", "→"].contains($0) } == true
    }

    /// The columns of pieces side by side, without a space at the end.
    private static func columns(_ pieces: ArraySlice<Piece>) -> Int {
        let columns = pieces.reduce(0) { $0 + $1.text.columns + ($1.hasSpace ? 1 : 0) }
        return pieces.last?.hasSpace == true ? columns - 1 : columns
    }
}

extension StyledText {
    /// The text with each line that is longer than so many columns broken at its words; what goes on stands deeper than
    /// the line's beginning.
    package func brokenAtWords(to width: Int) -> StyledText {
        lines.map { line in
            if line.columns <= width { return line }
            let margin = line.plainText.prefix { $0 == " " }.count
            return BreakableText(words: line).wrapped(to: width, indentedBy: max(4, margin + 2))
        }
        .joined(separator: "\n")
    }
}
