import ClamatorJSON

/// `anyOf` and `oneOf`: of all branches the one that was meant.
extension Explainer {
    mutating func explainChoice(_ argument: ArgumentPointer, _ node: NodePointer, _ place: Int) {
        let branches = argument.pointee.edges
        let isOne = argument.pointee.keyword == .oneOf
        // What the branches say is asked several times.
        guard validator.spend(branches.count &* 64) else { return }
        var held: [Int] = []
        for branch in branches where holds(target(node, branch), place) { held.append(branch - branches.lowerBound) }
        if validator.budget.reached != nil || (held.count == 1 || (!isOne && !held.isEmpty)) { return }
        if held.count > 1 {
            return report(at: place, node, argument) { texts in
                texts.append("expected exactly one branch to match, got ")
                texts.appendDecimal(held.count)
                texts.append(": ")
                let most = 12
                texts.append(alternatives: min(held.count, most + 1), " and ") { texts, index in
                    if index == most { return texts.append(count: held.count - most, "other") }
                    texts.appendDecimal(held[index])
                }
            }
        }
        if explainByTag(argument, node, place) { return }
        let kind = view(place).node.kindBit
        var fitting = 0
        var lastFitting = branches.lowerBound
        for branch in branches where target(node, branch).pointee.rule.pointee.kinds & kind != 0 {
            fitting += 1
            lastFitting = branch
        }
        if fitting == 0 { return reportKinds(argument, node, place) }
        if fitting == 1 { return descendRefused(node, lastFitting, place) }
        if reportValues(argument, node, place) { return }
        explainClosest(argument, fitting, node, place)
    }

    /// Where no branch takes values of this type: the types that some branch takes.
    private mutating func reportKinds(_ argument: ArgumentPointer, _ node: NodePointer, _ place: Int) {
        let types = argument.pointee.edges.reduce(into: TypeSet()) { types, branch in
            types.formUnion(subschema(node, branch).types)
        }
        let got = view(place)
        report(at: place, node, argument) { texts in
            texts.append("expected ")
            if types.isEmpty { texts.append("nothing") }
            texts.append(types: types)
            texts.append(", got ")
            texts.append(value: got)
        }
    }

    /// Where every branch is nothing but values: all of them together.
    private mutating func reportValues(_ argument: ArgumentPointer, _ node: NodePointer, _ place: Int) -> Bool {
        var allowed: [JSON] = []
        for branch in argument.pointee.edges {
            guard let values = subschema(node, branch).values else { return false }
            allowed += values
        }
        defer { withExtendedLifetime(allowed) {} }
        let (value, views) = (view(place), allowed.map(\.view))
        guard !views.contains(where: { $0.isEqual(to: value) }) else { return false }
        report(at: place, node, argument) { $0.append(expected: views, count: views.count, got: value) }
        return true
    }

    private func subschema(_ node: NodePointer, _ edge: Int) -> Subschema {
        program.with { Subschema($0, target(node, edge) - nodes) }
    }

    /// The branch with the fewest reasons, those deeper in the value preferred; and how many there were besides.
    private mutating func explainClosest(
        _ argument: ArgumentPointer, _ fitting: Int, _ node: NodePointer, _ place: Int
    ) {
        let (outer, start, kind) = (firstFinding, findings.count, view(place).node.kindBit)
        /// The end of the best branch's findings, which begin at `start`.
        var end = start
        var bestScore = (count: Int.max, depth: 0)
        for branch in argument.pointee.edges where validator.budget.reached == nil {
            if target(node, branch).pointee.rule.pointee.kinds & kind == 0 { continue }
            let written = texts.byteCount
            firstFinding = end
            descendRefused(node, branch, place)
            let score = (
                count: findings.count - end, depth: -((end..<findings.count).map { findings[$0].depth }.max() ?? 0)
            )
            if score.count > 0, score < bestScore {
                findings.remove(start..<end)
                (end, bestScore) = (findings.count, score)
            } else {
                findings.remove(end..<findings.count)
                texts.truncate(to: written)
            }
        }
        firstFinding = outer
        if start == end { return }
        amend(start) { texts in
            texts.append("; ")
            texts.append(count: fitting - 1, "other branch", plural: "other branches")
            texts.append(fitting == 2 ? " does not match either" : " do not match either")
        }
        trimFindings()
    }
}
