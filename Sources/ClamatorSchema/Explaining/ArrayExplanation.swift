import ClamatorJSON

/// Arrays.
extension Explainer {
    mutating func explainArray(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        let count = view(tapeIndex).count
        switch argument.pointee.keyword {
        case .minItems:
            if count < argument.pointee.value.clampedCount {
                reportCount("expected at least ", "element", got: count, argument, node, tapeIndex)
            }
        case .maxItems:
            if count > argument.pointee.value.clampedCount {
                reportCount("expected at most ", "element", got: count, argument, node, tapeIndex)
            }
        case .prefixItems: explainPrefix(argument, node, tapeIndex)
        case .items where argument.pointee.value.kind == .array: explainPrefix(argument, node, tapeIndex)
        case .items: explainRest(argument, behind: node.edges(.prefixItems).count, node, tapeIndex)
        case .additionalItems:
            guard let items = node.argument(.items), items.pointee.value.kind == .array else { return }
            explainRest(argument, behind: items.pointee.edges.count, node, tapeIndex)
        case .contains: explainContains(argument, node, tapeIndex)
        case .uniqueItems: if argument.pointee.value.kind == .true { explainUnique(argument, node, tapeIndex) }
        case .unevaluatedItems: explainUnevaluated(argument, node, tapeIndex)
        default: break
        }
    }

    /// Reports a number of elements or members: `expected at least 1 element, got 0`.
    mutating func reportCount(
        _ expected: StaticString, _ noun: StaticString, got: Int, _ argument: ArgumentPointer, _ node: NodePointer,
        _ tapeIndex: Int
    ) {
        let count = argument.pointee.value
        report(at: tapeIndex, node, argument) { texts in
            texts.append(expected)
            texts.append(count: count, noun)
            texts.append(", got ")
            texts.appendDecimal(got)
        }
    }

    private mutating func explainPrefix(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        for ((position, element), edge) in zip(view(tapeIndex).elements.enumerated(), argument.pointee.edges) {
            let tapeIndex = element.index
            inside(.element(position)) { $0.descend(node, edge, tapeIndex) }
        }
    }

    private mutating func explainRest(
        _ argument: ArgumentPointer, behind first: Int, _ node: NodePointer, _ tapeIndex: Int
    ) {
        for edge in argument.pointee.edges {
            for (position, element) in view(tapeIndex).elements.enumerated() where position >= first && !isFull {
                explainElement(position, element.index, node, edge) { texts in
                    texts.append("expected at most ")
                    texts.append(count: first, "element")
                }
            }
        }
    }

    /// The reasons of one element; where none is allowed, in words of their own.
    private mutating func explainElement(
        _ position: Int, _ tapeIndex: Int, _ node: NodePointer, _ edge: Int,
        ifForbidden write: (inout JSONWriter) -> Void
    ) {
        let target = target(node, edge)
        if holds(target, tapeIndex) { return }
        inside(.element(position)) { explainer in
            if target.pointee.bool == false {
                explainer.descending(node, edge) { $0.report(at: tapeIndex, target) { write(&$0) } }
            } else {
                explainer.descendRefused(node, edge, tapeIndex)
            }
        }
    }

    private mutating func explainContains(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        guard let edge = argument.pointee.edges.first else { return }
        let target = target(node, edge)
        var found = 0
        for element in view(tapeIndex).elements where holds(target, element.index) { found += 1 }
        let (minimum, maximum) = (
            node.argument(.minContains), node.argument(.maxContains)
        )
        let least = minimum?.pointee.value.clampedCount ?? 1
        let most = maximum?.pointee.value.clampedCount ?? .max
        if found < least { reportContains("expected at least ", minimum, found, target, argument, node, tapeIndex) }
        if found > most { reportContains("expected at most ", maximum, found, target, argument, node, tapeIndex) }
    }

    /// Reports a number of elements of a kind: as many as the bound says, or one.
    private mutating func reportContains(
        _ expected: StaticString, _ bound: ArgumentPointer?, _ found: Int, _ target: NodePointer,
        _ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int
    ) {
        let signature = signature(target)
        let count = bound?.pointee.value
        report(at: tapeIndex, node, bound ?? argument) { texts in
            texts.append(expected)
            if let count { texts.append(count: count, "element") } else { texts.append(count: 1, "element") }
            texts.append(count.map { $0.int == 1 } ?? true ? " that is " : " that are ")
            texts.append(text: signature)
            texts.append(", got ")
            texts.appendDecimal(found)
        }
    }

    private mutating func explainUnique(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        var first: [Distinct: Int] = [:]
        for (position, element) in view(tapeIndex).elements.enumerated() {
            guard let earlier = first.updateValue(position, forKey: Distinct(value: element)) else { continue }
            return report(at: tapeIndex, node, argument) { texts in
                texts.append("expected unique elements, got ")
                texts.append(rawText: element)
                texts.append(" at ")
                texts.appendDecimal(earlier)
                texts.append(" and at ")
                texts.appendDecimal(position)
            }
        }
    }
}
