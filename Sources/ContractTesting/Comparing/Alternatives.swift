import ClamatorJSON
import ClamatorSchema

/// The cases that the choices of schemas make: branches, `if`.
extension SchemaComparer {
    /// From so many cases on the choices are left open.
    private static let mostAlternatives = 256

    /// Conjunctions of which each value of a conjunction follows one, with its choices decided; the conjunction itself
    /// where these would be too many.
    mutating func alternatives(to conjunction: Conjunction) -> [Conjunction] {
        guard hasChoice(conjunction), pay(for: conjunction) else { return [conjunction] }
        if let known = alternativesByConjunction[conjunction] { return known }
        let found = findAlternatives(to: conjunction)
        if budget.reached == nil, alternativesByConjunction.count < Self.mostKept {
            alternativesByConjunction[conjunction] = found
        }
        return found
    }

    private mutating func findAlternatives(to conjunction: Conjunction) -> [Conjunction] {
        var settled: [Conjunction] = []
        var waiting = [conjunction]
        var seen: Set<Conjunction> = []
        while let next = waiting.popLast() {
            guard let cases = cases(of: next) else {
                settled.append(next)
                continue
            }
            // Branches may lead to one schema, and cases of different branches to one conjunction.
            for alternative in cases.reversed() where seen.insert(alternative).inserted {
                if !facts(of: alternative).isImpossible { waiting.append(alternative) }
            }
            guard budget.reached == nil else { return [conjunction] }
            if settled.count + waiting.count > Self.mostAlternatives { return [conjunction] }
        }
        return settled
    }

    /// Whether a part offers a choice.
    private func hasChoice(_ conjunction: Conjunction) -> Bool {
        conjunction.parts.contains { part in part[.anyOf] != nil || part[.oneOf] != nil || part[.if] != nil }
    }

    /// The cases of the first choice that is open; nil where none is.
    private mutating func cases(of conjunction: Conjunction) -> [Conjunction]? {
        for part in conjunction.parts where pay(for: conjunction) {
            for keyword in [Keyword.anyOf, .oneOf] {
                let choice = Conjunction.Choice(schema: part.identity, keyword: keyword)
                let branches = part.schemas(keyword).map(\.schema)
                if branches.isEmpty || conjunction.decided.contains(choice) { continue }
                // Each case is a copy, with the others denied in it.
                let others = keyword == .oneOf ? branches.count : 1
                guard budget.spend(steps: branches.count * (conjunction.weight + others)) else { return nil }
                return branches.indices.map { index in
                    var others: [Subschema] = []
                    if keyword == .oneOf, branches.count <= Self.mostAlternatives {
                        others = branches.indices.filter { $0 != index }.map { branches[$0] }
                    }
                    return conjunction.deciding(choice, for: [branches[index]], against: others)
                }
            }
            let choice = Conjunction.Choice(schema: part.identity, keyword: .if)
            guard let condition = part.schemas(.if).first?.schema, !conjunction.decided.contains(choice) else {
                continue
            }
            let (then, otherwise) = (part.schemas(.then).map(\.schema), part.schemas(.else).map(\.schema))
            if then.isEmpty && otherwise.isEmpty { continue }
            return [
                conjunction.deciding(choice, for: [condition] + then, against: []),
                conjunction.deciding(choice, for: otherwise, against: [condition]),
            ]
        }
        return nil
    }
}
