import ClamatorJSON
import ClamatorSchema
import ECMAPattern

/// Compares schemas of two contracts: shows that what follows one follows the other, or where that may fail.
///
/// A claim is split into claims on members and elements until each is certain or can fail. A claim that comes up again
/// while it is being shown counts as certain: it is then about a smaller value, and values are finite.
struct SchemaComparer {
    var budget: WorkBudget
    private var verdicts: [Pair: Bool] = [:]
    /// Those that are certain if the outermost claim is.
    private var provisional: Set<Pair> = []
    /// The claims that are being shown.
    private var open: Set<Pair> = []
    /// Whether something was taken for certain that is being shown.
    private var hasAssumed = false
    /// How many claims are being shown for the sake of others.
    private var depth = 0
    private static let deepest = 40
    /// What it takes to look at a claim once, beside what its schemas say.
    private static let stepsOfClaim = 300
    private static let stepsOfKeyword = 20

    private var factsByConjunction: [Conjunction: Facts] = [:]
    private var obligationsByPair: [Pair: Obligations] = [:]
    var alternativesByConjunction: [Conjunction: [Conjunction]] = [:]
    /// The schemas that schemas apply to the same value.
    var appliedInPlace: [ContractSide: [Int: [Subschema]]] = [.old: [:], .new: [:]]
    /// Whether objects of conjunctions must have members that they cannot have.
    var lacking: [Conjunction: Bool] = [:]
    private var conjunctions: [ContractSide: [Int: Conjunction]] = [.old: [:], .new: [:]]
    private var objectShapes: [ContractSide: [Int: ObjectShape]] = [.old: [:], .new: [:]]
    private var arrayShapes: [ContractSide: [Int: ArrayShape]] = [.old: [:], .new: [:]]
    /// Those of patterns that were compared; nil where a pattern has none.
    var automata: [ExactString: PatternAutomaton?] = [:]
    var shapes = SameShapes()
    var annotations = AnnotationChanges()
    /// How claims that are not certain lead to the keywords that are the reason.
    var routes = Routes<Pair, Child>(mostGoals: DifferenceSearch.mostDifferences + 1)
    /// The values that were found around others.
    var embedded: [EmbeddedValue: [JSON]] = [:]
    /// The keywords for which witnesses were looked for by many trials, and not found.
    var triedInVain: Set<TriedKeyword> = []
    /// From so many on nothing more is kept.
    static let mostKept = 200_000
    /// What says more is put together anew.
    private static let mostKeptWeight = 200

    init(budget: WorkBudget) { self.budget = budget }

    // MARK: What is known of schemas

    /// Pays for a look at what is known of a conjunction, or for a copy of it; false where a limit was reached.
    mutating func pay(for conjunction: Conjunction) -> Bool {
        budget.spend(steps: 20 + conjunction.weight)
    }

    /// What a schema says by itself. To follow its references and what it denies, level by level, takes much longer
    /// than to look at what is known of that.
    mutating func conjunction(of schema: Subschema, _ side: ContractSide) -> Conjunction {
        if let known = conjunctions[side]?[schema.identity] { return known }
        let conjunction = Conjunction([schema], side)
        _ = budget.spend(steps: 100 * conjunction.weight)
        if conjunction.weight <= Self.mostKeptWeight { conjunctions[side]?[schema.identity] = conjunction }
        return conjunction
    }

    mutating func facts(of conjunction: Conjunction) -> Facts {
        _ = pay(for: conjunction)
        if let known = factsByConjunction[conjunction] { return known }
        _ = budget.spend(steps: 200 * (1 + conjunction.parts.count))
        let facts = Facts(conjunction)
        if factsByConjunction.count < Self.mostKept { factsByConjunction[conjunction] = facts }
        return facts
    }

    mutating func objectShape(of schema: Subschema, _ side: ContractSide) -> ObjectShape {
        if let known = objectShapes[side]?[schema.identity] { return known }
        let shape = ObjectShape(schema)
        _ = budget.spend(steps: 100 + 20 * shape.names.count)
        objectShapes[side]?[schema.identity] = shape
        return shape
    }

