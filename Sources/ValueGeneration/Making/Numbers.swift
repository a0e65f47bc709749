import ClamatorJSON
import ClamatorSchema
import ClamatorSystem

/// Numbers, made as whole multiples of a step so that they are exact.
extension ValueMaker {
    mutating func number(
        _ constraints: ValueConstraints, _ settled: SettledConstraints?, _ goal: ValueGoal
    ) throws(GenerationFailure) -> JSON {
        let bounds = settled?.numbers ?? NumberBounds(constraints)
        try bounds.check(isCertain: constraints.choices == 0)
        let usual = goal.hint.usualNumbers
        var tried: JSON?
        let needsInteger = constraints.types.isDisjoint(with: TypeSet.number.subtracting(.integer))
        let isOnlyFraction = constraints.types.isDisjoint(with: .integer)
        let least = bounds.steps.map(\.places).max() ?? 0
        if needsInteger || !bounds.steps.isEmpty, !bounds.hasUnreadableStep,
            let step = bounds.step(places: least, isInteger: needsInteger),
            bounds.excludesMultiples(of: step, places: least)
        {
            throw GenerationFailure(
                bounds.steps.isEmpty
                    ? "no integer is within its bounds" : "no number within its bounds is such a multiple",
                at: bounds.subschema, isCertain: constraints.choices == 0)
        }
        if constraints.leavesChoicesOpen { return 0 }
        let wanted =
            needsInteger || !bounds.steps.isEmpty ? least : max(least, usual?.places ?? (isOnlyFraction ? 2 : 1))
        for more in [0, 1, 2, 3, 4, 6, 8, 12, 16, 20] where wanted + more <= 30 && tried == nil {
            let places = wanted + more
            guard let step = bounds.step(places: places, isInteger: needsInteger),
                let range = bounds.multiples(of: step, places: places)
            else { continue }
            let window = window(range, step, places, usual?.range)
            let wider = range.clamped(to: window.lowerBound...window.upperBound + 1_000_000)
            // Where most of the usual ones are taken already, others are sooner found.
            if let wide = spread?.next(in: range), let value = SmallDecimal(digits: wide * step, places: places).json,
                meets(goal, value)
            {
                return value
            }
            for trial in (goal.avoided.count > 50 ? 8 : 0)..<24 {
                let chosen = trial < 8 ? window : trial < 16 ? wider : range
                guard let value = SmallDecimal(digits: draw(chosen) * step, places: places).json else { break }
                if meets(goal, value) { return value }
                tried = tried ?? value
            }
            // Few are left, or there is a gap: look at those that follow one another.
            for offset in 0..<min(64, range.upperBound - range.lowerBound + 1) {
                guard let value = SmallDecimal(digits: (range.lowerBound + offset) * step, places: places).json else {
                    break
                }
                if meets(goal, value) { return value }
                tried = tried ?? value
            }
        }
        if let value = bounds.landmarks(constraints.refused).first(where: { isMet(goal, by: $0) }) { return value }
        // What meets the bounds and yet not the goal tells more than that nothing does.
        if let tried { return tried }
        throw GenerationFailure(
            "found no number within its bounds",
            at: bounds.subschema ?? constraints.all(.type).first?.part ?? goal.subschema,
            isCertain: false)
    }

    private mutating func draw(_ range: ClosedRange<Int128>) -> Int128 {
        let count = min(range.upperBound - range.lowerBound, Int128(1) << 62) + 1
        return range.lowerBound + Int128(random.below(Int(count)))
    }

    /// The multiples that look natural, as far as the range allows: those usual for the name, else small ones.
    private func window(
        _ range: ClosedRange<Int128>, _ step: Int128, _ places: Int, _ usual: ClosedRange<Int>?
    ) -> ClosedRange<Int128> {
        let unit = (0..<places).reduce(Int128(1)) { power, _ in power * 10 }
        for wish in [usual, 1...100].compactMap({ $0 }) {
            // A bound that is too large to be calculated is no wish.
            let (lower, isLowerTooLarge) = Int128(wish.lowerBound).multipliedReportingOverflow(by: unit)
            let (upper, isUpperTooLarge) = Int128(wish.upperBound).multipliedReportingOverflow(by: unit)
            if isLowerTooLarge || isUpperTooLarge { continue }
            let first = -SmallDecimal.quotient(-lower, step)
            let last = SmallDecimal.quotient(upper, step)
            if first <= last, range.overlaps(first...last) { return range.clamped(to: first...last) }
        }
        // Near zero, or to the bound that is nearer to it.
        let span = max(100, SmallDecimal.quotient(100 * unit, step))
        if range.lowerBound > 0 { return range.lowerBound...min(range.upperBound, range.lowerBound + span) }
        return max(range.lowerBound, range.upperBound - span)...range.upperBound
    }
}
