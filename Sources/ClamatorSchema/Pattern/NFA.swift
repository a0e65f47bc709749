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
    /// The number of the next look-around, in the order of construction. A look-around in a body that is expanded many
    /// times has the same number each time.
    private var nextLook = 0
    /// For each number, the index in `looks` and the number after those inside.
    private var lookIndices: [Int: (index: Int, following: Int)] = [:]

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
        let firstLook = nextLook
        var entry = next
        var required = min
        if let max {
            for _ in min..<max {
                nextLook = firstLook
                let optional = add(body, next: entry, isBackward: isBackward)
                // A body without nodes matches the empty text, however often.
                if optional == entry || isTooLarge { return entry }
                entry = append(.split(optional, next))
            }
        } else {
            let loop = append(.split(next, next))
            let first = add(body, next: loop, isBackward: isBackward)
            if isTooLarge { return next }
            nodes[loop] = .split(first, next)
            entry = min == 0 ? loop : first
            required = Swift.max(0, min - 1)
        }
        for _ in 0..<required {
            nextLook = firstLook
            let first = add(body, next: entry, isBackward: isBackward)
            if first == entry || isTooLarge { return entry }
            entry = first
        }
        return entry
    }

    /// The text is read towards the place a look-around stands at: from its end for a look-ahead.
    private mutating func addLook(_ body: PatternSyntax, isBehind: Bool) -> Int {
        let number = nextLook
        if let known = lookIndices[number] {
            nextLook = known.following
            return known.index
        }
        nextLook += 1
        let start = add(body, next: 0, isBackward: !isBehind)
        looks.append(Look(start: start, isBehind: isBehind))
        if looks.count > Self.maximumLooks { isTooLarge = true }
        lookIndices[number] = (looks.count - 1, nextLook)
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
