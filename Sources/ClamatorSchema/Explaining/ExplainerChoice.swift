import ClamatorJSON

/// `anyOf` and `oneOf`: of all branches the one that was meant.
extension Explainer {
    mutating func explainChoice(_ keyword: Keyword, _ index: Int, _ place: Int) {
        let branches = edges(index, keyword)
        var held: [Int] = []
        for branch in branches where holds(target(index, branch), place) { held.append(branch - branches.lowerBound) }
        if validator.surrender != nil || (held.count == 1 || (keyword == .anyOf && !held.isEmpty)) { return }
        if held.count > 1 {
            let both = Wording.alternatives(held.map(String.init), "and")
            return report("expected exactly one branch to match, got \(held.count): \(both)", at: place, index, .oneOf)
        }
        if explainByTag(keyword, index, place) { return }
        let kind = view(place).node.kindBit
        let fitting = branches.filter { program.rule(target(index, $0)).pointee.kinds & kind != 0 }
        if fitting.isEmpty { return reportKinds(keyword, index, place) }
        if fitting.count == 1 { return descend(index, fitting[0], place) }
        if reportValues(keyword, index, place) { return }
        explainClosest(fitting, index, place)
    }

    /// Where a member's value tells which branch was meant: that branch's reasons, or what the member could be.
    private mutating func explainByTag(_ keyword: Keyword, _ index: Int, _ place: Int) -> Bool {
        guard view(place).kind == .object, let choices = program.rule(index).pointee.inPlace?.pointee.choices,
            let choice = (0..<choices.count).map({ choices[$0] }).first(where: { $0.isOne == (keyword == .oneOf) }),
            let discriminator = choice.discriminator
        else { return false }
        if let rule = validator.branch(discriminator, place),
            let branch = edges(index, keyword).first(where: { program.rule(target(index, $0)) == rule })
        {
            descend(index, branch, place)
            return true
        }
        let tag = discriminator.pointee.name.pointee
        let spelled = UnsafeBufferPointer(start: tag.bytes, count: tag.length)
        var key: Int?
        for (name, _) in view(place).members where name.stringEquals(spelled) { key = name.index }
        guard let key else {
            report("missing required \(Wording.quoted(tag.string))", at: place, index, keyword)
            return true
        }
        let allowed = discriminator.pointee.values.pointee.texts.map { JSON($0) }
        let error = Wording.expected(allowed, got: value(key + 1))
        inside(.member(key: key)) { $0.report(error, at: key + 1, index, keyword) }
        return true
    }

    /// Where no branch takes values of this type: the types that some branch takes.
    private mutating func reportKinds(_ keyword: Keyword, _ index: Int, _ place: Int) {
        let types = edges(index, keyword).reduce(into: TypeSet()) { types, branch in
            types.formUnion(Subschema(program, target(index, branch)).types)
        }
        let got = view(place)
        report(at: place, index, keyword) { texts in
            texts.append("expected ")
            if types.isEmpty { texts.append("nothing") }
            texts.append(types: types)
            texts.append(", got ")
            texts.append(value: got)
        }
    }

    /// Where every branch is nothing but values: all of them together.
    private mutating func reportValues(_ keyword: Keyword, _ index: Int, _ place: Int) -> Bool {
        var allowed: [JSON] = []
        for branch in edges(index, keyword) {
            guard let values = Subschema(program, target(index, branch)).values else { return false }
            allowed += values
        }
        let value = value(place)
        guard !allowed.contains(value) else { return false }
        report(Wording.expected(allowed, got: value), at: place, index, keyword)
        return true
    }

    /// The branch with the fewest reasons, those deeper in the value preferred; and how many there were besides.
    private mutating func explainClosest(_ branches: [Int], _ index: Int, _ place: Int) {
        var best: [Finding] = []
        var bestScore = (count: Int.max, depth: 0)
        for branch in branches where validator.surrender == nil {
            let findings = collecting { $0.descend(index, branch, place) }
            let score = (count: findings.count, depth: -(findings.map(\.depth).max() ?? 0))
            if !findings.isEmpty, score < bestScore { (best, bestScore) = (findings, score) }
        }
        if !best.isEmpty {
            let others = Wording.count(branches.count - 1, "other branch", plural: "other branches")
            amend(&best[0], suffix: "; \(others) \(branches.count == 2 ? "does" : "do") not match either")
        }
        add(best)
    }
}

extension Name {
    /// The name as text.
    var string: String { String(decoding: UnsafeBufferPointer(start: bytes, count: length), as: UTF8.self) }
}
