internal import LineEditing

/// A text of lines, cut into entries as if each line were typed: an entry ends with the line that makes it whole, or in
/// which its JSON is wrong.
struct EntryLines {
    /// An entry in the text.
    struct Piece: Equatable {
        /// The scalars, from the start of its first line on.
        let range: Range<Int>
        /// The number of its first line.
        let line: Int
    }

    /// The entries; all but the last are whole.
    private(set) var pieces: [Piece] = []

    private let text: [Unicode.Scalar]
    private let vocabulary: Vocabulary
    /// How many scalars may be looked at to find the ends of entries: a few times all of them.
    private var work: Int

    /// Cuts a text.
    ///
    /// - Parameters:
    ///   - text: The lines.
    ///   - vocabulary: What the entries can speak of.
    ///   - joinsIndented: Whether a call goes on with lines that are indented deeper than its first one.
    init(_ text: [Unicode.Scalar], _ vocabulary: Vocabulary, joinsIndented: Bool = false) {
        self.text = text
        self.vocabulary = vocabulary
        work = 16 * text.count + 65_536
        var (start, number) = (0, 1)
        while start <= text.count {
            let end = endOfLine(from: start)
            guard let indentation = indentation(of: start..<end) else {
                (start, number) = (end + 1, number + 1)
                continue
            }
            var entry = endOfEntry(from: start)
            if joinsIndented { entry = joined(entry, from: start, indentation) }
            pieces.append(Piece(range: start..<entry.end, line: number))
            number += text[start..<entry.end].count { $0 == "\n" } + 1
            start = entry.end + 1
        }
    }

    private func endOfLine(from start: Int) -> Int { text[start...].firstIndex(of: "\n") ?? text.count }

    /// How many spaces a line begins with; nil for a blank one.
    private func indentation(of line: Range<Int>) -> Int? {
        text[line].firstIndex { !$0.isSpace }.map { $0 - line.lowerBound }
    }

    /// How long an entry may be to be judged after each line; a longer one that has open brackets is judged when it is twice
    /// as long as last time, since judging each would take the square of its length.
    private static let short = 1024

    /// Finds the line that ends an entry.
    ///
    /// - Parameters:
    ///   - start: Where the entry begins.
    ///   - known: Where it does not end yet; nil where that is not known.
    /// - Returns: The end of the line, and what the entry is like.
    private mutating func endOfEntry(from start: Int, behind known: Int? = nil) -> (end: Int, form: Entry.Form) {
        var end = endOfLine(from: known.map { $0 + 1 } ?? start)
        var depth = text[start..<end].openedBracketsInLines
        var nextCount = 0
        while true {
            if depth <= 0 || end - start >= nextCount || end == text.count {
                work -= end - start
                guard work > 0 else { return (text.count, .empty) }
                let entry = Entry(Array(text[start..<end]), vocabulary)
                switch entry.end {
                case .whole: return (end, entry.form)
                case .broken(let line):
                    let broken = (0..<line).reduce(endOfLine(from: start)) { end, _ in
                        end < text.count ? endOfLine(from: end + 1) : end
                    }
                    return (min(broken, end), entry.form)
                case .open:
                    if end == text.count { return (end, entry.form) }
                    nextCount = end - start < Self.short ? 0 : 2 * (end - start)
                }
            }
            let next = endOfLine(from: end + 1)
            depth += text[(end + 1)..<next].openedBrackets
            end = next
        }
    }

    /// The entry with the lines behind it that are indented deeper.
    private mutating func joined(
        _ entry: (end: Int, form: Entry.Form), from start: Int, _ indentation: Int
    ) -> (end: Int, form: Entry.Form) {
        var entry = entry
        while entry.form == .call {
            var behind = entry.end
            var own: Int?
            while own == nil, behind < text.count {
                let line = behind + 1..<endOfLine(from: behind + 1)
                own = self.indentation(of: line)
                if own == nil { behind = line.upperBound }
            }
            guard let own, own > indentation else { break }
            let next = endOfEntry(from: start, behind: behind)
            guard next.end > entry.end else { break }
            entry = next
        }
        return entry
    }
}

extension Sequence<Unicode.Scalar> {
    /// The same as `openedBrackets` of each line, added up.
    fileprivate var openedBracketsInLines: Int {
        split(separator: "\n").reduce(0) { $0 + $1.openedBrackets }
    }
}
