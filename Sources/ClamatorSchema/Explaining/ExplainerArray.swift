import ClamatorJSON

/// Arrays.
extension Explainer {
    mutating func explainArray(_ keyword: Keyword, _ argument: JSON, _ index: Int, _ place: Int) {
        let node = program.graph.nodes[index]
        let count = view(place).count
        switch keyword {
        case .minItems where count < argument.clampedCount:
            let expected = Wording.count(argument.clampedCount, "element")
            report("expected at least \(expected), got \(count)", at: place, index, "minItems")
        case .maxItems where count > argument.clampedCount:
            let expected = Wording.count(argument.clampedCount, "element")
            report("expected at most \(expected), got \(count)", at: place, index, "maxItems")
        case .prefixItems: explainPrefix(node.edges(.prefixItems), place)
        case .items where argument.kind == .array: explainPrefix(node.edges(.items), place)
        case .items:
            if let edge = node.edges(.items).first { explainRest(edge, from: node.edges(.prefixItems).count, place) }
        case .additionalItems where node[.items]?.kind == .array:
            if let edge = node.edges(.additionalItems).first {
                explainRest(edge, from: node.edges(.items).count, place)
            }
        case .contains: explainContains(node, index, place)
        case .uniqueItems where argument.bool == true: explainUnique(index, place)
        case .unevaluatedItems: explainUnevaluated(keyword, index, place)
        default: break
        }
    }

    private mutating func explainPrefix(_ edges: [Graph.Edge], _ place: Int) {
        for ((position, element), edge) in zip(view(place).elements.enumerated(), edges) {
            let place = element.index
            inside(String(position)) { $0.descend(edge, place) }
        }
    }

    private mutating func explainRest(_ edge: Graph.Edge, from first: Int, _ place: Int) {
        let isForbidden = program.graph.nodes[edge.target].source.bool == false
        for (position, element) in view(place).elements.enumerated() where position >= first && !isFull {
            if holds(edge.target, element.index) { continue }
            let place = element.index
            inside(String(position)) { explainer in
                if isForbidden {
                    explainer.reportForbidden("expected at most \(Wording.count(first, "element"))", edge, place)
                } else {
                    explainer.descend(edge, place)
                }
            }
        }
    }

    private mutating func explainContains(_ node: Graph.Node, _ index: Int, _ place: Int) {
        guard let target = node.target(.contains) else { return }
        let found = view(place).elements.map(\.index).count { holds(target, $0) }
        let signature = Wording.cut(Signature.of(target, in: program.graph))
        let least = node[.minContains]?.clampedCount ?? 1
        let keyword: Keyword = node[.minContains] == nil ? .contains : .minContains
        if found < least {
            report(
                "expected at least \(Wording.count(least, "element")) that \(least == 1 ? "is" : "are") \(signature), "
                    + "got \(found)", at: place, index, keyword.rawValue)
        }
        if let most = node[.maxContains]?.clampedCount, found > most {
            report(
                "expected at most \(Wording.count(most, "element")) that \(most == 1 ? "is" : "are") \(signature), "
                    + "got \(found)", at: place, index, "maxContains")
        }
    }

    private mutating func explainUnique(_ index: Int, _ place: Int) {
        var first: [JSON: Int] = [:]
        for (position, element) in value(place).elements.enumerated() {
            if let earlier = first.updateValue(position, forKey: element) {
                return report(
                    "expected unique elements, got \(Wording.spelling(element)) at \(earlier) and at \(position)",
                    at: place, index, "uniqueItems")
            }
        }
    }

    /// Reports what a schema `false` forbids, which needs words of its own.
    mutating func reportForbidden(_ error: String, _ edge: Graph.Edge, _ place: Int) {
        let target = edge.target
        descending(edge) { $0.report(error, at: place, target) }
    }
}
