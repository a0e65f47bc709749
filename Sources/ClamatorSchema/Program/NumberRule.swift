import ClamatorJSON

/// What is asked of numbers.
///
/// Unsafe code: `LeadingDigits` and `WholePart` read the text of a number from its start to its end, which the view's
/// node gives.
struct NumberRule {
    /// The floors with which a number is sure to follow the rule; none where `multipleOf` stands.
    private let safeFloors: (first: Int, last: Int)
    private let lower: Bound?
    private let upper: Bound?
    private let multiple: Multiple?
    /// How many bytes the bounds have.
    private let length: Int

    init?(lower: Bound?, upper: Bound?, multiple: Multiple?) {
        if lower == nil && upper == nil && multiple == nil { return nil }
        self.lower = lower
        self.upper = upper
        self.multiple = multiple
        length = (lower?.length ?? 0) + (upper?.length ?? 0)
        safeFloors = multiple == nil ? (lower?.firstSafeFloor ?? .min, upper?.lastSafeFloor ?? .max) : (1, 0)
    }

    /// Whether the number follows the rule. What takes long is spent from the budget.
    @inline(__always)
    static func accepts(
        _ value: JSONView, _ rule: ArenaPointer<NumberRule>, spending budget: inout WorkBudget
    ) -> Bool {
        if value.node.hasExponent { return acceptsExactly(value, rule, &budget) }
        let digits = LeadingDigits(value)
        // Digits that may not fit, and the negative fractions, whose floor is further down.
        if unsafe digits.count > 18 || (digits.isNegative && digits.end < digits.textEnd) {
            return acceptsExactly(value, rule, &budget)
        }
        let floor = digits.isNegative ? -digits.whole : digits.whole
        if floor >= rule.pointee.safeFloors.first && floor <= rule.pointee.safeFloors.last { return true }
        return acceptsExactly(value, rule, &budget)
    }

    @inline(never)
    private static func acceptsExactly(
        _ value: JSONView, _ rule: ArenaPointer<NumberRule>, _ budget: inout WorkBudget
    ) -> Bool {
        guard budget.spend(steps: (rule.pointee.length &+ Int(value.node.length)) / 4) else { return false }
        let whole = WholePart(value)
        if let lower = rule.pointee.lower, !lower.admits(value, whole) { return false }
        if let upper = rule.pointee.upper, !upper.admits(value, whole) { return false }
        return rule.pointee.multiple?.divides(value, spending: &budget) ?? true
    }
}

extension Lowering {
    func numberRule(_ node: Graph.Node) -> NumberRule? {
        func tightest(_ keywords: (inclusive: Keyword, exclusive: Keyword), isLower: Bool) -> Bound? {
            let inclusive = node[keywords.inclusive]?.withView { Bound($0, isLower: isLower, isExclusive: false) }
            let exclusive = node[keywords.exclusive]?.withView { Bound($0, isLower: isLower, isExclusive: true) }
            guard let inclusive, let exclusive else { return inclusive ?? exclusive }
            return exclusive.isTighter(than: inclusive) ? exclusive : inclusive
        }
        return NumberRule(
            lower: tightest((.minimum, .exclusiveMinimum), isLower: true),
            upper: tightest((.maximum, .exclusiveMaximum), isLower: false),
            multiple: node[.multipleOf]?.withView { Multiple($0) })
    }
}

/// `minimum`, `maximum` or one of their exclusive kin.
///
/// Nearly every comparison is decided by the largest integers below the two numbers; where these are equal and the
/// numbers may still differ, the decimals are compared digit by digit. So the answer is exact, and quick.
struct Bound {
    /// The bound itself. The view leads into a document that the program's graph keeps alive.
    private let limit: JSONView
    private let floor: Int
    /// Whether the bound is an integer of at most 18 digits.
    private let isInteger: Bool
    /// Whether `floor` is the bound's floor; otherwise only the decimals can be compared.
    private let hasFloor: Bool
    private let isLower: Bool
    private let isExclusive: Bool

    init(_ limit: JSONView, isLower: Bool, isExclusive: Bool) {
        self.limit = limit
        self.isLower = isLower
        self.isExclusive = isExclusive
        let whole = WholePart(limit)
        hasFloor = whole.isKnown
        floor = whole.floor
        isInteger = whole.isKnown && !whole.hasFraction
    }

    /// Whether this bound refuses more than the other of its kind.
    func isTighter(than other: Bound) -> Bool {
        let order = limit.compareNumber(to: other.limit)
        return order == 0 ? isExclusive : (order > 0) == isLower
    }

