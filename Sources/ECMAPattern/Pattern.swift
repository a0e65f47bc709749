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

    /// The matchers are classes, all immutable, so that a search copies none of their parts.
    private enum Engine: Sendable {
        case classRuns(ClassRuns)
        case automaton(DFA)
        case backtracking(Backtracker, otherwise: StateSets?)
        case stateSets(StateSets)
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
        let nfa = NFA(syntax)
        if let dfa = nfa.flatMap(DFA.init) {
            engine = .automaton(dfa)
        } else {
            engine = .backtracking(Backtracker(syntax), otherwise: nfa.map(StateSets.init))
        }
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
            case .automaton: NFA(syntax).flatMap(DFA.init).map(Engine.automaton)
            case .backtracking: .backtracking(Backtracker(syntax), otherwise: nil)
            case .stateSets: NFA(syntax).map { .stateSets(StateSets($0)) }
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

    /// The same for a walk that has paid for a look at each byte, and pays for what is tried besides.
    package func search(_ text: ByteView, spending budget: inout WorkBudget) -> PatternVerdict {
        switch engine {
        case .classRuns, .automaton: return search(text)
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
