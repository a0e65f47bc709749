import ClamatorJSON
import ClamatorSchema

/// What the keywords for numbers leave.
struct NumberBounds: Sendable {
    private struct Bound: Sendable {
        var number: JSON
        var isExclusive: Bool
        var part: Subschema
    }

    private var lower: Bound?
    private var upper: Bound?
    /// Whether there are steps that cannot be calculated with.
    private(set) var hasUnreadableStep = false
    /// What the number must be multiples of.
    private(set) var steps: [SmallDecimal] = []

    init(_ constraints: ValueConstraints) {
        for (keyword, isExclusive) in [(Keyword.minimum, false), (.exclusiveMinimum, true)] {
            for (number, part) in constraints.all(keyword) {
                let order = lower.map { Self.compare(number, $0.number) } ?? 1
                if order > 0 || (order == 0 && isExclusive) {
                    lower = Bound(number: number, isExclusive: isExclusive, part: part)
                }
            }
        }
        for (keyword, isExclusive) in [(Keyword.maximum, false), (.exclusiveMaximum, true)] {
            for (number, part) in constraints.all(keyword) {
                let order = upper.map { Self.compare(number, $0.number) } ?? -1
                if order < 0 || (order == 0 && isExclusive) {
                    upper = Bound(number: number, isExclusive: isExclusive, part: part)
                }
            }
        }
        for (number, _) in constraints.all(.multipleOf) {
            if let step = SmallDecimal(number) { steps.append(step) } else { hasUnreadableStep = true }
        }
    }

    private static func compare(_ one: JSON, _ two: JSON) -> Int {
        one.withView { one in two.withView { one.compareNumber(to: $0) } }
    }

    /// The part that sets the lower bound, else the upper.
    var subschema: Subschema? { lower?.part ?? upper?.part }

    func check(isCertain: Bool) throws(GenerationFailure) {
        guard let lower, let upper else { return }
        let order = Self.compare(lower.number, upper.number)
        if order < 0 || (order == 0 && !lower.isExclusive && !upper.isExclusive) { return }
        throw GenerationFailure(
            "no number is \(lower.isExclusive ? "more than" : "at least") \(lower.number) and "
                + "\(upper.isExclusive ? "less than" : "at most") \(upper.number)", at: lower.part,
            isCertain: isCertain)
    }

    /// The least count of 10^−`places` of which all that is allowed is a multiple; nil where it cannot be calculated.
    func step(places: Int, isInteger: Bool) -> Int128? {
        if steps.isEmpty, !isInteger { return 1 }
        let units =
            steps.map { $0.ceiling(places: places) }
            + (isInteger ? [SmallDecimal(digits: 1, places: 0).floor(places: places)] : [])
        var step: Int128? = 1
        for unit in units {
            guard let known = step, let unit, unit > 0 else { return nil }
            let (product, overflow) = (known / Self.commonDivisor(known, unit)).multipliedReportingOverflow(by: unit)
            step = overflow || product > Int128.max / 1_000_000 ? nil : product
        }
        return step
    }

    private static func commonDivisor(_ one: Int128, _ two: Int128) -> Int128 {
        var (one, two) = (one, two)
        while two != 0 { (one, two) = (two, one % two) }
        return one
    }

    /// Which multiples of a step lie within the bounds; nil where none does, or they cannot be calculated.
    func multiples(of step: Int128, places: Int) -> ClosedRange<Int128>? {
        let far = Int128(1) << 62
        var range = -far...far
        if let lower {
            guard let first = first(lower, step, places) else { return nil }
            range = first...max(first, first + far)
        }
        if let upper {
            guard let last = last(upper, step, places) else { return nil }
            let first = lower == nil ? last - far : range.lowerBound
            guard first <= last else { return nil }
            range = first...last
        }
        let limit = Int128.max / step / 2
        guard range.lowerBound > -limit, range.upperBound < limit else { return nil }
        return range
    }

    /// Whether it is certain that no multiple of a step lies within the bounds.
    func excludesMultiples(of step: Int128, places: Int) -> Bool {
        guard let lower, let upper, let first = first(lower, step, places), let last = last(upper, step, places) else {
            return false
        }
        return first > last
    }

    /// The first multiple of a step above a bound; nil where it cannot be calculated.
    private func first(_ bound: Bound, _ step: Int128, _ places: Int) -> Int128? {
        guard let number = SmallDecimal(bound.number) else { return nil }
        let unit = bound.isExclusive ? number.floor(places: places).map { $0 + 1 } : number.ceiling(places: places)
        return unit.map { -SmallDecimal.quotient(-$0, step) }
    }

    /// The last multiple of a step below a bound; nil where it cannot be calculated.
    private func last(_ bound: Bound, _ step: Int128, _ places: Int) -> Int128? {
        guard let number = SmallDecimal(bound.number) else { return nil }
        let unit = bound.isExclusive ? number.ceiling(places: places).map { $0 - 1 } : number.floor(places: places)
        return unit.map { SmallDecimal.quotient($0, step) }
    }

    /// The powers of ten far beyond a number and far below it, of both signs; none where its exponent is beyond reason.
    private static func shifted(_ number: JSON) -> [JSON] {
        let text = number.description.utf8
        let parts = text.split(whereSeparator: { $0 | 0x20 == UInt8(ascii: "e") })
        guard let digits = parts.first?.count, digits < 1000 else { return [] }
        let exponent = parts.count > 1 ? Int(String(decoding: parts[1], as: UTF8.self)) : 0
        guard let exponent, exponent.magnitude < 100_000 else { return [] }
        return ["", "-"].flatMap { sign in
            [exponent + digits, exponent - digits].compactMap { try? JSON(parsing: "\(sign)1e\($0)") }
        }
    }

    /// Numbers to try where the bounds are too large or too fine to calculate with.
    func landmarks(_ refused: [Subschema]) -> [JSON] {
        var numbers: [JSON] = [0]
        let bounds: [Keyword] = [.minimum, .exclusiveMinimum, .maximum, .exclusiveMaximum, .multipleOf]
        let others = refused.flatMap { part in bounds.compactMap { part[$0] } }
        for number in [lower?.number, upper?.number].compactMap({ $0 }) + others {
            let double = number.double ?? 0
            numbers.append(number)
            numbers += [double * 2, double / 2, double.nextUp, double.nextDown, double + 1, double - 1]
                .compactMap { try? JSON($0) }
            numbers += Self.shifted(number)
        }
        return numbers
    }
}
