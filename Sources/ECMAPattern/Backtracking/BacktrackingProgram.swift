/// A pattern as steps for the backtracking matcher, in the order in which ECMA-262 § 22.2.2 tries things.
struct BacktrackingProgram: Sendable {
    enum Step {
        case characters(set: Int, isBackward: Bool)
        /// As many characters of the set as the limits allow, or as few; what a quantified single character is.
        case run(set: Int, min: Int, max: Int, isLazy: Bool, isBackward: Bool)
        case assertion(PatternSyntax.Assertion)
        case split(preferred: Int, other: Int)
        case jump(Int)
        /// Notes the position in a register.
        case note(Int)
        /// Clears the registers.
        case forget(Range<Int>)
        case backReference(register: Int, isBackward: Bool)
        /// A counted repetition: the register counts turns, the one after it holds where the turn began.
        case loopStart(register: Int)
        case loop(register: Int, min: Int, max: Int, isLazy: Bool, exit: Int)
        case loopEnd(register: Int, min: Int, loop: Int)
        /// The body of a look-around follows; the register holds how high the stack was.
        case look(register: Int, isNegated: Bool, exit: Int)
        case lookEnd(register: Int, isNegated: Bool)
        case match
    }

    private(set) var steps: [Step] = []
    private(set) var sets = CodePointSetTable()
    private(set) var registerCount = 0
    let isAnchored: Bool
    /// The groups that back-references name, in order. Each has two registers, for its start and its end.
    private let referencedGroups: [Int]

    init(_ syntax: PatternSyntax) {
        referencedGroups = syntax.referencedGroups.sorted()
        registerCount = referencedGroups.count * 2
        isAnchored = syntax.isAnchoredAtStart
        add(syntax, isBackward: false)
        steps.append(.match)
    }

    private mutating func makeRegisters(_ count: Int) -> Int {
        defer { registerCount += count }
        return registerCount
    }

    private mutating func add(_ syntax: PatternSyntax, isBackward: Bool) {
        switch syntax {
        case .empty: break
        case .characters(let set):
            steps.append(.characters(set: sets.index(of: set), isBackward: isBackward))
        case .sequence(let parts):
            for part in isBackward ? parts.reversed() : parts { add(part, isBackward: isBackward) }
        case .alternatives(let parts): addAlternatives(parts, isBackward: isBackward)
        case .repetition(.characters(let set), let min, let max, let isLazy, _):
            let set = sets.index(of: set)
            steps.append(.run(set: set, min: min, max: max ?? .max, isLazy: isLazy, isBackward: isBackward))
        case .repetition(let body, let min, let max, let isLazy, let groups):
            addLoop(body, min: min, max: max ?? .max, isLazy: isLazy, groups: groups, isBackward: isBackward)
        case .group(let body, let number):
            guard let index = referencedGroups.firstIndex(of: number) else {
                return add(body, isBackward: isBackward)
            }
            steps.append(.note(index * 2 + (isBackward ? 1 : 0)))
            add(body, isBackward: isBackward)
            steps.append(.note(index * 2 + (isBackward ? 0 : 1)))
        case .backReference(let number):
            guard let index = referencedGroups.firstIndex(of: number) else { return }
            steps.append(.backReference(register: index * 2, isBackward: isBackward))
        case .assertion(let assertion): steps.append(.assertion(assertion))
        case .look(let body, let isBehind, let isNegated):
            let register = makeRegisters(1)
            let look = steps.count
            steps.append(.look(register: register, isNegated: isNegated, exit: 0))
            add(body, isBackward: isBehind)
            steps.append(.lookEnd(register: register, isNegated: isNegated))
            steps[look] = .look(register: register, isNegated: isNegated, exit: steps.count)
        }
    }

    private mutating func addAlternatives(_ parts: [PatternSyntax], isBackward: Bool) {
        var jumps: [Int] = []
        for part in parts.dropLast() {
            let split = steps.count
            steps.append(.split(preferred: split + 1, other: 0))
            add(part, isBackward: isBackward)
            jumps.append(steps.count)
            steps.append(.jump(0))
            steps[split] = .split(preferred: split + 1, other: steps.count)
        }
        if let last = parts.last { add(last, isBackward: isBackward) }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }

    /// A loop without a count, if every turn surely takes a character; else one that counts and watches for empty
    /// turns.
    private mutating func addLoop(
        _ body: PatternSyntax, min: Int, max: Int, isLazy: Bool, groups: Range<Int>, isBackward: Bool
    ) {
        func split(into: Int, past: Int) -> Step {
            isLazy ? .split(preferred: past, other: into) : .split(preferred: into, other: past)
        }
        switch (min, max) {
        case _ where body.canBeEmpty: addCountedLoop()
        case (0, 1), (0, .max):
            let entry = steps.count
            steps.append(.jump(0))
            addTurn()
            if max == .max { steps.append(.jump(entry)) }
            steps[entry] = split(into: entry + 1, past: steps.count)
        case (1, .max):
            let entry = steps.count
            addTurn()
            steps.append(split(into: entry, past: steps.count + 1))
        default: addCountedLoop()
        }

        func addTurn() {
            let first = referencedGroups.firstIndex { $0 >= groups.lowerBound } ?? referencedGroups.count
            let last = referencedGroups.firstIndex { $0 >= groups.upperBound } ?? referencedGroups.count
            if first < last { steps.append(.forget(first * 2..<last * 2)) }
            add(body, isBackward: isBackward)
        }

        func addCountedLoop() {
            let register = makeRegisters(2)
            steps.append(.loopStart(register: register))
            let loop = steps.count
            steps.append(.loop(register: register, min: min, max: max, isLazy: isLazy, exit: 0))
            addTurn()
            steps.append(.loopEnd(register: register, min: min, loop: loop))
            steps[loop] = .loop(register: register, min: min, max: max, isLazy: isLazy, exit: steps.count)
        }
    }
}

extension PatternSyntax {
    /// Whether this may match without taking a character. Says yes where it is not sure.
    fileprivate var canBeEmpty: Bool {
        switch self {
        case .characters: false
        case .empty, .backReference, .assertion, .look: true
        case .sequence(let parts): parts.allSatisfy(\.canBeEmpty)
        case .alternatives(let parts): parts.contains(where: \.canBeEmpty)
        case .group(let body, _): body.canBeEmpty
        case .repetition(let body, let min, _, _, _): min == 0 || body.canBeEmpty
        }
    }
}
