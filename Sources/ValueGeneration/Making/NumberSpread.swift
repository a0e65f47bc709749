/// Numbers from all over a range: over many turns they lie evenly, however many there are.
struct NumberSpread {
    private let turn: Int
    private var made = 0

    /// Multiples of different irrational numbers without their whole part are spread evenly, each by itself and all
    /// together (Weyl, 1916).
    private static let factors = [5, 2, 3, 7, 11, 13].map { Double($0).squareRoot() }
    /// In a range of more numbers most turns have those near its end, or near 0, each order of magnitude as often.
    private static let mostEven: Int128 = 1_000_000

    /// Begins a turn, whose numbers `next(in:)` gives.
    init(turn: Int) { self.turn = turn }

    /// The next number of the turn.
    mutating func next(in range: ClosedRange<Int128>) -> Int128 {
        let position = (Double(turn + 1) * Self.factors[made % Self.factors.count]).truncatingRemainder(dividingBy: 1)
        made += 1
        let width = range.upperBound - range.lowerBound
        if width <= Self.mostEven || turn.isMultiple(of: 4) {
            return min(range.lowerBound + Int128(position * Double(width) + 0.5), range.upperBound)
        }
        let base = min(max(0, range.lowerBound), range.upperBound)
        let (below, above) = (base - range.lowerBound, range.upperBound - base)
        if below == 0 { return base + Self.distance(position, atMost: above) }
        if above == 0 { return base - Self.distance(position, atMost: below) }
        return position < 0.5
            ? base - Self.distance(position * 2, atMost: below) : base + Self.distance(position * 2 - 1, atMost: above)
    }

    /// A distance of any order of magnitude.
    private static func distance(_ position: Double, atMost most: Int128) -> Int128 {
        let power = position * Double(Int128.bitWidth - most.leadingZeroBitCount)
        let exponent = power.rounded(.down)
        return min(Int128(Double(sign: .plus, exponent: Int(exponent), significand: 1 + power - exponent)), most)
    }
}
