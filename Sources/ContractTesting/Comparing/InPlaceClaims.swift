import ClamatorJSON
import ClamatorSchema

/// Claims by the keywords that apply schemas to the same value.
extension SchemaComparer {
    mutating func checkInPlace(_ claim: KeywordClaim, _ found: inout Obligations) {
        switch claim.keyword {
        case .anyOf, .oneOf: checkChoice(claim, &found)
        case .not:
            guard let target = claim.part.schemas(.not).first?.schema else { return }
            if !isDisjoint(claim.conjunction, target) { found.add(claim.gap()) }
        case .if: checkCondition(claim, &found)
        // What `if` asks for.
        case .then, .else: break
        default: found.add(claim.gap())
        }
    }

    private mutating func checkChoice(_ claim: KeywordClaim, _ found: inout Obligations) {
        let branches = claim.part.schemas(claim.keyword).map(\.schema)
        for type in Self.types where budget.reached == nil && !claim.facts.types.isDisjoint(with: type) {
            let own = claim.conjunction.narrowed(to: type)
            let facts = facts(of: own)
            if facts.isImpossible { continue }
            if let values = facts.values {
                let refused = values.filter { follows($0, own) && follows($0, claim.part) != true }
                if !refused.isEmpty { found.add(claim.gap(values: refused)) }
                continue
            }
            if isTaken(own, by: branches, isOneOf: claim.keyword == .oneOf) { continue }
            var gap = Gap(conjunction: own, part: claim.part, keyword: claim.keyword)
            gap.branches = nearest(own, branches).map { [Pair(own, $0)] } ?? []
            found.add(gap)
        }
    }

    private static let types: [TypeSet] = [.null, .boolean, .number, .string, .array, .object]

    /// Whether all values follow one of the branches, and where it is `oneOf`, none of the others.
    private mutating func isTaken(_ conjunction: Conjunction, by branches: [Subschema], isOneOf: Bool) -> Bool {
        // One that is the same is soon told, in whatever order they stand.
        let same = branches.firstIndex { says(conjunction, $0) }
        let order = [same].compactMap { $0 } + branches.indices.filter { $0 != same }
        // And what many branches are is asked once.
        var asked: Set<Int> = []
        for index in order where asked.insert(branches[index].referred.identity).inserted {
            guard budget.reached == nil else { return false }
            guard isCertain(conjunction, branches[index]) else { continue }
            guard isOneOf else { return true }
            for (other, schema) in branches.enumerated() where other != index {
                guard isDisjoint(conjunction, schema) else { return false }
            }
            return true
        }
        return false
    }

    /// The branch that the values were most likely meant for: of those that they can follow the one with which most
    /// names are shared.
    private mutating func nearest(_ conjunction: Conjunction, _ branches: [Subschema]) -> Subschema? {
        let own = Set(names(of: conjunction))
        var best: (score: Int, branch: Subschema)?
        var asked: Set<Int> = []
        for branch in branches where asked.insert(branch.referred.identity).inserted {
            guard budget.spend(steps: 20) else { break }
            if isDisjoint(conjunction, branch) { continue }
            let theirs = names(of: self.conjunction(of: branch, conjunction.side.other))
            let score = 2 * theirs.filter(own.contains).count - theirs.count
            if best.map({ $0.score < score }) ?? true { best = (score, branch) }
        }
        return best?.branch
    }

    private mutating func checkCondition(_ claim: KeywordClaim, _ found: inout Obligations) {
        guard let condition = claim.part.schemas(.if).first?.schema else { return }
        let (then, otherwise) = (claim.part.schemas(.then), claim.part.schemas(.else))
        let own = claim.conjunction
        var isTaken = true
        if let target = then.first?.schema, !isCertain(assuming(condition, own), target), !isDisjoint(own, condition) {
            isTaken = false
        }
        if let target = otherwise.first?.schema, !isCertain(own, target), !isCertain(own, condition) { isTaken = false }
        if isTaken { return }
        let branches = (then + otherwise).map { Pair(own, $0.schema) }
        found.add(claim.gap(branches: branches))
    }

