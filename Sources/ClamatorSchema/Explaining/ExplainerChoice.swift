import ClamatorJSON

/// `anyOf` and `oneOf`: of all branches the one that was meant.
extension Explainer {
    mutating func explainChoice(_ keyword: Keyword, _ index: Int, _ place: Int) {
        let edges = program.graph.nodes[index].edges(keyword)
        let held = edges.indices.filter { holds(edges[$0].target, place) }
        if validator.surrender != nil || (held.count == 1 || (keyword == .anyOf && !held.isEmpty)) { return }
        if held.count > 1 {
            let branches = Wording.alternatives(held.map(String.init), "and")
            return report(
                "expected exactly one branch to match, got \(held.count): \(branches)", at: place, index, "oneOf")
        }
        if explainByTag(keyword, edges, index, place) { return }
        let kind = view(place).kind
        let fitting = edges.filter { program.rule($0.target).pointee.kinds & kind.bit != 0 }
        if fitting.isEmpty { return reportKinds(keyword, edges, index, place) }
        if fitting.count == 1, let edge = fitting.first { return descend(edge, place) }
        if reportValues(keyword, edges, index, place) { return }
        explainClosest(fitting, place)
    }

    /// Where a member's value tells which branch was meant: that branch's reasons, or what the member could be.
    private mutating func explainByTag(_ keyword: Keyword, _ edges: [Graph.Edge], _ index: Int, _ place: Int) -> Bool {
        guard view(place).kind == .object, let choices = program.rule(index).pointee.inPlace?.pointee.choices,
            let choice = (0..<choices.count).map({ choices[$0] }).first(where: { $0.isOne == (keyword == .oneOf) }),
            let discriminator = choice.discriminator
        else { return false }
        if let branch = validator.branch(discriminator, place),
            let edge = edges.first(where: { program.rule($0.target) == branch })
        {
            descend(edge, place)
            return true
        }
        let tag = discriminator.pointee.name.pointee
        let name = tag.string
        let spelled = UnsafeBufferPointer(start: tag.bytes, count: tag.length)
        guard let member = view(place).member(spelled) else {
            report("missing required \(Wording.quoted(name))", at: place, index, keyword.rawValue)
            return true
        }
        let allowed = discriminator.pointee.values.pointee.texts.map { JSON($0) }
        let got = value(member.index)
        inside(name) { $0.report(Wording.expected(allowed, got: got), at: member.index, index, keyword.rawValue) }
        return true
    }

    /// Where no branch takes values of this type: the types that some branch takes.
    private mutating func reportKinds(_ keyword: Keyword, _ edges: [Graph.Edge], _ index: Int, _ place: Int) {
        let got = Wording.value(value(place))
        let types = edges.reduce(into: TypeSet()) { $0.formUnion(Subschema(program, $1.target).types) }
        let expected = types.isEmpty ? "nothing" : Wording.alternatives(types.names)
        report("expected \(expected), got \(got)", at: place, index, keyword.rawValue)
    }

    /// Where every branch is nothing but values: all of them together.
    private mutating func reportValues(
        _ keyword: Keyword, _ edges: [Graph.Edge], _ index: Int, _ place: Int
    ) -> Bool {
        var allowed: [JSON] = []
        for edge in edges {
            guard let values = Subschema(program, edge.target).values else { return false }
            allowed += values
        }
        let value = value(place)
        guard !allowed.contains(value) else { return false }
        report(Wording.expected(allowed, got: value), at: place, index, keyword.rawValue)
        return true
    }

    /// The branch with the fewest reasons, those deeper in the value preferred; and how many there were besides.
    private mutating func explainClosest(_ edges: [Graph.Edge], _ place: Int) {
        var best: [Finding] = []
        var bestScore = (count: Int.max, depth: 0)
        for edge in edges where validator.surrender == nil {
            let findings = collecting { $0.descend(edge, place) }
            let score = (count: findings.count, depth: -(findings.map(\.depth).max() ?? 0))
            if !findings.isEmpty, score < bestScore { (best, bestScore) = (findings, score) }
        }
        if let first = best.first {
            let others = Wording.count(edges.count - 1, "other branch", plural: "other branches")
            let verb = edges.count == 2 ? "does" : "do"
            best[0].unit.error = first.unit.error + "; \(others) \(verb) not match either"
        }
        add(best)
    }
}

extension Name {
    /// The name as text.
    var string: String { String(decoding: UnsafeBufferPointer(start: bytes, count: length), as: UTF8.self) }
}
