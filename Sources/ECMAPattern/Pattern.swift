package import ClamatorJSON

/// A compiled ECMA-262 pattern with the `u` flag, as JSON Schema's `pattern` means it.
///
/// The cheapest matcher that can decide the pattern is chosen once: class runs, then a deterministic automaton, both of
/// which read each byte once and always decide. Patterns with back-references or look-around, or whose automaton grows
/// too large, are tried by backtracking within a bound, and then by state sets where these can decide them.
package struct Pattern: Sendable {
    /// The ways to match, the cheapest first.
    enum Matcher: CaseIterable, Sendable {
        case classRuns, automaton, backtracking, stateSets
    }

    private enum Engine: Sendable {
        case classRuns(ClassRuns)
        case later(LazyMatcher)
    }

    package let source: String
    /// The syntax tree, from which example strings are generated.
    let syntax: PatternSyntax
    private let engine: Engine

    package init(_ source: String, ignoresCase: Bool = false) throws(PatternError) {
        let syntax = try PatternParser.parse(source, ignoresCase: ignoresCase)
        self.source = source
        self.syntax = syntax
        if let runs = ClassRuns(syntax) {
            engine = .classRuns(runs)
            return
        }
        engine = .later(LazyMatcher(syntax))
    }

    /// Whether a text is a pattern. To read it is all that is done: matchers may take long to make.
    package static func isPattern(_ text: String) -> Bool { (try? PatternParser.parse(text)) != nil }

    /// The pattern with the matcher of that kind, for comparing them. Nothing when it cannot decide the pattern.
    init?(_ source: String, matcher: Matcher) throws(PatternError) {
        let syntax = try PatternParser.parse(source)
        self.source = source
        self.syntax = syntax
        let engine: Engine? =
            switch matcher {
            case .classRuns: ClassRuns(syntax).map(Engine.classRuns)
            case .automaton: DFA(syntax).map { .later(LazyMatcher(syntax, .automaton($0))) }
            case .backtracking: .later(LazyMatcher(syntax, .backtracking(Backtracker(syntax), otherwise: nil)))
            case .stateSets: NFA(syntax).map { .later(LazyMatcher(syntax, .stateSets(StateSets($0)))) }
            }
        guard let engine else { return nil }
        self.engine = engine
    }

    /// The pattern's runs, where it consists of such.
    package var classRuns: ClassRuns? { if case .classRuns(let runs) = engine { runs } else { nil } }

    /// Whether the pattern matches anywhere in the text, which must be valid UTF-8.
    package func search(_ text: ByteView) -> PatternVerdict {
        let text = UTF8Text(text)
        switch engine {
        case .classRuns(let runs): return runs.search(text)
        case .later(let later):
            switch later.made().matcher {
            case .automaton(let dfa): return dfa.search(text)
            case .stateSets(let sets): return sets.search(text)
            case .backtracking(let backtracker, nil):
                return backtracker.search(text, maximumSteps: Backtracker.maximumSteps)
            case .backtracking(let backtracker, let sets?):
                // Enough for all but the patterns that backtracking is bad at.
                let verdict = backtracker.search(text, maximumSteps: 10_000 + 4 * text.bytes.count)
                return verdict == .limitReached ? sets.search(text) : verdict
            }
        }
    }

    /// The same for a walk that has paid for a look at each byte, and pays for what is tried besides, and for the
    /// matcher where it is the first that needs it.
    package func search(_ text: ByteView, spending budget: inout WorkBudget) -> PatternVerdict {
        guard case .later(let later) = engine else { return search(text) }
        let (matcher, cost) = later.made()
        guard budget.spend(steps: cost) else { return .limitReached }
        switch matcher {
        case .automaton(let dfa): return dfa.search(UTF8Text(text))
        case .stateSets(let sets):
            return Self.search(spending: &budget, atMost: StateSets.maximumSteps) { steps in
                sets.search(UTF8Text(text), stepsLeft: &steps)
            }
        case .backtracking(let backtracker, let sets):
            let most = sets == nil ? Backtracker.maximumSteps : 10_000 + 4 * text.count
            let verdict = Self.search(spending: &budget, atMost: most) { steps in
                backtracker.search(UTF8Text(text), stepsLeft: &steps)
            }
            guard verdict == .limitReached, let sets else { return verdict }
            return Self.search(spending: &budget, atMost: StateSets.maximumSteps) { steps in
                sets.search(UTF8Text(text), stepsLeft: &steps)
            }
        }
    }

    /// How many steps of a matcher cost one of the walk.
    private static let stepsAtOnce = 2

    private static func search(
        spending budget: inout WorkBudget, atMost most: Int, _ body: (inout Int) -> PatternVerdict
    ) -> PatternVerdict {
        let granted = min(most, max(budget.steps, 0) * stepsAtOnce)
        var left = granted
        let verdict = body(&left)
        _ = budget.spend(steps: (granted - max(left, 0)) / stepsAtOnce)
        return verdict
    }

    /// The same for a walk that has not paid for it yet.
    package func search(_ text: [UInt8], spending budget: inout WorkBudget) -> PatternVerdict {
        guard budget.spend(steps: 1 + text.count / 16) else { return .limitReached }
        return text.withBytes { search($0, spending: &budget) }
    }
}

/// A matcher that may take long to make, and is made for the first text: a schema may bring hundreds of patterns that
/// are never searched for.
private final class LazyMatcher: Sendable {
    /// The matchers are classes, all immutable, so that a search copies none of their parts.
    enum Matcher: Sendable {
        case automaton(DFA)
        case backtracking(Backtracker, otherwise: StateSets?)
        case stateSets(StateSets)
    }

    private final class Made: Sendable {
        let matcher: Matcher

        init(_ matcher: Matcher) { self.matcher = matcher }
    }

    private let syntax: PatternSyntax
    private let first = LazyReference<Made>()

    /// Makes it of the pattern's syntax, and of the matcher where that is there already.
    init(_ syntax: PatternSyntax, _ matcher: Matcher? = nil) {
        self.syntax = syntax
        if let matcher { _ = first.made { Made(matcher) } }
    }

    /// How much of the work of making a matcher costs one step of a walk.
    private static let workAtOnce = 20

    /// The matcher, and the steps that it has cost now.
    func made() -> (matcher: Matcher, cost: Int) {
        var work = 0
        let made = first.made { Made(Self.matcher(for: syntax, spending: &work)) }
        return (made.matcher, work / Self.workAtOnce)
    }

    private static func matcher(for syntax: PatternSyntax, spending work: inout Int) -> Matcher {
        let nfa = NFA(syntax)
        if let nfa, let dfa = DFA(nfa, spending: &work) { return .automaton(dfa) }
        return .backtracking(Backtracker(syntax), otherwise: nfa.map(StateSets.init))
    }
}
