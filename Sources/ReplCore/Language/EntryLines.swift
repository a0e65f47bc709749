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

        /// The same further on in the text.
        fileprivate func moved(by distance: Int, lines: Int) -> Piece {
            Piece(range: range.lowerBound + distance..<range.upperBound + distance, line: line + lines)
        }
    }

    /// What is known before a line.
    private struct State {
        /// The entry that the line goes on with, unless that is complete.
        var first: (start: Int, line: Int, indentation: Int)?
        var isCall = false
        var depth = 0
        var isComplete = true
        /// How long the entry is where it is judged next, though brackets are open in it.
        var nextCount = 0
        /// The number of the line before.
        var number = 0
        /// Where the line begins.
        var start = 0
        /// How many scalars may be looked at to find the ends of entries.
        var work: Int
        /// How many pieces there are, and the last.
        var pieces = 0
        var piece: Piece?

        /// The same further on in the text, with so many pieces more before it.
        func moved(by distance: Int, lines: Int, pieces: Int) -> State {
            var copy = self
            copy.first = first.map { ($0.start + distance, $0.line + lines, $0.indentation) }
            copy.number += lines
            copy.start += distance
            copy.pieces += pieces
            copy.piece = piece?.moved(by: distance, lines: lines)
            return copy
        }
    }

    /// The entries; all but the last are whole.
    private(set) var pieces: [Piece] = []
    private let joinsIndented: Bool
    private let mayChange: Bool
    /// The states before each line, where the text is typed and may change.
    private var states: [State] = []

    /// Cuts a text.
    ///
    /// - Parameters:
    ///   - text: The lines.
    ///   - vocabulary: What the entries can speak of.
    ///   - joinsIndented: Whether a call goes on with lines that are indented deeper than its first one, as where it is
    ///     typed.
    ///   - mayChange: Whether the text is cut anew when it has changed. Then its last entry, where it is long, is taken
    ///     for one that goes on to the end, though JSON in it be wrong.
    init(
        _ text: [Unicode.Scalar], _ vocabulary: Vocabulary, joinsIndented: Bool = false, mayChange: Bool = false
    ) {
        self.joinsIndented = joinsIndented
        self.mayChange = mayChange
        // A few times all of them.
        cut(text, vocabulary, from: State(work: 16 * text.count + 65_536))
    }

    /// What was known of the text before a change.
    private struct Earlier {
        let states: [State]
        let pieces: [Piece]
        /// From which offset on the text is as it was, and how much further on that stands now.
        let unchangedFrom: Int
        let distance: Int
    }

    /// Cuts a text anew that was changed.
    ///
    /// - Parameters:
    ///   - text: The text as it is now.
    ///   - vocabulary: What the entries can speak of.
    ///   - earlier: The text as it was.
    mutating func recut(_ text: [Unicode.Scalar], _ vocabulary: Vocabulary, changedFrom earlier: [Unicode.Scalar]) {
        let offset = text.countInCommon(with: earlier)
        let atEnd = text.countInCommonAtEnd(with: earlier, atMost: min(text.count, earlier.count) - offset)
        let known = states.partitioningIndex { $0.start > offset }
        guard known > 0 else {
            self = EntryLines(text, vocabulary, joinsIndented: joinsIndented, mayChange: true)
            return
        }
        let state = states[known - 1]
        let before = Earlier(
            states: Array(states[known...]), pieces: Array(pieces[state.pieces...]),
            unchangedFrom: text.count - atEnd, distance: text.count - earlier.count)
        states.removeSubrange((known - 1)...)
        pieces.removeSubrange(state.pieces...)
        if let piece = state.piece { pieces[state.pieces - 1] = piece }
        cut(text, vocabulary, from: state, before)
    }

    private mutating func cut(
        _ text: [Unicode.Scalar], _ vocabulary: Vocabulary, from state: State, _ earlier: Earlier? = nil
    ) {
        var state = state
        while state.start <= text.count {
            if let earlier, goOn(with: earlier, text, state) { return }
            if mayChange { states.append(state) }
            let end = Self.endOfLine(in: text, from: state.start)
            state.number += 1
            let next = take(text, state.start..<end, vocabulary, &state)
            // What was seen of lines that are to be read again does not hold.
            while let last = states.last, last.start >= next { states.removeLast() }
            state.start = next
            state.pieces = pieces.count
            state.piece = pieces.last
        }
    }

    /// Takes over what was known of the lines from here on, where they are as they were and the first of them begins an
    /// entry, whatever stands before it.
    private mutating func goOn(with earlier: Earlier, _ text: [Unicode.Scalar], _ state: State) -> Bool {
        let (start, distance) = (state.start - earlier.distance, earlier.distance)
        guard state.isComplete, state.start >= earlier.unchangedFrom else { return false }
        let line = text[state.start..<Self.endOfLine(in: text, from: state.start)]
        guard let indentation = line.firstIndex(where: { !$0.isSpace }).map({ $0 - state.start }) else { return false }
        let isDeeper = state.first.map { indentation > $0.indentation } ?? false
        if joinsIndented, state.isCall, isDeeper { return false }
        let index = earlier.states.partitioningIndex { $0.start >= start }
        guard index < earlier.states.count else { return false }
        let known = earlier.states[index]
        let wasDeeper = known.first.map { indentation > $0.indentation } ?? false
        guard known.start == start, known.isComplete, !(joinsIndented && known.isCall && wasDeeper) else {
            return false
        }
        let lines = state.number - known.number
        let count = pieces.count - known.pieces
        let piece = earlier.pieces.partitioningIndex { $0.range.lowerBound >= start }
        states.append(state)
        states += earlier.states[(index + 1)...].map { $0.moved(by: distance, lines: lines, pieces: count) }
        pieces += earlier.pieces[piece...].map { $0.moved(by: distance, lines: lines) }
        return true
    }

    /// How long an entry may be to be judged after each line; a longer one that has open brackets is judged when it is
    /// twice as long as last time, since judging each would take the square of its length.
    private var short: Int { mayChange ? 512 : 1024 }
    /// How long an entry with open brackets may be to be judged at all. While it is typed that takes time at each key,
    /// and what runs is cut anew.
    private var longest: Int { mayChange ? 2048 : .max }

    /// Takes a line.
    ///
    /// - Returns: Where the next line begins.
    private mutating func take(
        _ text: [Unicode.Scalar], _ range: Range<Int>, _ vocabulary: Vocabulary, _ state: inout State
    ) -> Int {
        let line = text[range]
        if state.isComplete {
            guard let indentation = line.firstIndex(where: { !$0.isSpace }).map({ $0 - range.lowerBound }) else {
                return range.upperBound + 1
            }
            let isDeeper = state.first.map { indentation > $0.indentation } ?? false
            let goesOn = joinsIndented && state.isCall && isDeeper
            if !goesOn { (state.first, state.depth) = ((range.lowerBound, state.number, indentation), 0) }
            state.nextCount = 0
        }
        guard let first = state.first else { return range.upperBound + 1 }
        state.depth += line.openedBrackets
        var end = range.upperBound
        let count = end - first.start
        // The last entry need not be whole; but lines that were not judged are so at the end of a text that stays.
        let isDue = state.isComplete || state.depth <= 0 || (count >= state.nextCount && count <= longest)
        if end < text.count ? isDue : !mayChange && state.nextCount > 0 {
            state.work -= count
            let entry = state.work > 0 ? Entry(Array(text[first.start..<end]), vocabulary) : nil
            state.isCall = entry?.calledName != nil
            switch entry?.end {
            case .whole: state.isComplete = true
            case .open, nil:
                state.isComplete = false
                state.nextCount = count < short ? 0 : 2 * count
            case .broken(let line):
                (state.isComplete, state.isCall) = (true, false)
                end = (0..<line).reduce(Self.endOfLine(in: text, from: first.start)) { end, _ in
                    end < text.count ? Self.endOfLine(in: text, from: end + 1) : end
                }
                end = min(end, range.upperBound)
                state.number = first.line + text[first.start..<end].count { $0 == "\n" }
            }
        }
        if pieces.last?.line == first.line { pieces.removeLast() }
        pieces.append(Piece(range: first.start..<end, line: first.line))
        return end + 1
    }

    private static func endOfLine(in text: [Unicode.Scalar], from start: Int) -> Int {
        text[start...].firstIndex(of: "\n") ?? text.count
    }
}
