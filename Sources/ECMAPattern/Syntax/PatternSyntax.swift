/// The syntax tree of an ECMA-262 pattern under the `u` flag.
indirect enum PatternSyntax: Sendable, Equatable {
    /// Matches the empty text.
    case empty
    /// One character of the set: a literal, an escape, a class or the dot.
    case characters(CodePointSet)
    case sequence([PatternSyntax])
    case alternatives([PatternSyntax])
    /// `body` from `min` to `max` times; no `max` is no limit. Each turn first forgets the groups in `groups`, the
    /// capturing groups inside the body.
    case repetition(body: PatternSyntax, min: Int, max: Int?, isLazy: Bool, groups: Range<Int>)
    /// A capturing group; the first one has number 1.
    case group(PatternSyntax, number: Int)
    /// The text a group matched last, or the empty text while it has not matched.
    case backReference(Int)
    case assertion(Assertion)
    /// A look-ahead, or a look-behind when `isBehind`.
    case look(PatternSyntax, isBehind: Bool, isNegated: Bool)

    /// A condition on the position between two characters.
    enum Assertion: Sendable {
        case start, end, wordBoundary, noWordBoundary
    }
}

extension PatternSyntax {
    /// The parts of this node, one level down.
    var children: [PatternSyntax] {
        switch self {
        case .empty, .characters, .backReference, .assertion: []
        case .sequence(let parts), .alternatives(let parts): parts
        case .repetition(let body, _, _, _, _), .group(let body, _), .look(let body, _, _): [body]
        }
    }

    /// The numbers of the groups that back-references name.
    var referencedGroups: Set<Int> {
        if case .backReference(let number) = self { return [number] }
        return children.reduce(into: []) { $0.formUnion($1.referencedGroups) }
    }
}