    /// What is known of the values of a conjunction that follow a schema of the other contract, by the types that it
    /// names and the members that it requires.
    private mutating func assuming(_ schema: Subschema, _ conjunction: Conjunction) -> Conjunction {
        var own = conjunction
        for part in schema.conjuncts {
            if let type = part[.type] { own = own.narrowed(to: TypeSet(keyword: type)) }
        }
        guard facts(of: own).types.isSubset(of: .object) else { return own }
        for part in schema.conjuncts {
            for name in part[.required]?.elements.compactMap(\.exactString) ?? [] { own = own.having(name) }
        }
        return own
    }

    // MARK: Disjointness

    private static let deepestDisjointness = 6

    /// Whether it is certain that no value of a conjunction follows a schema of the other contract.
    mutating func isDisjoint(_ conjunction: Conjunction, _ schema: Subschema) -> Bool {
        if isDisjoint(conjunction, fromAllOf: schema) { return true }
        let choices = schema.choices
        for choice in choices where !isDisjoint(conjunction, fromAllOf: choice) { return false }
        return choices.count > 1
    }

    private mutating func isDisjoint(_ conjunction: Conjunction, fromAllOf schema: Subschema) -> Bool {
        let denied = conjunction.denied
        guard budget.spend(steps: 300 + denied.count) else { return false }
        for part in schema.conjuncts {
            for (_, refused) in part.schemas(.not) where isCertain(conjunction, refused) { return true }
        }
        for refused in denied where areSame(refused, schema, conjunction.side) { return true }
        let other = self.conjunction(of: schema, conjunction.side.other)
        if areAllDisjoint(alternatives(to: conjunction), alternatives(to: other), depth: 0) { return true }
        // What is denied may be many branches, and a claim takes much longer than all that.
        return denied.contains { isCertain(other, $0) }
    }

    private mutating func areDisjoint(_ one: Conjunction, _ two: Conjunction, depth: Int) -> Bool {
        guard budget.spend(steps: 20) else { return false }
        let (ours, theirs) = (facts(of: one), facts(of: two))
        if ours.isImpossible || theirs.isImpossible { return true }
        if let values = ours.values { return !values.contains { value in follows(value, one) && follows(value, two) } }
        if let values = theirs.values {
            return !values.contains { value in follows(value, one) && follows(value, two) }
        }
        var shared = ours.types.intersection(theirs.types)
        if ours.minimumLength > theirs.maximumLength || theirs.minimumLength > ours.maximumLength {
            shared.remove(.string)
        }
        if ours.minimumItems > theirs.maximumItems || theirs.minimumItems > ours.maximumItems { shared.remove(.array) }
        if areApart(ours.upper, theirs.lower) || areApart(theirs.upper, ours.lower) { shared.subtract(.number) }
        if shared.contains(.object), haveDisjointMembers(one, ours, two, theirs, depth: depth) {
            shared.remove(.object)
        }
        return shared.isEmpty
    }

    private func areApart(_ upper: NumberBound?, _ lower: NumberBound?) -> Bool {
        guard let upper, let lower else { return false }
        let order = NumberBound.compare(upper.value, lower.value)
        return order < 0 || (order == 0 && (upper.isExclusive || lower.isExclusive))
    }

    /// Whether a member that one side requires can have no value for both.
    private mutating func haveDisjointMembers(
        _ one: Conjunction, _ ours: Facts, _ two: Conjunction, _ theirs: Facts, depth: Int
    ) -> Bool {
        guard depth < Self.deepestDisjointness else { return false }
        for name in ours.requiredInOrder + theirs.requiredInOrder {
            let (own, other) = (member(name, of: one), member(name, of: two))
            if areAllDisjoint(alternatives(to: own), alternatives(to: other), depth: depth + 1) { return true }
        }
        return false
    }

    private mutating func areAllDisjoint(_ ours: [Conjunction], _ theirs: [Conjunction], depth: Int) -> Bool {
        for own in ours where budget.reached == nil {
            for other in theirs where !areDisjoint(own, other, depth: depth) { return false }
        }
        return true
    }
}
