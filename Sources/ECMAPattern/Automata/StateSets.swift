internal import ClamatorJSON

/// The matcher that follows all paths through the automaton at once: its time grows with the text's length times the
/// automaton's size, whatever the pattern.
///
/// Each look-around is first decided for every position of the text, by a pass of its own towards that position, so
/// that it is one bit to look up when an automaton around it comes by.
final class StateSets: Sendable {
    private let nfa: NFA

    /// Visits of nodes after which a search gives up: some 100 ms.
    static let maximumSteps = 15_000_000

    init(_ nfa: NFA) {
        self.nfa = nfa
    }

    func search(_ text: UTF8Text) -> PatternVerdict {
        var steps = Self.maximumSteps
        return search(text, stepsLeft: &steps)
    }

    /// The same, which tells how many of the steps are left.
    func search(_ text: UTF8Text, stepsLeft: inout Int) -> PatternVerdict {
        var pass = Pass(nfa: nfa, text: text, stepsLeft: stepsLeft)
        defer { stepsLeft = pass.stepsLeft }
        for look in nfa.looks {
            var positions = Bits(count: text.bytes.count + 1)
            let ended = pass.run(from: look.start, isBackward: !look.isBehind, isAnchored: false) { position in
                positions.insert(position)
                return false
            }
            if !ended { return .limitReached }
            pass.looks.append(positions)
        }
        var isMatch = false
        let ended = pass.run(from: nfa.start, isBackward: false, isAnchored: nfa.isAnchored) { _ in
            isMatch = true
            return true
        }
        if isMatch { return .matches }
        return ended ? .doesNotMatch : .limitReached
    }

    /// A set of positions in the text.
    private struct Bits {
        private var words: [UInt64]

        init(count: Int) {
            words = Array(repeating: 0, count: (count + 63) / 64)
        }

        mutating func insert(_ index: Int) { words[index >> 6] |= 1 << (index & 63) }
        func contains(_ index: Int) -> Bool { words[index >> 6] >> (index & 63) & 1 == 1 }
    }

    /// Scratch for reading one text.
    private struct Pass {
        let nfa: NFA
        let text: UTF8Text
        var stepsLeft: Int
        var looks: [Bits] = []
        /// For each node, the last round that visited it.
        private var visited: [Int]
        private var round = 0
        private var toVisit: [Int] = []

        init(nfa: NFA, text: UTF8Text, stepsLeft: Int) {
            self.nfa = nfa
            self.text = text
            self.stepsLeft = stepsLeft
            visited = Array(repeating: 0, count: nfa.nodes.count)
        }

        /// Reads the text with the automaton started anew at every position, or only at the first when anchored, and
        /// tells the positions a match ends at until told to stop. False when it gave up.
        mutating func run(from start: Int, isBackward: Bool, isAnchored: Bool, stopAt: (Int) -> Bool) -> Bool {
            var index = isBackward ? text.bytes.count : 0
            let end = isBackward ? 0 : text.bytes.count
            var waiting: [Int] = []
            toVisit = [start]
            while true {
                if visitAll(at: index, &waiting), stopAt(index) { return true }
                if index == end || (isAnchored && waiting.isEmpty) { return true }
                stepsLeft -= waiting.count + 1
                if stepsLeft < 0 { return false }
                let codePoint = isBackward ? text.decodeBackward(&index) : text.decode(&index)
                for node in waiting {
                    if case .characters(let set, let next) = nfa.nodes[node], nfa.sets.contains(codePoint, in: set) {
                        toVisit.append(next)
                    }
                }
                if !isAnchored { toVisit.append(start) }
            }
        }

        /// Follows all that takes no character, and collects the nodes that do. Whether a match ends here.
        private mutating func visitAll(at index: Int, _ waiting: inout [Int]) -> Bool {
            waiting.removeAll(keepingCapacity: true)
            round += 1
            var isMatch = false
            while let node = toVisit.popLast() {
                guard visited[node] != round else { continue }
                visited[node] = round
                stepsLeft -= 1
                switch nfa.nodes[node] {
                case .match: isMatch = true
                case .characters: waiting.append(node)
                case .split(let first, let second):
                    toVisit.append(second)
                    toVisit.append(first)
                case .assertion(let assertion, let next):
                    if text.holds(assertion, at: index) { toVisit.append(next) }
                case .look(let look, let isNegated, let next):
                    if looks[look].contains(index) != isNegated { toVisit.append(next) }
                }
            }
            return isMatch
        }
    }
}
