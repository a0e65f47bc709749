import ClamatorJSON

/// Arrays.
extension Explainer {
    mutating func explainArray(_ keyword: Keyword, _ argument: JSON, _ index: Int, _ place: Int) {
        let count = view(place).count
        switch keyword {
        case .minItems where count < argument.clampedCount:
            let expected = Wording.count(argument.clampedCount, "element")
            report("expected at least \(expected), got \(count)", at: place, index, .minItems)
        case .maxItems where count > argument.clampedCount:
            let expected = Wording.count(argument.clampedCount, "element")
            report("expected at most \(expected), got \(count)", at: place, index, .maxItems)
        case .prefixItems: explainPrefix(.prefixItems, index, place)
        case .items where argument.kind == .array: explainPrefix(.items, index, place)
        case .items: explainRest(.items, behind: edges(index, .prefixItems).count, index, place)
        case .additionalItems where program.value(.items, of: index)?.kind == .array:
            explainRest(.additionalItems, behind: edges(index, .items).count, index, place)
        case .contains: explainContains(index, place)
        case .uniqueItems where argument.bool == true: explainUnique(index, place)
        case .unevaluatedItems: explainUnevaluated(keyword, index, place)
        default: break
        }
    }

    private mutating func explainPrefix(_ keyword: Keyword, _ index: Int, _ place: Int) {
        for ((position, element), edge) in zip(view(place).elements.enumerated(), edges(index, keyword)) {
            let place = element.index
            inside(.element(position)) { $0.descend(index, edge, place) }
        }
    }

    private mutating func explainRest(_ keyword: Keyword, behind first: Int, _ index: Int, _ place: Int) {
        let error = "expected at most \(Wording.count(first, "element"))"
        for edge in edges(index, keyword) {
            for (position, element) in view(place).elements.enumerated() where position >= first && !isFull {
                explainElement(position, element.index, index, edge, ifForbidden: error)
            }
        }
    }

    /// The reasons of one element; where none is allowed, in words of their own.
    mutating func explainElement(_ position: Int, _ place: Int, _ index: Int, _ edge: Int, ifForbidden error: String) {
        let target = target(index, edge)
        if holds(target, place) { return }
        let isForbidden = program.node(target).pointee.source.bool == false
        inside(.element(position)) { explainer in
            if isForbidden {
                explainer.descending(index, edge) { $0.report(error, at: place, target) }
            } else {
                explainer.descend(index, edge, place)
            }
        }
    }

    private mutating func explainContains(_ index: Int, _ place: Int) {
        guard let target = program.target(.contains, of: index) else { return }
        var found = 0
        for element in view(place).elements where holds(target, element.index) { found += 1 }
        let signature = Wording.cut(Signature.of(target, in: program.graph))
        func wanted(_ count: Int) -> String {
            "\(Wording.count(count, "element")) that \(count == 1 ? "is" : "are") \(signature), got \(found)"
        }
        let least = program.value(.minContains, of: index)?.clampedCount ?? 1
        if found < least {
            let keyword: Keyword = program.value(.minContains, of: index) == nil ? .contains : .minContains
            report("expected at least \(wanted(least))", at: place, index, keyword)
        }
        if let most = program.value(.maxContains, of: index)?.clampedCount, found > most {
            report("expected at most \(wanted(most))", at: place, index, .maxContains)
        }
    }

    private mutating func explainUnique(_ index: Int, _ place: Int) {
        var first: [JSON: Int] = [:]
        for (position, element) in value(place).elements.enumerated() {
            if let earlier = first.updateValue(position, forKey: element) {
                return report(
                    "expected unique elements, got \(Wording.spelling(element)) at \(earlier) and at \(position)",
                    at: place, index, .uniqueItems)
            }
        }
    }
}
