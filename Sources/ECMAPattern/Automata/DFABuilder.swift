/// Builds a deterministic automaton from a nondeterministic one by the subset construction.
struct DFABuilder {
    let alphabet: Alphabet
    private(set) var start = DFA.rejecting
    /// The next state for each state and class; the last class is the end of the text.
    private(set) var transitions: [Int] = []
    /// Classes, and the end.
    var width: Int { alphabet.count + 1 }

    private let nfa: NFA
    private let hasWordAssertions: Bool
    private let hasStartAssertions: Bool
    /// Whether each class is made of word characters.
    private let isWord: [Bool]
    /// Whether each class is in each set: a row for each class.
    private let membership: [Bool]

    private var states: [State] = []
    private var indices: [State: Int] = [:]
    private var workLeft = Self.mostWork
    /// How many nodes have been looked at.
    var work: Int { Self.mostWork - workLeft }
    /// For each node, the last round that visited it.
    private var visited: [Int]
    private var round = 0

    private static let maximumTransitions = 1 << 18
    private static let maximumStates = 4096
    private static let mostWork = 1_500_000

    /// What stands before or after a position.
    private enum Neighbour {
        case nothing, word, other
    }

    /// A position in the text as the automaton sees it.
    private struct State: Hashable {
        /// The nodes waiting for a character, the assertions that depend on what follows, and perhaps the match.
        var nodes: [Int]
        /// What the last character was, as far as that matters.
        var previous: Neighbour
    }

    /// Nothing when the automaton has look-around or too many classes.
    init?(_ nfa: NFA) {
        guard nfa.looks.isEmpty else { return nil }
        var hasStart = false
        var hasWord = false
        for case .assertion(let assertion, _) in nfa.nodes {
            switch assertion {
            case .start: hasStart = true
            case .end: break
            case .wordBoundary, .noWordBoundary: hasWord = true
            }
        }
        let sets = nfa.sets.sets
        guard let alphabet = Alphabet(telling: hasWord ? sets + [.wordCharacters] : sets),
            alphabet.count * sets.count <= 1 << 20
        else { return nil }
        self.nfa = nfa
        self.alphabet = alphabet
        hasStartAssertions = hasStart
        hasWordAssertions = hasWord
        isWord = alphabet.representatives.map(CodePointSet.wordCharacters.contains)
        membership = alphabet.representatives.flatMap { member in sets.map { $0.contains(member) } }
        visited = Array(repeating: 0, count: nfa.nodes.count)
    }

    /// False when the automaton grew too large.
    mutating func build() -> Bool {
        states = [State(nodes: [], previous: .other), State(nodes: [0], previous: .other)]
        transitions = Array(repeating: DFA.rejecting, count: width) + Array(repeating: DFA.accepting, count: width)
        let previous: Neighbour = hasStartAssertions || hasWordAssertions ? .nothing : .other
        start = index(of: State(nodes: closure(of: [nfa.start], after: previous, before: nil), previous: previous))
        var next = 2
        while next < states.count {
            guard states.count <= Self.maximumStates, states.count * width <= Self.maximumTransitions, workLeft > 0
            else { return false }
            addTransitions(of: states[next])
            next += 1
        }
        return true
    }

    private mutating func addTransitions(of state: State) {
        let beforeWord = resolve(state, before: .word)
        let beforeOther = resolve(state, before: .other)
        for letter in 0..<alphabet.count {
            let nodes = isWord[letter] ? beforeWord : beforeOther
            if nodes.last == 0 {
                transitions.append(DFA.accepting)
                continue
            }
            var reached = nfa.isAnchored ? [] : [nfa.start]
            let row = letter * nfa.sets.sets.count
            for node in nodes {
                if case .characters(let set, let following) = nfa.nodes[node], membership[row + set] {
                    reached.append(following)
                }
            }
            workLeft -= nodes.count
            let previous: Neighbour = hasWordAssertions && isWord[letter] ? .word : .other
            let nodesAfter = closure(of: reached, after: previous, before: nil)
            transitions.append(index(of: State(nodes: nodesAfter, previous: previous)))
        }
        let atEnd = resolve(state, before: .nothing)
        transitions.append(atEnd.last == 0 ? DFA.accepting : DFA.rejecting)
    }

    /// The index of the state, which is added unless it is there.
    private mutating func index(of state: State) -> Int {
        if state.nodes.isEmpty { return DFA.rejecting }
        if state.nodes.last == 0 { return DFA.accepting }
        if let index = indices[state] { return index }
        states.append(state)
        indices[state] = states.count - 1
        return states.count - 1
    }

    /// The state's nodes once its next neighbour is known.
    private mutating func resolve(_ state: State, before next: Neighbour) -> [Int] {
        closure(of: state.nodes, after: state.previous, before: next)
    }

    /// The nodes reached without a character, in descending order, so that a match, which is node 0, comes last.
    /// Without a `next`, assertions that depend on it are kept; with one, they are decided.
    private mutating func closure(of seeds: [Int], after previous: Neighbour, before next: Neighbour?) -> [Int] {
        var nodes: [Int] = []
        var toVisit = seeds
        round += 1
        while let node = toVisit.popLast() {
            guard visited[node] != round else { continue }
            visited[node] = round
            workLeft -= 1
            switch nfa.nodes[node] {
            case .match, .characters, .look: nodes.append(node)
            case .split(let first, let second):
                toVisit.append(first)
                toVisit.append(second)
            case .assertion(.start, let following):
                if previous == .nothing { toVisit.append(following) }
            case .assertion(let assertion, let following):
                guard let next else {
                    nodes.append(node)
                    continue
                }
                if Self.holds(assertion, between: previous, and: next) { toVisit.append(following) }
            }
        }
        return nodes.sorted(by: >)
    }

    private static func holds(
        _ assertion: PatternSyntax.Assertion, between previous: Neighbour, and next: Neighbour
    ) -> Bool {
        switch assertion {
        case .start: previous == .nothing
        case .end: next == .nothing
        case .wordBoundary: (previous == .word) != (next == .word)
        case .noWordBoundary: (previous == .word) == (next == .word)
        }
    }

    // MARK: Certain answers

    /// Replaces the states from where the answer is certain by the two that no text leaves.
    mutating func settle() {
        let end = width - 1
        let count = states.count
        let accepting = (0..<count).map { transitions[$0 * width + end] == DFA.accepting }
        let mayAccept = statesReaching(accepting)
        let mayReject = statesReaching(accepting.map { !$0 })
        let settled = (0..<count).map { state in
            if !mayAccept[state] { return DFA.rejecting }
            return mayReject[state] ? state : DFA.accepting
        }
        transitions = transitions.map { settled[$0] }
        start = settled[start]
    }

    /// The states from where some text leads to a goal.
    private func statesReaching(_ goals: [Bool]) -> [Bool] {
        var sources: [[Int]] = Array(repeating: [], count: states.count)
        for state in 0..<states.count {
            for target in Set(transitions[state * width..<(state + 1) * width - 1]) { sources[target].append(state) }
        }
        var reaching = goals
        var toVisit = goals.indices.filter { goals[$0] }
        while let state = toVisit.popLast() {
            for source in sources[state] where !reaching[source] {
                reaching[source] = true
                toVisit.append(source)
            }
        }
        return reaching
    }
}
