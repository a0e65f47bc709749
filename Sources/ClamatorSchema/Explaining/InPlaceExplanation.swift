import ClamatorJSON

/// `not` and `if`. The reasons of `allOf` and of references are those of their schemas.
extension Explainer {
    mutating func explainNot(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        guard let edge = argument.pointee.edges.first, holds(target(node, edge), tapeIndex) else { return }
        let value = view(tapeIndex)
        let target = target(node, edge)
        let signature = target.pointee.keywords.count == 0 ? nil : signature(target)
        report(at: tapeIndex, node, argument) { texts in
            texts.append(signature == nil ? "no value is allowed here" : "expected anything but ")
            if let signature { texts.append(text: signature) }
            texts.append(", got ")
            texts.append(value: value)
        }
    }

    mutating func explainCondition(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        guard let condition = argument.pointee.edges.first else { return }
        let applies = holds(target(node, condition), tapeIndex)
        for edge in node.edges(applies ? .then : .else) {
            descend(node, edge, tapeIndex) { $0.append(applies ? " where if matches" : " where if does not match") }
        }
    }
}
