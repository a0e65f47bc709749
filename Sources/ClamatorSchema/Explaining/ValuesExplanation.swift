import ClamatorJSON

/// `type`, `enum` and `const`.
extension Explainer {
    /// Reports a value whose type is none of those that are allowed.
    mutating func explainType(_ node: NodePointer, _ tapeIndex: Int) -> Bool {
        guard let types = node.pointee.types else { return false }
        let view = view(tapeIndex)
        let holds =
            types.kinds & view.node.kindBit != 0
            && (view.kind != .number || !types.isIntegerOnly || JSONDecimal(view.bytes).isInteger)
        if holds { return false }
        report(at: tapeIndex, node, node.argument(.type)) { texts in
            texts.append("expected ")
            texts.append(types.names)
            texts.append(", got ")
            texts.append(value: view)
        }
        return true
    }

    mutating func explainConstant(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        let (value, expected) = (view(tapeIndex), argument.pointee.value)
        if expected.isEqual(to: value) { return }
        report(at: tapeIndex, node, argument) { $0.append(expected: expected, got: value) }
    }

    mutating func explainEnumeration(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        let (value, allowed) = (view(tapeIndex), argument.pointee.value)
        let size = Int(allowed.node.next) &- allowed.index
        guard validator.spend(size &* 8 &+ allowed.count &* validator.costOfComparing(tapeIndex)) else { return }
        if allowed.elements.contains(where: { $0.isEqual(to: value) }) { return }
        report(at: tapeIndex, node, argument) {
            $0.append(expected: allowed.elements, count: allowed.count, got: value)
        }
    }
}
