import ClamatorJSON

/// `anyOf` and `oneOf`: of all branches the one that was meant.
extension Explainer {
    mutating func explainChoice(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        let branches = argument.pointee.edges
        let isOne = argument.pointee.keyword == .oneOf
        // What the branches say is asked several times.
        guard validator.spend(branches.count &* 64) else { return }
        var held: [Int] = []
        for branch in branches where holds(target(node, branch), tapeIndex) {
            held.append(branch - branches.lowerBound)
        }
        if validator.budget.reached != nil || (held.count == 1 || (!isOne && !held.isEmpty)) { return }
        if held.count > 1 {
            return report(at: tapeIndex, node, argument) { texts in
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
        if explainByTag(argument, node, tapeIndex) { return }
        if reportValues(argument, node, tapeIndex) { return }
        let kind = view(tapeIndex).node.kindBit
        let fitting = branches.filter { takes(kind, target(node, $0)) }
        guard let first = fitting.first else { return reportKinds(argument, node, tapeIndex) }
        if fitting.count == 1 { return descendRefused(node, first, tapeIndex) }
        explainClosest(fitting, node, tapeIndex)
    }

    /// Whether a branch may hold for values of a kind.
    mutating func takes(_ kind: UInt8, _ branch: NodePointer) -> Bool {
        let kinds = branch.pointee.rule.pointee.kinds
        if kinds != Rule.allKinds { return kinds & kind != 0 }
        // References, `allOf` and choices in the branch may say more.
        let (program, index) = (program, nodes.index(of: branch))
        return program.with { Subschema($0, index).types(remembering: &types) }.kinds & kind != 0
    }

    /// Where no branch takes values of this type: the types that some branch takes.
    private mutating func reportKinds(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        let types = argument.pointee.edges.reduce(into: TypeSet()) { types, branch in
            types.formUnion(subschema(node, branch).types)
        }
        let got = view(tapeIndex)
        report(at: tapeIndex, node, argument) { texts in
            texts.append("expected ")
            if types.isEmpty { texts.append("nothing") }
            texts.append(types: types)
            texts.append(", got ")
            texts.append(value: got)
        }
    }

    /// Where every branch is nothing but values: all of them together.
    private mutating func reportValues(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) -> Bool {
        var allowed: [JSON] = []
        for branch in argument.pointee.edges {
            guard let values = subschema(node, branch).values else { return false }
            allowed += values
        }
        defer { withExtendedLifetime(allowed) {} }
        let (value, views) = (view(tapeIndex), allowed.map(\.view))
        guard !views.contains(where: { $0.isEqual(to: value) }) else { return false }
        report(at: tapeIndex, node, argument) { $0.append(expected: views, count: views.count, got: value) }
        return true
    }

    private func subschema(_ node: NodePointer, _ edge: Int) -> Subschema {
        program.with { Subschema($0, nodes.index(of: target(node, edge))) }
    }

    /// The branch with the fewest reasons, those preferred that know all members, and that are deeper in the value; and
    /// how many there were besides.
    private mutating func explainClosest(
        _ branches: [Int], _ node: NodePointer, _ tapeIndex: Int
    ) {
        let (outer, start) = (firstDiagnostic, diagnostics.count)
        /// The end of the best branch's diagnostics, which begin at `start`.
        var end = start
        var bestScore = (count: Int.max, forbidden: 0, depth: 0)
        for branch in likeliest(branches, node, tapeIndex) where validator.budget.reached == nil {
            let written = texts.byteCount
            firstDiagnostic = end
            descendRefused(node, branch, tapeIndex)
            let found = end..<diagnostics.count
            let score = (
                count: found.count, forbidden: found.count { diagnostics[$0].isForbidden },
                depth: -(found.map { diagnostics[$0].depth }.max() ?? 0)
            )
            if score.count > 0, score < bestScore {
                diagnostics.remove(start..<end)
                (end, bestScore) = (diagnostics.count, score)
            } else {
                diagnostics.remove(end..<diagnostics.count)
                texts.truncate(to: written)
            }
        }
        firstDiagnostic = outer
        if start == end { return }
        amend(start) { texts in
            texts.append("; ")
            texts.append(count: branches.count - 1, "other branch", plural: "other branches")
            texts.append(branches.count == 2 ? " does not match either" : " do not match either")
        }
        trimDiagnostics()
    }

    /// How many branches are explained to find the closest of them.
    private static let mostExplained = 300

    /// Of many branches those that name the most of the value's members, in their order.
    private mutating func likeliest(_ branches: [Int], _ node: NodePointer, _ tapeIndex: Int) -> ArraySlice<Int> {
        let members = view(tapeIndex).kind == .object ? view(tapeIndex).members.prefix(64).map(\.key.index) : []
        guard branches.count > Self.mostExplained, !members.isEmpty,
            validator.spend(branches.count &* members.count)
        else { return branches.prefix(Self.mostExplained) }
        let named = branches.map { branch in
            guard let object = target(node, branch).pointee.rule.pointee.object else { return 0 }
            return members.count { validator.indexOfName(object.pointee.names, $0) >= 0 }
        }
        let order = branches.indices.sorted { named[$0] != named[$1] ? named[$0] > named[$1] : $0 < $1 }
        return order.prefix(Self.mostExplained).sorted().map { branches[$0] }[...]
    }
}