    /// The least floor with which a number is sure to be admitted by a lower bound.
    var firstSafeFloor: Int { hasFloor ? (isInteger && !isExclusive ? floor : floor + 1) : .max }

    /// The greatest floor with which a number is sure to be admitted by an upper bound.
    var lastSafeFloor: Int { hasFloor ? floor - 1 : .min }

    var length: Int { limit.bytes.count }

    func admits(_ value: JSONView, _ whole: WholePart) -> Bool {
        guard whole.isKnown, hasFloor else { return admitsExactly(value) }
        if whole.floor != floor { return (whole.floor > floor) == isLower }
        if isInteger {
            // The value is the bound, or above it by a fraction.
            return whole.hasFraction ? isLower : !isExclusive
        }
        return admitsExactly(value)
    }

    private func admitsExactly(_ value: JSONView) -> Bool {
        let order = value.compareNumber(to: limit)
        return order == 0 ? !isExclusive : (order > 0) == isLower
    }
}

/// The digits of a number up to its point or exponent. Of more than 18 of them only the count is right, up to 19.
@safe
private struct LeadingDigits {
    let isNegative: Bool
    let whole: Int
    let count: Int
    /// Where they end in the document's text, and where the number does.
    let end: UnsafePointer<UInt8>
    let textEnd: UnsafePointer<UInt8>

    @inline(__always)
    init(_ value: JSONView) {
        let node = value.node
        var pointer = unsafe value.text + Int(node.offset)
        unsafe textEnd = pointer + Int(node.length)
        isNegative = unsafe pointer.pointee == UInt8(ascii: "-")
        if isNegative { unsafe pointer += 1 }
        let first = unsafe pointer
        let last = unsafe min(textEnd, first + 19)
        var whole = 0
        while unsafe pointer < last {
            let digit = unsafe pointer.pointee &- UInt8(ascii: "0")
            if digit > 9 { break }
            whole = whole &* 10 &+ Int(digit)
            unsafe pointer += 1
        }
        self.whole = whole
        count = unsafe pointer - first
        unsafe end = pointer
    }
}

/// The largest integer that is not above a number, read from the digits before the point.
struct WholePart {
    let floor: Int
    /// Whether the number is above its floor.
    let hasFraction: Bool
    /// Whether the above hold: the number has no exponent and at most 18 digits before the point.
    let isKnown: Bool

    init(_ value: JSONView) {
        let digits = LeadingDigits(value)
        guard digits.count <= 18 else {
            (floor, hasFraction, isKnown) = (0, false, false)
            return
        }
        var pointer = unsafe digits.end
        let (whole, isNegative) = (digits.whole, digits.isNegative)
        if unsafe pointer == digits.textEnd {
            (floor, hasFraction, isKnown) = (isNegative ? -whole : whole, false, true)
            return
        }
        guard unsafe pointer.pointee == UInt8(ascii: ".") else {
            (floor, hasFraction, isKnown) = (0, false, false)
            return
        }
        unsafe pointer += 1
        var hasFraction = false
        while unsafe pointer < digits.textEnd {
            if unsafe pointer.pointee > UInt8(ascii: "9") {
                (floor, self.hasFraction, isKnown) = (0, false, false)
                return
            }
            hasFraction = unsafe hasFraction || pointer.pointee != UInt8(ascii: "0")
            unsafe pointer += 1
        }
        floor = isNegative ? (hasFraction ? -whole - 1 : -whole) : whole
        self.hasFraction = hasFraction
        isKnown = true
    }
}

/// `multipleOf`.
struct Multiple {
    /// The divisor. The view leads into a document that the program's graph keeps alive.
    private let divisor: JSONView
    /// The divisor where it is an integer that fits; otherwise 0.
    private let integer: Int

    init(_ divisor: JSONView) {
        self.divisor = divisor
        integer = divisor.int ?? 0
    }

    /// Whether the number is a multiple. What the division costs is spent from the budget.
    func divides(_ value: JSONView, spending budget: inout WorkBudget) -> Bool {
        if integer != 0, let value = value.plainInteger { return value % integer == 0 }
        let (number, divisor) = (JSONDecimal(value.bytes), JSONDecimal(divisor.bytes))
        let cost = self.divisor.bytes.count / 4 &+ number.costOfDividing(by: divisor)
        return budget.spend(steps: cost) && number.isMultiple(of: divisor)
    }
}