    mutating func arrayShape(of schema: Subschema, _ side: ContractSide) -> ArrayShape {
        if let known = arrayShapes[side]?[schema.identity] { return known }
        let shape = ArrayShape(schema)
        arrayShapes[side]?[schema.identity] = shape
        return shape
    }

    /// Whether a value follows a schema; nil where a limit was reached.
    mutating func follows(_ value: JSON, _ schema: Subschema) -> Bool? {
        guard budget.reached == nil else { return nil }
        var check = budget
        let verdict = schema.verdict(on: value, spending: &check)
        // A pattern that takes too long says nothing of other values.
        if check.reached == nil || check.reached == .steps { budget = check }
        switch verdict {
        case .valid: return true
        case .invalid: return false
        case .limitReached: return nil
        }
    }

    /// Whether a value follows all that a conjunction says.
    mutating func follows(_ value: JSON, _ conjunction: Conjunction) -> Bool {
        guard !conjunction.types.isDisjoint(with: TypeSet(of: value)) else { return false }
        for name in conjunction.names where value[name] == nil { return false }
        for part in conjunction.parts where follows(value, part) != true { return false }
        for schema in conjunction.refused where follows(value, schema) != false { return false }
        return true
    }

    // MARK: Claims

    /// Whether it is certain that all values of a conjunction follow a schema.
    mutating func isCertain(_ conjunction: Conjunction, _ target: Subschema) -> Bool {
        isCertain(Pair(conjunction, target), isWhole: false)
    }

    /// Whether a claim is certain. Where not, all that can fail is found with `isWhole`, else the first.
    mutating func isCertain(_ root: Pair, isWhole: Bool) -> Bool {
        guard pay(for: root.conjunction) else { return false }
        if let known = verdicts[root] { return known }
        if open.contains(root) || provisional.contains(root) {
            hasAssumed = true
            return true
        }
        guard depth < Self.deepest else { return false }
        depth += 1
        let hadAssumed = hasAssumed
        hasAssumed = false
        var graph = ClaimGraph(root)
        open.insert(root)
        expand(&graph, isWhole: isWhole)
        open.subtract(graph.pairs)
        depth -= 1
        let failed = graph.failed()
        let isCertain = !failed[0] && budget.reached == nil
        settle(graph, failed, isCertain: isCertain, isWhole: isWhole)
        hasAssumed = hasAssumed || hadAssumed
        if depth == 0 { hasAssumed = false }
        return isCertain
    }

    private mutating func expand(_ graph: inout ClaimGraph, isWhole: Bool) {
        var next = 0
        while next < graph.pairs.count, budget.spend(steps: Self.stepsOfClaim) {
            let found = obligations(of: graph.pairs[next])
            var isFailing = !found.gaps.isEmpty
            for child in found.children where pay(for: child.pair.conjunction) {
                if let known = verdicts[child.pair] {
                    isFailing = isFailing || !known
                } else if graph.link(next, to: child.pair, unless: { open.contains($0) || provisional.contains($0) }) {
                    open.insert(child.pair)
                } else {
                    hasAssumed = true
                }
            }
            if isFailing {
                graph.fail(next)
                if !isWhole { return }
            }
            next += 1
        }
    }

    private mutating func settle(_ graph: ClaimGraph, _ failed: [Bool], isCertain: Bool, isWhole: Bool) {
        guard budget.reached == nil else { return }
        for (index, pair) in graph.pairs.enumerated() where verdicts.count < Self.mostKept {
            if failed[index] {
                verdicts[pair] = false
            } else if isCertain {
                if !hasAssumed || depth == 0 { verdicts[pair] = true } else { provisional.insert(pair) }
            } else if isWhole, !hasAssumed {
                verdicts[pair] = true
            }
        }
        guard depth == 0 else { return }
        if isCertain { for pair in provisional { verdicts[pair] = true } }
        provisional = []
    }

