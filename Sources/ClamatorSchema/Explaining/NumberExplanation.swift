import ClamatorJSON

/// Numbers.
extension Explainer {
    mutating func explainNumber(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        let (value, bound) = (view(tapeIndex), argument.pointee.value)
        guard validator.spend((value.bytes.count &+ bound.bytes.count) / 4) else { return }
        let (expected, holds): (StaticString, Bool) =
            switch argument.pointee.keyword {
            case .minimum: ("expected at least ", value.compareNumber(to: bound) >= 0)
            case .exclusiveMinimum: ("expected more than ", value.compareNumber(to: bound) > 0)
            case .maximum: ("expected at most ", value.compareNumber(to: bound) <= 0)
            case .exclusiveMaximum: ("expected less than ", value.compareNumber(to: bound) < 0)
            case .multipleOf: ("expected a multiple of ", Multiple(bound).divides(value, spending: &validator.budget))
            default: ("", true)
            }
        if holds { return }
        report(at: tapeIndex, node, argument) { texts in
            texts.append(expected)
            texts.append(rawText: bound)
            texts.append(", got ")
            texts.append(rawText: value)
        }
    }
}
