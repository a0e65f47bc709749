internal import LineEditing

/// A text of lines, cut into entries as if each line were typed: an entry ends with the line that makes it whole.
struct EntryLines {
    /// An entry in the text.
    struct Piece: Equatable {
        /// The scalars, from the start of its first line on.
        let range: Range<Int>
        /// The number of its first line.
        let line: Int
    }

    /// What is known before a line.
    private struct State {
        /// The entry that the line goes on with, unless that is complete.
        var first: (start: Int, line: Int, indentation: Int)?
        var form = Entry.Form.empty
        var depth = 0
        var isComplete = true
        /// The number of the line before.
        var number = 0
        /// Where the line begins.
        var start = 0
        /// How many scalars may be looked at to find the ends of entries.
        var work: Int
        /// How many pieces there are, and the last.
        var pieces = 0
        var piece: Piece?
    }

    /// The entries; all but the last are whole.
    private(set) var pieces: [Piece] = []
    private let joinsIndented: Bool
    /// The states before each line, where the text is typed and may change.
    private var states: [State] = []

    /// Cuts a text.
    ///
    /// - Parameters:
    ///   - text: The lines.
    ///   - vocabulary: What the entries can speak of.
    ///   - joinsIndented: Whether a call goes on with lines that are indented deeper than its first one, as where it is
    ///     typed.
    init(_ text: [Unicode.Scalar], _ vocabulary: Vocabulary, joinsIndented: Bool = false) {
        self.joinsIndented = joinsIndented
        // A few times all of them.
        cut(text, vocabulary, from: State(work: 16 * text.count + 65_536))
    }

    /// Cuts a text anew that was changed from an offset on.
    mutating func recut(_ text: [Unicode.Scalar], _ vocabulary: Vocabulary, changedFrom offset: Int) {
        let known = states.partitioningIndex { $0.start > offset }
        guard known > 0 else {
            self = EntryLines(text, vocabulary, joinsIndented: joinsIndented)
            return
        }
        let state = states[known - 1]
        states.removeSubrange((known - 1)...)
        pieces.removeSubrange(state.pieces...)
        if let piece = state.piece { pieces[state.pieces - 1] = piece }
        cut(text, vocabulary, from: state)
    }

    private mutating func cut(_ text: [Unicode.Scalar], _ vocabulary: Vocabulary, from state: State) {
        var state = state
        while state.start <= text.count {
            if joinsIndented { states.append(state) }
            let end = text[state.start...].firstIndex(of: "\n") ?? text.count
            take(text, state.start..<end, vocabulary, &state)
            state.start = end + 1
            state.pieces = pieces.count
            state.piece = pieces.last
        }
    }

    /// Takes the next line.
    private mutating func take(
        _ text: [Unicode.Scalar], _ range: Range<Int>, _ vocabulary: Vocabulary, _ state: inout State
    ) {
        state.number += 1
        let line = text[range]
        if state.isComplete {
            guard let indentation = line.firstIndex(where: { !$0.isSpace }).map({ $0 - range.lowerBound }) else {
                return
            }
            let isDeeper = state.first.map { indentation > $0.indentation } ?? false
            let goesOn = joinsIndented && state.form == .call && isDeeper
            if !goesOn { (state.first, state.depth) = ((range.lowerBound, state.number, indentation), 0) }
        }
        guard let first = state.first else { return }
        state.depth += line.openedBrackets
        // Where brackets are open, more has to come; where they break off otherwise, what was typed fails anyway.
        if state.isComplete || state.depth <= 0, range.upperBound < text.count {
            state.work -= range.upperBound - first.start
            let entry = state.work > 0 ? Entry(Array(text[first.start..<range.upperBound]), vocabulary) : nil
            state.isComplete = entry?.isComplete ?? false
            state.form = entry?.form ?? .empty
        }
        if pieces.last?.line == first.line { pieces.removeLast() }
        pieces.append(Piece(range: first.start..<range.upperBound, line: first.line))
    }
}
