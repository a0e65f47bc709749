package import ClamatorJSON

/// A pattern as an automaton, to be compared with others: whether all texts that some match are matched by another.
package struct PatternAutomaton: Sendable {
    private let dfa: DFA

    /// So many combinations of states are gone through, and so many characters are counted.
    private static let (mostStates, mostCounted) = (50_000, 4096)

    /// Nil where the pattern has back-references or look-around, or its automaton grows too large.
    package init?(_ pattern: Pattern) { self.init(pattern.syntax) }

    /// The automaton of a few texts; nil where it grows too large.
    package init?(texts: [String]) {
        let texts = texts.map { text in
            PatternSyntax.sequence(text.unicodeScalars.map { .characters(CodePointSet($0.value)) })
        }
        self.init(.sequence([.assertion(.start), .alternatives(texts), .assertion(.end)]))
    }

    private init?(_ syntax: PatternSyntax) {
        guard let dfa = DFA(syntax) else { return nil }
        self.dfa = dfa
    }

    /// Tells whether no text of some lengths is matched by all of some automata and not by another.
    ///
    /// - Parameters:
    ///   - automata: Those that match.
    ///   - other: The one that does not match; nil for none.
    ///   - lengths: How many characters a text has; an upper bound of `Int.max` is none.
    ///   - budget: Pays for each combination of states.
    /// - Returns: Whether it is certain that there is none; false too where that takes too much to find out.
    package static func isEmpty(
        _ automata: [PatternAutomaton], without other: PatternAutomaton?, lengths: ClosedRange<Int>,
        spending budget: inout WorkBudget
    ) -> Bool {
        let isBounded = lengths.upperBound < .max
        let mostCounted = isBounded ? lengths.upperBound : lengths.lowerBound
        guard mostCounted <= Self.mostCounted else { return false }
        let all = (automata + (other.map { [$0] } ?? [])).map(\.dfa)
        let letters = letters(of: all)
        var states = [State(rows: all.map(\.startRow), length: 0)]
        var seen = Set(states)
        while let state = states.popLast() {
            guard seen.count <= mostStates, budget.spend(steps: 1 + letters.count * all.count / 4) else { return false }
            if state.length >= lengths.lowerBound {
                let answers = zip(all, state.rows).map { $0.matches(endingIn: $1) }
                if answers.prefix(automata.count).allSatisfy(\.self), !answers.dropFirst(automata.count).contains(true)
                {
                    return false
                }
            }
            if isBounded, state.length == mostCounted { continue }
            for letter in letters {
                let rows = zip(all, zip(state.rows, letter)).map { $0.row(after: $1.0, $1.1) }
                let isDead =
                    rows.prefix(automata.count).contains(DFA.rejecting)
                    || zip(all, rows).dropFirst(automata.count).contains { $0.isAccepting($1) }
                if isDead { continue }
                let next = State(rows: rows, length: min(state.length + 1, mostCounted))
                if seen.insert(next).inserted { states.append(next) }
            }
        }
        return true
    }

    /// How many texts the pattern matches; nil where there may be more than so many, or long ones.
    ///
    /// - Parameters:
    ///   - most: How many are counted.
    ///   - budget: Pays for each state and length.
    /// - Returns: Their number.
    package func countOfTexts(upTo most: Int, spending budget: inout WorkBudget) -> Int? {
        let starts = dfa.alphabet.starts.filter { $0 <= CodePointSet.lastScalar }
        var sizes = [Int](repeating: 0, count: dfa.alphabet.count)
        for (start, end) in zip(starts, starts.dropFirst() + [CodePointSet.lastScalar + 1]) {
            sizes[dfa.alphabet.classBeyondASCII(start)] += Int(end - start)
        }
        var found = 0
        // The texts of one length that are, or become, such as match, by the row that they lead to.
        var counts = [dfa.startRow: 1]
        for _ in 0...Self.longestCounted {
            var longer: [Int: Int] = [:]
            for (row, count) in counts {
                guard !dfa.isAccepting(row), budget.spend(steps: 1 + sizes.count) else { return nil }
                if dfa.matches(endingIn: row) { found += count }
                for (letter, size) in sizes.enumerated() {
                    let next = dfa.row(after: row, letter)
                    if next != DFA.rejecting { longer[next, default: 0] += count * size }
                }
            }
            guard found + longer.values.reduce(0, +) <= most else { return nil }
            if longer.isEmpty { return found }
            counts = longer
        }
        return nil
    }

    /// Longer texts are not counted.
    private static let longestCounted = 100

    /// Where several automata are, and how many characters were read as far as that matters.
    private struct State: Hashable {
        var rows: [Int]
        var length: Int
    }

    /// What automata take a character for: the class of each, once for each combination that some character has.
    private static func letters(of automata: [DFA]) -> [[Int]] {
        let starts = Set(automata.flatMap(\.alphabet.starts) + [0]).filter { $0 <= CodePointSet.lastScalar }.sorted()
        var letters: Set<[Int]> = []
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1] - 1 : CodePointSet.lastScalar
            // No text holds a surrogate.
            if CodePointSet([start...end]).isEmpty { continue }
            letters.insert(automata.map { $0.alphabet.classBeyondASCII(start) })
        }
        return Array(letters)
    }
}
