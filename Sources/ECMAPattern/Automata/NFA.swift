/// A pattern without back-references as a nondeterministic finite automaton. Counts are expanded.
struct NFA: Sendable {
    enum Node {
        /// Takes one character of the set.
        case characters(set: Int, next: Int)
        case split(Int, Int)
        case assertion(PatternSyntax.Assertion, next: Int)
        /// Goes on where the look holds, or does not hold.
        case look(Int, isNegated: Bool, next: Int)
        case match
    }

    /// The body of a look-around, as an automaton of its own among the same nodes.
    struct Look {
        let start: Int
        let isBehind: Bool
    }

    private(set) var nodes: [Node] = [.match]
    private(set) var start = 0
    private(set) var sets = CodePointSetTable()
    /// Inner ones come before those around them.
    private(set) var looks: [Look] = []
    /// Whether a match can only begin where the text does.
    let isAnchored: Bool

    private static let maximumNodes = 50_000
    private static let maximumLooks = 64
    private var isTooLarge = false

    /// Nothing when the pattern has back-references or grows too large.
    init?(_ syntax: PatternSyntax) {
        guard syntax.referencedGroups.isEmpty else { return nil }
        isAnchored = syntax.isAnchoredAtStart
        start = add(syntax, next: 0, isBackward: false)
        if isTooLarge { return nil }
    }

    private mutating func append(_ node: Node) -> Int {
        if nodes.count >= Self.maximumNodes { isTooLarge = true }
        if !isTooLarge { nodes.append(node) }
        return nodes.count - 1
    }

    /// Adds nodes that match `syntax` and then go on to `next`; returns the first of them. Backward ones read the text
    /// from its end.
    private mutating func add(_ syntax: PatternSyntax, next: Int, isBackward: Bool) -> Int {
        if isTooLarge { return next }
        switch syntax {
        case .empty, .backReference: return next
        case .characters(let set): return append(.characters(set: sets.index(of: set), next: next))
        case .group(let body, _): return add(body, next: next, isBackward: isBackward)
        case .assertion(let assertion): return append(.assertion(assertion, next: next))
        case .sequence(let parts):
            return isBackward
                ? parts.reduce(next) { add($1, next: $0, isBackward: true) }
                : parts.reversed().reduce(next) { add($1, next: $0, isBackward: false) }
        case .alternatives(let parts):
            let entries = parts.map { add($0, next: next, isBackward: isBackward) }
            return entries.dropLast().reversed().reduce(entries.last ?? next) { append(.split($1, $0)) }
        case .repetition(let body, let min, let max, _, _):
            return addRepetition(of: body, min: min, max: max, next: next, isBackward: isBackward)
        case .look(let body, let isBehind, let isNegated):
            return append(.look(addLook(body, isBehind: isBehind), isNegated: isNegated, next: next))
        }
    }

    private mutating func addRepetition(
        of body: PatternSyntax, min: Int, max: Int?, next: Int, isBackward: Bool
    ) -> Int {
        if max == 0 { return next }
        let exit = max == nil ? append(.split(next, next)) : next
        let firstNode = nodes.count
        let start = add(body, next: exit, isBackward: isBackward)
        // A body without nodes matches the empty text, however often.
        if start == exit || isTooLarge { return next }
        let turn = Turn(nodes: firstNode..<nodes.count, start: start, exit: exit)

        var entry = start
        var required = Swift.max(0, min - 1)
        if let max {
            if max > min {
                entry = append(.split(start, next))
                for _ in min..<max - 1 {
                    if isTooLarge { return next }
                    entry = append(.split(copy(turn, exit: entry), next))
                }
                required = min
            }
        } else {
            nodes[exit] = .split(start, next)
            if min == 0 { entry = exit }
        }
        for _ in 0..<required {
            if isTooLarge { return next }
            entry = copy(turn, exit: entry)
        }
        return entry
    }

    /// The nodes of one turn of a repetition.
    private struct Turn {
        let nodes: Range<Int>
        let start: Int
        let exit: Int
    }

    /// Adds the nodes of a turn again, to go on to `exit` this time; returns the first of them. The bodies of
    /// look-around among them stay where they are.
    private mutating func copy(_ turn: Turn, exit: Int) -> Int {
        let distance = nodes.count - turn.nodes.lowerBound
        func moved(_ node: Int) -> Int {
            if turn.nodes.contains(node) { return node + distance }
            return node == turn.exit ? exit : node
        }
        for node in turn.nodes {
            switch nodes[node] {
            case .characters(let set, let next): _ = append(.characters(set: set, next: moved(next)))
            case .split(let first, let second): _ = append(.split(moved(first), moved(second)))
            case .assertion(let assertion, let next): _ = append(.assertion(assertion, next: moved(next)))
            case .look(let look, let isNegated, let next):
                _ = append(.look(look, isNegated: isNegated, next: moved(next)))
            case .match: _ = append(.match)
            }
            if isTooLarge { return exit }
        }
        return moved(turn.start)
    }

    /// The text is read towards the position a look-around stands at: from its end for a look-ahead.
    private mutating func addLook(_ body: PatternSyntax, isBehind: Bool) -> Int {
        let start = add(body, next: 0, isBackward: !isBehind)
        looks.append(Look(start: start, isBehind: isBehind))
        if looks.count > Self.maximumLooks { isTooLarge = true }
        return looks.count - 1
    }
}

extension PatternSyntax {
    /// Whether a match surely begins where the text does.
    var isAnchoredAtStart: Bool {
        switch self {
        case .assertion(.start): true
        case .sequence(let parts): parts.first?.isAnchoredAtStart ?? false
        case .alternatives(let parts): parts.allSatisfy(\.isAnchoredAtStart)
        case .group(let body, _): body.isAnchoredAtStart
        case .repetition(let body, let min, _, _, _): min > 0 && body.isAnchoredAtStart
        case .empty, .characters, .backReference, .assertion, .look: false
        }
    }
}