    /// What a claim comes to.
    mutating func obligations(of pair: Pair) -> Obligations {
        guard pay(for: pair.conjunction) else { return Obligations() }
        if let known = obligationsByPair[pair] { return known }
        let hadAssumed = hasAssumed
        hasAssumed = false
        let found = findObligations(of: pair)
        // What rests on a claim that is being shown holds only if that does.
        if budget.reached == nil, obligationsByPair.count < Self.mostKept,
            depth == 0 || !found.gaps.isEmpty || !hasAssumed
        {
            obligationsByPair[pair] = found
        }
        hasAssumed = hasAssumed || hadAssumed
        return found
    }

    private mutating func findObligations(of pair: Pair) -> Obligations {
        var found = Obligations()
        let (conjunction, target) = (pair.conjunction, pair.target)
        if target.isAnything || says(conjunction, target) { return found }
        for conjunction in alternatives(to: conjunction) where budget.reached == nil {
            let facts = facts(of: conjunction)
            if facts.isImpossible || lacksRequired(conjunction, facts) { continue }
            if let values = facts.values {
                check(values, conjunction, target, &found)
                continue
            }
            for part in target.conjuncts where !says(conjunction, part) {
                if part.source.bool == false {
                    found.add(Gap(conjunction: conjunction, part: part, keyword: nil))
                }
                for keyword in part.assertions where budget.spend(steps: Self.stepsOfKeyword) {
                    check(KeywordClaim(keyword: keyword, part: part, conjunction: conjunction, facts: facts), &found)
                }
            }
        }
        return found
    }

    /// Whether a conjunction has a part that is the same as another contract's schema.
    mutating func says(_ conjunction: Conjunction, _ target: Subschema) -> Bool {
        guard budget.spend(steps: 2 * conjunction.parts.count) else { return false }
        for part in conjunction.parts where areSame(part, target, conjunction.side) { return true }
        return false
    }

    /// Whether two schemas, the first of this side, say the same by the same keywords.
    mutating func areSame(_ schema: Subschema, _ other: Subschema, _ side: ContractSide) -> Bool {
        side == .old
            ? shapes.areSame(schema, other, spending: &budget) : shapes.areSame(other, schema, spending: &budget)
    }

    /// Checks the values that are left, one by one.
    private mutating func check(
        _ values: [JSON], _ conjunction: Conjunction, _ target: Subschema, _ found: inout Obligations
    ) {
        var refused: [JSON] = []
        for value in values where follows(value, conjunction) {
            if follows(value, target) != true { refused.append(value) }
        }
        guard let first = refused.first else { return }
        var explaining = budget
        let units = target.explain(first, spending: &explaining)
        let unit = units.first { $0.instanceLocation.tokens.isEmpty } ?? units.first
        let keyword = unit.flatMap { Keyword(rawValue: OutputUnit.lastStep(of: $0.keywordLocation).string) }
        found.add(Gap(conjunction: conjunction, part: target, keyword: keyword, values: refused))
    }
}

/// Claims that lead to others, all of which must be certain.
private struct ClaimGraph {
    private(set) var pairs: [Pair]
    private var indices: [Pair: Int]
    private var users: [[Int]] = [[]]
    private var failing: [Int] = []

    init(_ root: Pair) {
        pairs = [root]
        indices = [root: 0]
    }

    /// Notes that a claim needs another; false where that is left out.
    mutating func link(_ user: Int, to pair: Pair, unless isAssumed: (Pair) -> Bool) -> Bool {
        if let index = indices[pair] {
            users[index].append(user)
            return true
        }
        if isAssumed(pair) { return false }
        indices[pair] = pairs.count
        pairs.append(pair)
        users.append([user])
        return true
    }

    mutating func fail(_ index: Int) { failing.append(index) }

    /// For each claim whether it is not certain, by itself or by one that it needs.
    func failed() -> [Bool] {
        var failed = [Bool](repeating: false, count: pairs.count)
        var waiting = failing
        while let index = waiting.popLast() {
            if failed[index] { continue }
            failed[index] = true
            waiting += users[index]
        }
        return failed
    }
}
